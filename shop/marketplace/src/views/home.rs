//! The front page, as HTML and as plain text.

use askama::Template;
use shop_catalog::Category;

use super::{Card, Frame};

/// How many recommendations greet the visitor as plain list items: what old clients of the shop count.
const GREETED: usize = 3;

/// `GET /`: a greeting list, more recommendations, the shelves.
///
/// The greeting's items are the only list items of the page without an attribute; old clients find them so.
#[derive(Debug, Clone, Template)]
#[template(path = "home.html")]
pub struct HomePage<'a> {
    /// What every page has.
    pub frame: Frame<'a>,
    /// Recommended books, best first. The first three greet the visitor.
    pub recommended: Vec<Card<'a>>,
    /// Every shelf of the shop.
    pub shelves: Vec<Shelf>,
}

/// A shelf as the front page shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shelf {
    /// The category.
    pub category: Category,
    /// Books on it.
    pub count: usize,
}

impl Shelf {
    fn spines(&self) -> &'static str {
        crate::covers::spines(self.category)
    }
}

impl<'a> HomePage<'a> {
    fn greeting(&self) -> &[Card<'a>] {
        &self.recommended[..self.recommended.len().min(GREETED)]
    }

    fn more(&self) -> &[Card<'a>] {
        &self.recommended[self.greeting().len()..]
    }
}

/// `GET /` for clients that prefer `text/plain`, such as `curl`.
#[derive(Debug, Clone, Template)]
#[template(path = "home.txt")]
pub struct HomeText<'a> {
    /// What every page has.
    pub frame: Frame<'a>,
    /// Recommended books, best first.
    pub recommended: Vec<Card<'a>>,
    /// Every shelf of the shop.
    pub shelves: Vec<Shelf>,
}
