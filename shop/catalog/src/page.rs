//! The arithmetic of lists that are shown in pages.

use std::ops::Range;

/// Which part of a list one page shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The positions shown; empty when the offset lies behind the end.
    pub range: Range<usize>,
    /// Where the page before begins; `None` on the first page.
    pub previous_offset: Option<usize>,
    /// Where the next page begins; `None` on the last page.
    pub next_offset: Option<usize>,
}

/// The page of `page_size` items that begins at `offset` in a list of `total` items.
///
/// A page size of 0 is taken as 1, because a page that shows nothing has no next one. Walking from offset 0
/// along `next_offset` meets every position exactly once.
pub fn paginate(total: usize, page_size: usize, offset: usize) -> Page {
    let page_size = page_size.max(1);
    let start = offset.min(total);
    let end = start.saturating_add(page_size).min(total);
    Page {
        range: start..end,
        previous_offset: (start > 0).then(|| start.saturating_sub(page_size)),
        next_offset: (end < total).then_some(end),
    }
}
