//! Preferences without an account.

use askama::Template;
use shop_catalog::Category;

use super::{Card, Frame};

/// `GET /for-you`: which shelves the visitor likes, and a list made of that.
#[derive(Debug, Clone, Template)]
#[template(path = "for_you.html")]
pub struct ForYouPage<'a> {
    /// What every page has.
    pub frame: Frame<'a>,
    /// The visitor's token against forged forms.
    pub csrf: &'a str,
    /// Whether the preferences were saved by the form just now.
    pub saved: bool,
    /// Every category, and whether it is ticked.
    pub preferences: Vec<Preference>,
    /// Recommended books, best first.
    pub recommended: Vec<Card<'a>>,
}

/// A box of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Preference {
    /// The category.
    pub category: Category,
    /// Whether the visitor likes it.
    pub chosen: bool,
}
