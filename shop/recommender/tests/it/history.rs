use shop_recommender::{Event, EventKind, Item, MAX_HISTORY_ITEMS, MAX_USERS, Query, Reason, Strategy};

use crate::{ids, item, model, strangers};

fn for_user(user: &str, limit: usize) -> Query<'_> {
    Query { user: Some(user), limit, ..Query::default() }
}

/// Pairs of items that share a subject with nobody else: 1 with 101, 2 with 102 and so on.
fn pairs(count: u32) -> Vec<Item> {
    let single =
        |id: u32, subject: u32| item(id, 0, &format!("author {id}"), &[&format!("subject {subject}")]);
    (1..=count).map(|id| single(id, id)).chain((1..=count).map(|id| single(100 + id, id))).collect()
}

#[test]
fn what_resembles_the_history_comes_first_and_says_so() {
    let recommender = model(pairs(9), &[("u", 3), ("u", 5)]);
    let answer = recommender.recommend(&for_user("u", 3));
    assert_eq!(ids(&answer), [105, 103, 1]);
    assert_eq!(answer.items[0].reason, Reason::BecauseYouViewed(5));
    assert_eq!(answer.items[2].reason, Reason::SameCategory);
    assert_eq!(answer.strategy, Strategy::Similar);
}

#[test]
fn a_purchase_says_more_than_a_later_view() {
    let mut recommender = model(pairs(9), &[]);
    recommender.apply(1, &Event { user: "u", item: 3, kind: EventKind::Purchase });
    recommender.apply(2, &Event { user: "u", item: 5, kind: EventKind::View });
    assert_eq!(ids(&recommender.recommend(&for_user("u", 2))), [103, 105]);
}

#[test]
fn a_seed_gives_its_own_reason() {
    let recommender = model(pairs(9), &[("u", 3)]);
    let answer = recommender.recommend(&Query { seeds: &[5], ..for_user("u", 2) });
    let reasons: Vec<_> = answer.items.into_iter().map(|scored| (scored.item, scored.reason)).collect();
    let same_subject = Reason::SameSubject("subject 5".to_owned(), 5);
    assert_eq!(reasons, [(105, same_subject), (103, Reason::BecauseYouViewed(3))]);
}

#[test]
fn what_was_seen_comes_last_and_only_to_fill_the_list() {
    let recommender = model(strangers(4), &[("u", 1), ("u", 3)]);
    assert_eq!(ids(&recommender.recommend(&for_user("u", 2))), [2, 4]);
    assert_eq!(ids(&recommender.recommend(&for_user("u", 9))), [2, 4, 1, 3]);
}

#[test]
fn an_unknown_user_is_a_visitor_without_history() {
    let recommender = model(strangers(4), &[("u", 3)]);
    let anonymous = recommender.recommend(&crate::anonymous(4));
    assert_eq!(recommender.recommend(&for_user("somebody", 4)), anonymous);
    assert_eq!(recommender.recommend(&for_user("", 4)), anonymous);
}

#[test]
fn only_the_latest_items_are_remembered() {
    let count = u32::try_from(MAX_HISTORY_ITEMS).unwrap() + 1;
    let views: Vec<(&str, u32)> = (1..=count).map(|item| ("u", item)).collect();
    let recommender = model(pairs(count), &views);
    let reasons: Vec<_> =
        recommender.recommend(&for_user("u", 200)).items.into_iter().map(|scored| scored.reason).collect();
    assert!(reasons.contains(&Reason::BecauseYouViewed(2)));
    assert!(!reasons.contains(&Reason::BecauseYouViewed(1)));
}

#[test]
fn the_user_who_was_idle_for_longest_is_forgotten_first() {
    let mut recommender = model(pairs(2), &[("early", 1), ("busy", 1)]);
    let mut seq = 10;
    for number in 0..MAX_USERS - 1 {
        if number == 10 {
            recommender.apply(seq, &Event { user: "busy", item: 2, kind: EventKind::View });
            seq += 1;
        }
        recommender.apply(seq, &Event { user: &format!("user {number}"), item: 1, kind: EventKind::View });
        seq += 1;
    }
    let strategy = |user| recommender.recommend(&for_user(user, 1)).strategy;
    assert_eq!(strategy("early"), Strategy::Popular);
    assert_eq!(strategy("busy"), Strategy::Similar);
}
