//! One book.

use askama::Template;
use shop_catalog::Book;

use super::words::{LifeSpan, Year};
use super::{Card, Frame};

/// `GET /book/{id}`: the book, a way to buy it, and books like it.
#[derive(Debug, Clone, Template)]
#[template(path = "book.html")]
pub struct BookPage<'a> {
    /// What every page has.
    pub frame: Frame<'a>,
    /// The book.
    pub book: &'a Book,
    /// Its cover as inline SVG, from [`crate::covers::svg`].
    pub cover: &'a str,
    /// The visitor's token against forged forms.
    pub csrf: &'a str,
    /// Books like this one, best first, each with its reason.
    pub similar: Vec<Card<'a>>,
}

impl BookPage<'_> {
    fn life_span(&self) -> Option<LifeSpan> {
        LifeSpan::of(&self.book.author)
    }

    fn year(&self) -> Option<Year> {
        self.book.year.map(Year)
    }
}
