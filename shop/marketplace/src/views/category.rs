//! A shelf.

use askama::Template;
use shop_catalog::Category;

use super::{Card, Frame, Pager};

/// `GET /category/{slug}`: what is recommended on a shelf, and all of its books a page at a time.
#[derive(Debug, Clone, Template)]
#[template(path = "category.html")]
pub struct CategoryPage<'a> {
    /// What every page has.
    pub frame: Frame<'a>,
    /// The shelf.
    pub category: Category,
    /// Recommended books of the shelf; shown when not empty. Leave empty on later pages.
    pub recommended: Vec<Card<'a>>,
    /// The books of this page of the shelf.
    pub books: Vec<Card<'a>>,
    /// Where this page stands.
    pub pager: Pager,
}
