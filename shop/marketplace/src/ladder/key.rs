//! What a remembered list is remembered under.

use shop_catalog::{BookId, Category};

use crate::cookies::VisitorId;

/// The place in the shop that asks for a list.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Place {
    /// The first page.
    Home,
    /// One shelf.
    Category(Category),
    /// One book's page.
    Book(BookId),
    /// Results of a search, told apart by the first hits and not by the words.
    Search(Vec<BookId>),
    /// The categories that a visitor chose; none stands for all.
    ForYou(Vec<Category>),
    /// The books in a cart.
    Cart(Vec<BookId>),
}

/// A place and, for an answer made for one person, that person: what somebody viewed must not show up in
/// the list of somebody else.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Key {
    /// Where the list is shown.
    pub place: Place,
    /// Absent when the answer was the same for everybody.
    pub visitor: Option<VisitorId>,
}

impl Key {
    /// The key of the list that everybody would have got at the same place.
    #[must_use]
    pub fn anonymous(&self) -> Self {
        Self { place: self.place.clone(), visitor: None }
    }
}
