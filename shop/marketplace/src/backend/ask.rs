//! What a page asks recommendations for.

use shop_catalog::BookId;

use crate::{
    cookies::{Visit, VisitorId},
    ladder::{Key, Place},
};

/// Hits of a search that lead to suggestions.
const SEARCH_SEEDS: usize = 5;

/// Books in one list: a number that fills its rows at every width.
const PAGE_SIZE: i32 = 12;

/// The three that the first page greets with, and a list below them.
const FIRST_PAGE_SIZE: i32 = 3 + PAGE_SIZE;

/// A question for one list.
#[derive(Debug, Clone)]
pub struct Ask<'a> {
    /// Where the list is shown.
    pub place: Place,
    /// Absent when the answer shall be the same for everybody.
    pub visitor: Option<VisitorId>,
    /// Books that lead to the list, the most telling first.
    pub seeds: Vec<BookId>,
    /// Books that must not come back.
    pub exclude: Vec<BookId>,
    /// Travels with the call.
    pub request_id: &'a str,
}

impl<'a> Ask<'a> {
    /// A list that may be made for this visitor: the first page, a shelf, the shelves chosen.
    pub fn personal(place: Place, visit: &Visit, request_id: &'a str) -> Self {
        let seeds = if visit.visitor.is_some() { visit.viewed.books().to_vec() } else { Vec::new() };
        Self { place, visitor: visit.visitor, seeds, exclude: Vec::new(), request_id }
    }

    /// Books like one book, the same for everybody.
    pub fn beside(book: BookId, request_id: &'a str) -> Self {
        Self { place: Place::Book(book), visitor: None, seeds: Vec::new(), exclude: vec![book], request_id }
    }

    /// Books like the first hits of a search, the same for everybody who found the same.
    pub fn found(hits: impl Iterator<Item = BookId>, request_id: &'a str) -> Self {
        let seeds: Vec<BookId> = hits.take(SEARCH_SEEDS).collect();
        let place = Place::Search(seeds.clone());
        Self { place, visitor: None, exclude: seeds.clone(), seeds, request_id }
    }

    /// Books that go with what is in the cart, the same for everybody with the same cart.
    pub fn with(in_cart: Vec<BookId>, request_id: &'a str) -> Self {
        let place = Place::Cart(in_cart.clone());
        Self { place, visitor: None, exclude: in_cart.clone(), seeds: in_cart, request_id }
    }

    /// What the answer is remembered under.
    pub fn key(&self) -> Key {
        Key { place: self.place.clone(), visitor: self.visitor }
    }

    pub(super) fn page_size(&self) -> i32 {
        match &self.place {
            // One call a shelf; together they fill one list.
            Place::ForYou(chosen) if chosen.len() > 1 => {
                i32::try_from(chosen.len()).map_or(1, |shelves| (PAGE_SIZE + shelves - 1) / shelves)
            }
            Place::Home => FIRST_PAGE_SIZE,
            _ => PAGE_SIZE,
        }
    }
}
