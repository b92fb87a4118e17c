//! The books that a visitor opened last.

use shop_catalog::BookId;

/// Books kept. Ten are enough to say "because you viewed" and few enough for a cookie.
const KEPT: usize = 10;

/// The last ten books opened, latest first, each once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Viewed(Vec<BookId>);

impl Viewed {
    /// Latest first.
    pub fn books(&self) -> &[BookId] {
        &self.0
    }

    /// Puts a book in front; the oldest one falls off the end.
    pub fn open(&mut self, book: BookId) {
        self.0.retain(|seen| *seen != book);
        self.0.insert(0, book);
        self.0.truncate(KEPT);
    }

    /// As in the cookie: ids with a dot between them.
    pub fn encode(&self) -> String {
        self.0.iter().map(ToString::to_string).collect::<Vec<_>>().join(".")
    }

    /// Reads what [`Viewed::encode`] wrote; what does not read as an id is left out.
    pub fn decode(value: &str) -> Self {
        Self(value.split('.').filter_map(|id| id.parse().ok().map(BookId)).take(KEPT).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_ten_are_kept_once_each_latest_first() {
        let mut viewed = Viewed::default();
        for id in (1..=12).chain([5]) {
            viewed.open(BookId(id));
        }
        let ids: Vec<u32> = viewed.books().iter().map(|book| book.0).collect();
        assert_eq!(ids, [5, 12, 11, 10, 9, 8, 7, 6, 4, 3]);
        assert_eq!(Viewed::decode(&viewed.encode()), viewed);
    }
}
