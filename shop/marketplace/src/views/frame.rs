//! What every page has: addresses of assets, the cart's count, where the recommendations came from.

use shop_catalog::Category;

/// The part of a page that is the same on all of them; `layout.html` reads it.
#[derive(Debug, Clone, Copy)]
pub struct Frame<'a> {
    /// Path of the stylesheet, with its content hash.
    pub stylesheet: &'a str,
    /// Path of the favicon, with its content hash.
    pub favicon: &'a str,
    /// The page's own path and query in their canonical spelling, starting with `/`.
    pub canonical: &'a str,
    /// Copies in the cart, all lines together.
    pub cart_count: u32,
    /// The shelf that the page belongs to; the navigation marks it.
    pub shelf: Option<Category>,
    /// Where the recommendations on this page came from; `None` on a page that asks for none.
    pub source: Option<Source>,
    /// The id under which the logs know this request.
    pub request_id: &'a str,
    /// The pod (or host) that made the page.
    pub served_by: &'a str,
}

/// The rung of the degradation ladder that a list of recommendations came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Source {
    /// The recommendations service answered within the deadline.
    Live,
    /// Its last good answer, at most 15 minutes old.
    Stale,
    /// A curated list: the books that come first in the catalogue.
    Default,
    /// No list at all; one sentence stands in for it.
    None,
}

impl Source {
    /// The value of `X-Marketplace-Source`, and the word used in logs and metrics.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Stale => "stale",
            Self::Default => "default",
            Self::None => "none",
        }
    }

    /// What the visitor is told, calmly; nothing when all is well.
    pub const fn note(self) -> Option<&'static str> {
        match self {
            Self::Live => None,
            Self::Stale => {
                Some("Showing our suggestions from a few minutes ago. Fresh ones will be back shortly.")
            }
            Self::Default => Some(
                "Showing books from the front of our shelves. Personal suggestions will be back shortly.",
            ),
            Self::None => Some("Our suggestions are taking a short break. Every book is still on its shelf."),
        }
    }
}

/// Where one page of a longer list stands, and the way to its neighbours.
#[derive(Debug, Clone, Default)]
pub struct Pager {
    /// Position of the first item shown, counted from 1.
    pub first: usize,
    /// Position of the last item shown.
    pub last: usize,
    /// Items in the whole list.
    pub total: usize,
    /// Path and query of the page before.
    pub previous: Option<String>,
    /// Path and query of the page after.
    pub next: Option<String>,
}

impl Pager {
    /// Whether there is another page to go to.
    pub fn is_needed(&self) -> bool {
        self.previous.is_some() || self.next.is_some()
    }
}
