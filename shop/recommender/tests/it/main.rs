//! What the model promises, one file for each behaviour.

mod determinism;
mod history;
mod likeness;
mod popularity;
mod ranking;
mod world;

use shop_recommender::{Answer, Event, EventKind, Item, Query, Recommender};

fn item(id: u32, category: u8, author: &str, subjects: &[&str]) -> Item {
    Item {
        id,
        category,
        author: author.to_owned(),
        subjects: subjects.iter().map(|&subject| subject.to_owned()).collect(),
    }
}

/// Items 1 to `count`, each by its own author and about nothing, in two categories by turns.
fn strangers(count: u32) -> Vec<Item> {
    (1..=count).map(|id| item(id, u8::from(id.is_multiple_of(2)), &format!("author {id}"), &[])).collect()
}

/// A model that has seen these views of user and item, in this order.
fn model(items: Vec<Item>, views: &[(&str, u32)]) -> Recommender {
    let mut recommender = Recommender::new(items);
    for (&(user, item), seq) in views.iter().zip(1..) {
        recommender.apply(seq, &Event { user, item, kind: EventKind::View });
    }
    recommender
}

fn ids(answer: &Answer) -> Vec<u32> {
    answer.items.iter().map(|scored| scored.item).collect()
}

fn anonymous(limit: usize) -> Query<'static> {
    Query { limit, ..Query::default() }
}
