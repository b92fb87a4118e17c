//! Search results.

use askama::Template;

use super::{Card, Frame, Pager};

/// `GET /search?q=`: the form, what was found, and suggestions.
#[derive(Debug, Clone, Template)]
#[template(path = "search.html")]
pub struct SearchPage<'a> {
    /// What every page has.
    pub frame: Frame<'a>,
    /// What the visitor typed, trimmed; empty when the form is opened afresh.
    pub query: &'a str,
    /// The books found on this page of the results.
    pub results: Vec<Card<'a>>,
    /// Where this page stands; its total is the number of books found.
    pub pager: Pager,
    /// Recommended books: seeded by the first results, or popular ones when nothing was found.
    pub suggestions: Vec<Card<'a>>,
}
