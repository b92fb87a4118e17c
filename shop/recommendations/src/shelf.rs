//! The catalogue as the wire wants it: every book as protobuf, once, and every order that a client may ask for.
//!
//! A shelf never changes; a new catalogue makes a new one. Answers clone from it and format nothing.

use std::{collections::HashMap, sync::Arc};

use shop_api::v1;
use shop_catalog::{Book, BookId, Catalog, Category};
use shop_recommender::Item;

/// The books of one version of the catalogue.
pub(crate) struct Shelf {
    catalog: Arc<Catalog>,
    books: Vec<v1::Book>,
    position_by_id: HashMap<i32, usize>,
    by_title: Vec<usize>,
    by_author: Vec<usize>,
    by_price: Vec<usize>,
}

impl Shelf {
    /// Prepares a catalogue for the wire.
    pub(crate) fn new(catalog: Arc<Catalog>) -> Self {
        let books: Vec<v1::Book> = catalog.books().iter().map(wire_book).collect();
        let position_by_id = books.iter().enumerate().map(|(position, book)| (book.id, position)).collect();
        let sorted = catalog.books();
        Self {
            by_title: order_by(sorted, |book| book.title.to_lowercase()),
            by_author: order_by(sorted, |book| (surname_first(&book.author.name), book.title.to_lowercase())),
            by_price: order_by(sorted, |book| book.price.minor_units),
            catalog,
            books,
            position_by_id,
        }
    }

    /// Names the content of the catalogue.
    pub(crate) fn version(&self) -> &str {
        self.catalog.version()
    }

    /// Every book, in the catalogue's order.
    pub(crate) fn books(&self) -> &[v1::Book] {
        &self.books
    }

    /// The book of this id.
    pub(crate) fn book(&self, id: i32) -> Option<&v1::Book> {
        self.position_by_id.get(&id).map(|&position| &self.books[position])
    }

    /// The books in the order asked for, of one category when one is given.
    pub(crate) fn ordered(
        &self,
        order: v1::BookOrder,
        category: Option<Category>,
    ) -> Box<dyn Iterator<Item = &v1::Book> + '_> {
        let positions: Box<dyn Iterator<Item = usize>> = match order {
            v1::BookOrder::Unspecified => Box::new(0..self.books.len()),
            v1::BookOrder::Title => Box::new(self.by_title.iter().copied()),
            v1::BookOrder::Author => Box::new(self.by_author.iter().copied()),
            v1::BookOrder::Price => Box::new(self.by_price.iter().copied()),
        };
        let number = category.map(Category::number);
        let books = positions.map(|position| &self.books[position]);
        Box::new(books.filter(move |book| number.is_none_or(|number| book.category == number)))
    }

    /// The books that match every word of the query, the best match first.
    pub(crate) fn search(&self, query: &str) -> Vec<&v1::Book> {
        self.catalog.search(query).into_iter().filter_map(|book| self.book(wire_id(book.id))).collect()
    }

    /// Every category that holds a book, with its words and its size.
    pub(crate) fn categories(&self) -> impl Iterator<Item = v1::CategoryInfo> + '_ {
        self.catalog.categories().map(|(category, count)| v1::CategoryInfo {
            category: category.number(),
            slug: category.slug().to_owned(),
            display_name: category.title().to_owned(),
            book_count: i32::try_from(count).unwrap_or(i32::MAX),
        })
    }

    /// What the model needs to know of every book.
    pub(crate) fn items(&self) -> impl Iterator<Item = Item> + '_ {
        self.catalog.books().iter().map(|book| Item {
            id: book.id.0,
            category: category_key(book.category),
            author: book.author.name.clone(),
            subjects: book.subjects.clone(),
        })
    }
}

/// The number by which the model knows a category.
pub(crate) fn category_key(category: Category) -> u8 {
    u8::try_from(category.number()).unwrap_or_default()
}

/// The catalogue keeps ids within `i32`, so nothing is lost.
fn wire_id(id: BookId) -> i32 {
    i32::try_from(id.0).unwrap_or_default()
}

fn wire_book(book: &Book) -> v1::Book {
    v1::Book {
        id: wire_id(book.id),
        title: book.title.clone(),
        authors: vec![v1::Author {
            name: book.author.name.clone(),
            birth_year: book.author.born,
            death_year: book.author.died,
        }],
        category: book.category.number(),
        subjects: book.subjects.clone(),
        year: book.year,
        description: book.sentence.clone().unwrap_or_default(),
        price: Some(v1::Money {
            currency_code: book.price.currency.code().to_owned(),
            minor_units: i64::from(book.price.minor_units),
        }),
    }
}

/// Positions sorted by a key; books with equal keys keep the catalogue's order.
fn order_by<K: Ord>(books: &[Book], key: impl Fn(&Book) -> K) -> Vec<usize> {
    let mut positions: Vec<usize> = (0..books.len()).collect();
    positions.sort_by_cached_key(|&position| key(&books[position]));
    positions
}

/// As a library sorts authors: by the last word of the name.
fn surname_first(name: &str) -> String {
    let (given, surname) = name.rsplit_once(' ').unwrap_or(("", name));
    format!("{surname} {given}").to_lowercase()
}
