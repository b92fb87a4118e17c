//! The curated lists: what the shop recommends when nobody answers.
//!
//! Made once from a catalogue, by category, in the catalogue's own order, which puts the books that every
//! shop should have first. The first page takes one book of each category in turn.

use std::sync::Arc;

use shop_catalog::{Book, BookId, Catalog, Category};

use super::list::{List, Recommended};

/// Books in a curated list.
const LENGTH: usize = 24;

/// The third rung, precomputed.
#[derive(Debug)]
pub struct Curated {
    home: Arc<List>,
    by_category: Vec<(Category, Arc<List>)>,
    nothing: Arc<List>,
}

impl Curated {
    /// Makes the lists of a catalogue. They hold no more than 24 books each.
    pub fn of(catalog: &Catalog) -> Self {
        let categories: Vec<Category> = catalog.categories().map(|(category, _)| category).collect();
        let by_category = categories.iter().map(|category| {
            let books = catalog.in_category(*category);
            (*category, Arc::new(curated(books.map(|book| book.id).take(LENGTH).collect())))
        });
        Self {
            home: Arc::new(curated(in_turn(catalog, &categories))),
            by_category: by_category.collect(),
            nothing: Arc::default(),
        }
    }

    /// No list anywhere: the rung is switched off, and the ladder ends at one sentence.
    pub fn off() -> Self {
        Self { home: Arc::default(), by_category: Vec::new(), nothing: Arc::default() }
    }

    /// One book of each category in turn.
    pub fn home(&self) -> Arc<List> {
        Arc::clone(&self.home)
    }

    /// The first books of one shelf; empty when the catalogue has none there.
    pub fn category(&self, category: Category) -> Arc<List> {
        let found = self.by_category.iter().find(|(of, _)| *of == category);
        Arc::clone(found.map_or(&self.nothing, |(_, list)| list))
    }

    /// The shelf of the book, without the book.
    pub fn beside(&self, book: &Book) -> Arc<List> {
        let all = self.category(book.category);
        let others = all.books.iter().filter(|listed| listed.book != book.id);
        Arc::new(List { books: others.cloned().collect(), ..(*all).clone() })
    }

    /// The shelves chosen, one book of each in turn; the first page's list when none is chosen.
    pub fn shelves(&self, chosen: &[Category]) -> Arc<List> {
        if chosen.is_empty() {
            return self.home();
        }
        let shelves: Vec<Arc<List>> = chosen.iter().map(|category| self.category(*category)).collect();
        let rows = (0..LENGTH).flat_map(|row| shelves.iter().filter_map(move |shelf| shelf.books.get(row)));
        Arc::new(curated(rows.map(|listed| listed.book).take(LENGTH).collect()))
    }
}

fn curated(ids: Vec<BookId>) -> List {
    let books = ids.into_iter().map(|book| Recommended { book, reason: None }).collect();
    List { strategy: "curated", books, ..List::default() }
}

fn in_turn(catalog: &Catalog, categories: &[Category]) -> Vec<BookId> {
    let mut shelves: Vec<_> = categories.iter().map(|category| catalog.in_category(*category)).collect();
    let mut ids = Vec::with_capacity(LENGTH);
    loop {
        let before = ids.len();
        for shelf in &mut shelves {
            ids.extend(shelf.next().map(|book| book.id));
        }
        if ids.len() == before || ids.len() >= LENGTH {
            ids.truncate(LENGTH);
            return ids;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_page_takes_one_book_of_each_category_in_turn() {
        let catalog = Catalog::embedded();
        let home = Curated::of(catalog).home();
        let categories: Vec<Category> =
            home.books.iter().map(|b| catalog.book(b.book).unwrap().category).collect();
        let distinct = catalog.categories().count().min(home.books.len());
        for (index, category) in categories[..distinct].iter().enumerate() {
            assert!(!categories[..index].contains(category), "{category:?} comes twice in the first row");
        }
    }

    #[test]
    fn a_book_is_not_recommended_beside_itself() {
        let catalog = Catalog::embedded();
        let curated = Curated::of(catalog);
        let book = catalog.book(BookId(1)).unwrap();
        let beside = curated.beside(book);
        assert!(!beside.books.is_empty());
        assert!(beside.books.iter().all(|listed| listed.book != book.id));
    }

    #[test]
    fn a_rung_switched_off_has_no_books_anywhere() {
        let curated = Curated::off();
        assert!(curated.home().books.is_empty());
        assert!(curated.category(Category::Mystery).books.is_empty());
        assert!(curated.shelves(&[Category::Poetry]).books.is_empty());
    }
}
