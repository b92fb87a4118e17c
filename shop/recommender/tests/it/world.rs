//! Items, events and questions by chance, small enough to collide often.

use proptest::prelude::*;
use shop_recommender::{Event, EventKind, Item, Query, Recommender};

use crate::item;

pub(crate) const SUBJECTS: [&str; 8] = ["sea", "war", "love", "dogs", "ghosts", "maps", "kings", "tea"];

#[derive(Clone, Debug)]
pub(crate) struct World {
    pub(crate) items: Vec<Item>,
    /// User, item and kind; the sequence number is the place in the list, from 1.
    pub(crate) events: Vec<(String, u32, EventKind)>,
}

#[derive(Clone, Debug)]
pub(crate) struct Question {
    user: Option<String>,
    pub(crate) category: Option<u8>,
    pub(crate) seeds: Vec<u32>,
    pub(crate) exclude: Vec<u32>,
}

impl World {
    pub(crate) fn recommender(&self) -> Recommender {
        let mut recommender = Recommender::new(self.items.clone());
        for ((user, item, kind), seq) in self.events.iter().zip(1..) {
            recommender.apply(seq, &Event { user, item: *item, kind: *kind });
        }
        recommender
    }
}

impl Question {
    pub(crate) fn query(&self, limit: usize) -> Query<'_> {
        Query {
            user: self.user.as_deref(),
            category: self.category,
            seeds: &self.seeds,
            exclude: &self.exclude,
            limit,
        }
    }
}

pub(crate) fn worlds() -> impl Strategy<Value = World> {
    let one = (0_u8..4, 0_usize..7, proptest::sample::subsequence(&SUBJECTS[..], 0..4));
    let items = proptest::collection::vec(one, 1..50).prop_map(|all| {
        let numbered = all.into_iter().zip(1..);
        numbered
            .map(|((category, author, subjects), id)| item(id, category, &author.to_string(), &subjects))
            .collect()
    });
    let kind = prop_oneof![Just(EventKind::View), Just(EventKind::AddToCart), Just(EventKind::Purchase)];
    let event = ("[ab]?", 1_u32..60, kind);
    (items, proptest::collection::vec(event, 0..80)).prop_map(|(items, events)| World { items, events })
}

pub(crate) fn questions() -> impl Strategy<Value = Question> {
    let ids = || proptest::collection::vec(1_u32..60, 0..6);
    (proptest::option::of("[abc]"), proptest::option::of(0_u8..5), ids(), ids())
        .prop_map(|(user, category, seeds, exclude)| Question { user, category, seeds, exclude })
}
