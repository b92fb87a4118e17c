//! Takes candidates in order and keeps the list varied.

use std::collections::VecDeque;

use crate::item::{Items, Position};

/// At most this many items of an author stand among [`AUTHOR_WINDOW`] neighbours in a list.
const MAX_PER_AUTHOR: usize = 2;
const AUTHOR_WINDOW: usize = 10;

/// Why a candidate was offered; becomes the reason in the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    LikeHistory(Position),
    LikeNamed(Position),
    SameCategory,
    PopularInCategory,
    Popular,
}

/// An item that may come into the list.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Candidate {
    pub(crate) position: Position,
    pub(crate) score: f64,
    pub(crate) origin: Origin,
}

/// A set of positions.
#[derive(Debug)]
pub(crate) struct PositionSet(Vec<u64>);

impl PositionSet {
    pub(crate) fn new(item_count: usize) -> Self {
        Self(vec![0; item_count.div_ceil(64)])
    }

    /// `false` when it was in the set before.
    pub(crate) fn insert(&mut self, position: Position) -> bool {
        let is_new = !self.contains(position);
        self.0[position / 64] |= 1 << (position % 64);
        is_new
    }

    pub(crate) fn contains(&self, position: Position) -> bool {
        self.0[position / 64] & (1 << (position % 64)) != 0
    }
}

/// A list in the making. Its beginning does not depend on its limit.
#[derive(Debug)]
pub(crate) struct Ranking<'a> {
    items: &'a Items,
    category: Option<u8>,
    limit: usize,
    /// In the list, put off or never allowed.
    taken: PositionSet,
    list: Vec<Candidate>,
    put_off: VecDeque<Candidate>,
}

impl<'a> Ranking<'a> {
    /// A list of items of `category` that are not in `taken`.
    pub(crate) fn new(items: &'a Items, category: Option<u8>, limit: usize, taken: PositionSet) -> Self {
        let list = Vec::with_capacity(limit.min(items.len()));
        Self { items, category, limit, taken, list, put_off: VecDeque::new() }
    }

    pub(crate) fn is_full(&self) -> bool {
        self.list.len() >= self.limit
    }

    /// Offers candidates, the best first, until the list is full.
    pub(crate) fn offer(&mut self, candidates: impl IntoIterator<Item = Candidate>) {
        for candidate in candidates {
            if self.is_full() {
                return;
            }
            let of_other_category =
                self.category.is_some_and(|wanted| wanted != self.items.category(candidate.position));
            if of_other_category || !self.taken.insert(candidate.position) {
                continue;
            }
            if self.may_follow(candidate) {
                self.list.push(candidate);
                self.readmit();
            } else {
                self.put_off.push_back(candidate);
            }
        }
    }

    /// The list; where only too many of an author are left, they fill it.
    pub(crate) fn finish(mut self) -> Vec<Candidate> {
        while !self.is_full()
            && let Some(candidate) = self.put_off.pop_front()
        {
            self.list.push(candidate);
            self.readmit();
        }
        self.list
    }

    fn readmit(&mut self) {
        while !self.is_full()
            && let Some(index) = self.put_off.iter().position(|&candidate| self.may_follow(candidate))
            && let Some(candidate) = self.put_off.remove(index)
        {
            self.list.push(candidate);
        }
    }

    fn may_follow(&self, candidate: Candidate) -> bool {
        let author = self.items.author(candidate.position);
        let window = self.list.iter().rev().take(AUTHOR_WINDOW - 1);
        window.filter(|other| self.items.author(other.position) == author).count() < MAX_PER_AUTHOR
    }
}
