//! One version of the catalogue with all that pages need of it, made when it is loaded: covers are drawn,
//! shelves counted and curated lists chosen once, so that a request only joins finished pieces.

use std::{collections::HashMap, sync::Arc};

use shop_catalog::{Book, BookId, Catalog, Category};

use crate::{
    covers,
    ladder::{Curated, List, Reason, ReasonCode},
    views::{self, Card, Shelf},
};

/// Whether the curated rung of the ladder is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CuratedLists {
    /// Made from the catalogue.
    On,
    /// Left out: the ladder ends at one sentence.
    Off,
}

/// A catalogue, ready to be shown. Immutable; a reload makes another.
#[derive(Debug)]
pub struct Stock {
    catalog: Arc<Catalog>,
    covers: HashMap<BookId, Box<str>>,
    shelves: Vec<Shelf>,
    curated: Curated,
}

impl Stock {
    /// Prepares a catalogue; takes some milliseconds for a thousand books.
    pub fn new(catalog: Arc<Catalog>, curated_lists: CuratedLists) -> Self {
        let covers = catalog.books().iter().map(|book| (book.id, covers::svg(book).into_boxed_str()));
        let shelves = catalog.categories().map(|(category, count)| Shelf { category, count });
        Self {
            covers: covers.collect(),
            shelves: shelves.collect(),
            curated: match curated_lists {
                CuratedLists::On => Curated::of(&catalog),
                CuratedLists::Off => Curated::off(),
            },
            catalog,
        }
    }

    /// The books.
    pub fn catalog(&self) -> &Catalog {
        &self.catalog
    }

    /// The lists of the ladder's third rung.
    pub fn curated(&self) -> &Curated {
        &self.curated
    }

    /// Shelves that hold a book.
    pub fn shelves(&self) -> &[Shelf] {
        &self.shelves
    }

    /// The drawn cover; empty for a book that the catalogue does not hold.
    pub fn cover(&self, book: BookId) -> &str {
        self.covers.get(&book).map_or("", |svg| svg)
    }

    /// A book as lists show it, without a reason.
    pub fn card<'s>(&'s self, book: &'s Book) -> Card<'s> {
        Card { book, cover: self.cover(book.id), reason: None }
    }

    /// The first `most` books of a list. Books that have left the catalogue since are left out.
    pub fn cards<'s>(&'s self, list: &'s List, most: usize) -> Vec<Card<'s>> {
        let card = |(id, reason): (BookId, Option<&'s Reason>)| {
            let book = self.catalog.book(id)?;
            Some(Card { reason: reason.map(|reason| said(reason, book.category)), ..self.card(book) })
        };
        let listed = list.books.iter().map(|listed| (listed.book, listed.reason.as_ref()));
        listed.filter_map(card).take(most).collect()
    }
}

fn said(reason: &Reason, shelf: Category) -> views::Reason<'_> {
    match reason.code {
        ReasonCode::BecauseYouViewed => views::Reason::BecauseYouViewed(&reason.subject),
        ReasonCode::SameAuthor => views::Reason::SameAuthor(&reason.subject),
        ReasonCode::SameSubject => views::Reason::SameSubject(&reason.subject),
        ReasonCode::SameCategory => views::Reason::SameCategory(shelf),
        ReasonCode::PopularInCategory => views::Reason::PopularInCategory(shelf),
        ReasonCode::Popular => views::Reason::Popular,
        ReasonCode::Newest => views::Reason::Newest,
    }
}
