//! The last good list of every key: bounded, in memory, gone with the process.
//!
//! Two generations instead of a list of uses: when the young one is full, it becomes the old one and the
//! old one is dropped. Remembering and recalling cost one lookup each, and a list that is asked for now
//! and then survives. Lists for everybody and lists for one person are kept apart, so that a crowd of
//! visitors cannot push out what every visitor can fall back on.

use std::{
    collections::HashMap,
    mem,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

use super::{key::Key, list::List};

/// How old a list may be to be shown.
pub const USABLE_FOR: Duration = Duration::from_mins(15);

/// Lists in one generation. A list takes about one kilobyte, so all four generations stay below 4 MiB.
const GENERATION: usize = 1_024;

/// The memory of the ladder's second rung.
#[derive(Debug, Default)]
pub struct LastGood {
    shared: Mutex<Generations>,
    personal: Mutex<Generations>,
}

impl LastGood {
    /// Keeps a live list under its key, in place of the one before.
    pub fn remember(&self, key: Key, list: Arc<List>) {
        self.generations(&key).insert(key, Remembered { list, at: Instant::now() });
    }

    /// The list for the key, else the one for everybody at the same place; only while it is usable.
    pub fn recall(&self, key: &Key) -> Option<Arc<List>> {
        let own = self.generations(key).get(key);
        own.or_else(|| key.visitor.as_ref().and_then(|_| self.recall(&key.anonymous())))
    }

    fn generations(&self, key: &Key) -> MutexGuard<'_, Generations> {
        let side = if key.visitor.is_some() { &self.personal } else { &self.shared };
        // The maps are whole after every statement, so a panic elsewhere leaves nothing half done.
        side.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[derive(Debug)]
struct Remembered {
    list: Arc<List>,
    at: Instant,
}

#[derive(Debug, Default)]
struct Generations {
    young: HashMap<Key, Remembered>,
    old: HashMap<Key, Remembered>,
}

impl Generations {
    fn insert(&mut self, key: Key, remembered: Remembered) {
        if self.young.len() >= GENERATION && !self.young.contains_key(&key) {
            self.old = mem::take(&mut self.young);
        }
        self.young.insert(key, remembered);
    }

    fn get(&self, key: &Key) -> Option<Arc<List>> {
        let remembered = self.young.get(key).or_else(|| self.old.get(key))?;
        (remembered.at.elapsed() <= USABLE_FOR).then(|| Arc::clone(&remembered.list))
    }
}

#[cfg(test)]
mod tests {
    use shop_catalog::BookId;

    use super::*;
    use crate::ladder::{Place, list::tests::list_of};

    fn book(id: u32) -> Key {
        Key { place: Place::Book(BookId(id)), visitor: None }
    }

    #[tokio::test(start_paused = true)]
    async fn memory_stays_bounded_and_keeps_the_latest() {
        let memory = LastGood::default();
        let many = u32::try_from(GENERATION * 5).unwrap();
        for id in 1..=many {
            memory.remember(book(id), Arc::new(list_of(&[id])));
        }
        let kept = (1..=many).filter(|id| memory.recall(&book(*id)).is_some()).count();
        assert!(kept <= 2 * GENERATION, "{kept} lists kept");
        assert!(memory.recall(&book(many)).is_some());
    }

    #[tokio::test(start_paused = true)]
    async fn a_list_is_usable_for_fifteen_minutes_and_no_longer() {
        let memory = LastGood::default();
        memory.remember(book(1), Arc::new(list_of(&[2])));
        tokio::time::advance(USABLE_FOR).await;
        assert!(memory.recall(&book(1)).is_some());
        tokio::time::advance(Duration::from_millis(1)).await;
        assert!(memory.recall(&book(1)).is_none());
    }
}
