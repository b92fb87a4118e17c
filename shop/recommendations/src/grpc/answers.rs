//! From the model's answers to messages.

use std::time::{SystemTime, UNIX_EPOCH};

use prost_types::Timestamp;
use shop_api::v1;
use shop_recommender::{Reason, Scored, Strategy};
use uuid::Uuid;

use crate::shelf::Shelf;

/// One page of a list, and whether there is more.
pub(super) struct PageOf<'a, T> {
    pub(super) items: &'a [T],
    pub(super) next_offset: Option<usize>,
}

/// The page of `size` items from `offset` on.
pub(super) fn page_of<T>(items: &[T], offset: usize, size: usize) -> PageOf<'_, T> {
    let page = shop_catalog::page::paginate(items.len(), size, offset);
    PageOf { items: &items[page.range], next_offset: page.next_offset }
}

/// The books of a page, with rank, score and reason. `offset` is the place of the first one in the whole list.
pub(super) fn recommendations(shelf: &Shelf, page: &[Scored], offset: usize) -> Vec<v1::Recommendation> {
    let ranked = (offset + 1..).zip(page);
    let recommendations = ranked.filter_map(|(rank, scored)| {
        let book = shelf.book(i32::try_from(scored.item).ok()?)?;
        Some(v1::Recommendation {
            rank: i32::try_from(rank).unwrap_or(i32::MAX),
            score: scored.score,
            reason: Some(reason(shelf, book, &scored.reason)),
            book: Some(book.clone()),
        })
    });
    recommendations.collect()
}

/// How a list was made, in the words of the contract.
pub(super) fn strategy(strategy: Strategy) -> v1::Strategy {
    match strategy {
        Strategy::Similar => v1::Strategy::Similar,
        Strategy::PopularInCategory => v1::Strategy::PopularInCategory,
        Strategy::Popular => v1::Strategy::Popular,
        Strategy::Newest => v1::Strategy::Newest,
        Strategy::Model => v1::Strategy::Model,
    }
}

/// Names an answer.
pub(super) fn recommendation_id() -> String {
    Uuid::now_v7().to_string()
}

/// The time of this answer.
pub(super) fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp {
        seconds: i64::try_from(since.as_secs()).unwrap_or(i64::MAX),
        nanos: i32::try_from(since.subsec_nanos()).unwrap_or_default(),
    }
}

fn reason(shelf: &Shelf, book: &v1::Book, reason: &Reason) -> v1::Reason {
    use v1::ReasonCode as Code;
    let title_of = |item: u32| shelf.book(wire_id(item)).map(|book| book.title.clone()).unwrap_or_default();
    let author = || book.authors.first().map(|author| author.name.clone()).unwrap_or_default();
    let (code, subject, item) = match reason {
        Reason::BecauseYouViewed(item) => (Code::BecauseYouViewed, title_of(*item), *item),
        Reason::SameAuthor(item) => (Code::SameAuthor, author(), *item),
        Reason::SameSubject(subject, item) => (Code::SameSubject, subject.clone(), *item),
        Reason::SameCategory => (Code::SameCategory, String::new(), 0),
        Reason::PopularInCategory => (Code::PopularInCategory, String::new(), 0),
        Reason::Popular => (Code::Popular, String::new(), 0),
        Reason::Newest => (Code::Newest, String::new(), 0),
    };
    v1::Reason { code: code.into(), subject, subject_item_id: wire_id(item) }
}

fn wire_id(item: u32) -> i32 {
    i32::try_from(item).unwrap_or_default()
}
