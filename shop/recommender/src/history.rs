//! What each visitor did lately.
//!
//! Memory is bounded: [`MAX_HISTORY_ITEMS`] items for a user and [`MAX_USERS`] users. When another user comes,
//! the one who did nothing for the longest is forgotten, by the order of events. At the bounds this is about
//! 15 MB.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use crate::EventKind;
use crate::item::Position;

/// How many distinct items of a user are remembered, the latest ones.
pub const MAX_HISTORY_ITEMS: usize = 50;

/// How many users are remembered, the latest ones.
pub const MAX_USERS: usize = 20_000;

/// The histories of all users that are remembered.
#[derive(Debug, Default)]
pub(crate) struct Histories {
    by_user: HashMap<Arc<str>, History>,
    /// The user of each `last_seq`: the first one is the next to be forgotten.
    by_last_seq: BTreeMap<u64, Arc<str>>,
}

#[derive(Debug, Default)]
struct History {
    last_seq: u64,
    /// The latest last.
    entries: Vec<Entry>,
}

/// An item in a history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    /// Half the size of a [`Position`], because there may be a million of them.
    position: u32,
    /// The strongest thing that was done with it.
    pub(crate) strongest: EventKind,
    kinds: u8,
}

impl Entry {
    pub(crate) fn position(self) -> Position {
        self.position as Position
    }
}

impl Histories {
    /// Remembers an event; `false` when the same was remembered before. `seq` must be larger than any before.
    pub(crate) fn record(&mut self, seq: u64, user: &str, position: Position, kind: EventKind) -> bool {
        let (user, mut history) = match self.by_user.remove_entry(user) {
            Some(known) => known,
            None => (Arc::from(user), History::default()),
        };
        self.by_last_seq.remove(&history.last_seq);
        history.last_seq = seq;
        let is_new = history.record(position, kind);
        self.by_last_seq.insert(seq, Arc::clone(&user));
        self.by_user.insert(user, history);
        self.forget_the_idle();
        is_new
    }

    /// What a user did, the latest first.
    pub(crate) fn of(&self, user: &str) -> impl Iterator<Item = Entry> {
        self.by_user.get(user).into_iter().flat_map(|history| history.entries.iter().rev().copied())
    }

    fn forget_the_idle(&mut self) {
        while self.by_user.len() > MAX_USERS
            && let Some((_, user)) = self.by_last_seq.pop_first()
        {
            self.by_user.remove(&user);
        }
    }
}

impl History {
    fn record(&mut self, position: Position, kind: EventKind) -> bool {
        let bit = 1 << kind as u8;
        let position = u32::try_from(position).unwrap_or(u32::MAX);
        let known = self.entries.iter().position(|entry| entry.position == position);
        let mut entry = match known {
            Some(index) => self.entries.remove(index),
            None => Entry { position, strongest: kind, kinds: 0 },
        };
        let is_new = entry.kinds & bit == 0;
        entry.kinds |= bit;
        entry.strongest = entry.strongest.max(kind);
        if self.entries.len() == MAX_HISTORY_ITEMS {
            self.entries.remove(0);
        }
        self.entries.push(entry);
        is_new
    }
}
