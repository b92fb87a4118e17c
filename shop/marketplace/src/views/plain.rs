//! Pages without data of their own.

use askama::Template;

use super::Frame;
use super::hops::NINE_HOPS;

/// `GET /about`: what this shop is.
#[derive(Debug, Clone, Template)]
#[template(path = "about.html")]
pub struct AboutPage<'a> {
    /// What every page has.
    pub frame: Frame<'a>,
    /// Books in the shop.
    pub books: usize,
}
