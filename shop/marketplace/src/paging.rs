//! Long lists on numbered pages.

use std::ops::Range;

use shop_catalog::page::paginate;

use crate::views::Pager;

/// Books on one page of a list.
pub const PAGE_SIZE: usize = 24;

/// One page of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paging {
    number: usize,
    total: usize,
    shown: shop_catalog::Page,
}

impl Paging {
    /// The page with this number, from 1, as it stands in the address; page 1 when it is absent. `None` when
    /// it is no number or the list has no such page. The first page of an empty list exists and is empty.
    pub fn new(number: Option<&str>, total: usize) -> Option<Self> {
        let number: usize = number.map_or(Some(1), |number| number.parse().ok())?;
        let offset = number.checked_sub(1)?.checked_mul(PAGE_SIZE)?;
        let shown = paginate(total, PAGE_SIZE, offset);
        let exists = number == 1 || !shown.range.is_empty();
        exists.then_some(Self { number, total, shown })
    }

    /// From 1.
    pub fn number(&self) -> usize {
        self.number
    }

    /// Whether it is page 1.
    pub fn is_first(&self) -> bool {
        self.number == 1
    }

    /// Positions in the list, from 0.
    pub fn range(&self) -> Range<usize> {
        self.shown.range.clone()
    }

    /// For the view; `address` makes the path of a page from its number.
    pub fn pager(&self, address: impl Fn(usize) -> String) -> Pager {
        Pager {
            first: if self.total == 0 { 0 } else { self.shown.range.start + 1 },
            last: self.shown.range.end,
            total: self.total,
            previous: (self.number > 1).then(|| address(self.number - 1)),
            next: self.shown.next_offset.map(|_| address(self.number + 1)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_behind_the_last_and_words_are_no_pages() {
        for number in ["0", "-1", "3", "x", "", "18446744073709551615"] {
            assert_eq!(Paging::new(Some(number), PAGE_SIZE + 1), None, "{number}");
        }
    }

    #[test]
    fn neighbours_are_linked_as_far_as_they_exist() {
        let address = |page| format!("/p{page}");
        let first = Paging::new(None, PAGE_SIZE + 1).unwrap().pager(address);
        assert_eq!((first.first, first.last, first.total), (1, PAGE_SIZE, PAGE_SIZE + 1));
        assert_eq!((first.previous, first.next), (None, Some("/p2".to_owned())));
        let last = Paging::new(Some("2"), PAGE_SIZE + 1).unwrap().pager(address);
        assert_eq!((last.first, last.last), (PAGE_SIZE + 1, PAGE_SIZE + 1));
        assert_eq!((last.previous, last.next), (Some("/p1".to_owned()), None));
    }

    #[test]
    fn an_empty_list_has_one_empty_page() {
        let only = Paging::new(None, 0).unwrap();
        assert_eq!(only.range(), 0..0);
        assert_eq!(only.pager(|page| page.to_string()).next, None);
    }
}
