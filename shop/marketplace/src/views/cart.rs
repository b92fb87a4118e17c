//! The cart.

use askama::Template;
use shop_catalog::{Book, Money};

use super::{Card, Frame};

/// `GET /cart`: what the visitor means to buy. There is no checkout, and the page says why.
#[derive(Debug, Clone, Template)]
#[template(path = "cart.html")]
pub struct CartPage<'a> {
    /// What every page has.
    pub frame: Frame<'a>,
    /// The visitor's token against forged forms.
    pub csrf: &'a str,
    /// What the last change did, in one sentence.
    pub notice: Option<String>,
    /// The lines, in the order in which they were added.
    pub lines: Vec<CartLine<'a>>,
    /// The sum of the lines.
    pub total: Money,
    /// The most copies of one book that a cart takes.
    pub most_copies: u32,
    /// Books that may go with these; may be empty.
    pub suggestions: Vec<Card<'a>>,
}

/// A book in the cart.
#[derive(Debug, Clone, Copy)]
pub struct CartLine<'a> {
    /// The book.
    pub book: &'a Book,
    /// Its cover as inline SVG, from [`crate::covers::svg`].
    pub cover: &'a str,
    /// Copies.
    pub quantity: u32,
    /// Price of all copies.
    pub amount: Money,
}
