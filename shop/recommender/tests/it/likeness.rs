use shop_recommender::{Query, Reason};

use crate::{ids, item, model};

#[test]
fn a_rare_subject_says_more_than_a_common_one() {
    let mut items = vec![
        item(1, 0, "a", &["england", "bees"]),
        item(2, 0, "b", &["england", "wasps"]),
        item(3, 0, "c", &["bees", "wasps"]),
    ];
    items.extend((4..20).map(|id| item(id, 1, &format!("author {id}"), &["england"])));
    let answer = model(items, &[]).similar(1, &[], 2).unwrap();
    assert_eq!(ids(&answer), [3, 2]);
    assert_eq!(answer.items[0].reason, Reason::SameSubject("bees".to_owned(), 1));
}

#[test]
fn the_author_says_more_than_the_category() {
    let items =
        vec![item(1, 0, "a", &["sea"]), item(2, 0, "b", &["sea", "war"]), item(3, 1, "a", &["sea", "tea"])];
    let answer = model(items, &[]).similar(1, &[], 2).unwrap();
    assert_eq!(ids(&answer), [3, 2]);
    assert_eq!(answer.items[0].reason, Reason::SameAuthor(1));
}

#[test]
fn wholly_alike_items_have_the_highest_score() {
    let items =
        vec![item(1, 0, "a", &["sea", "war"]), item(2, 0, "a", &["war", "sea"]), item(3, 0, "b", &[])];
    let answer = model(items, &[]).similar(1, &[], 2).unwrap();
    assert!((answer.items[0].score - 2.0).abs() < 1e-6, "{}", answer.items[0].score);
    assert!(answer.items[1].score < 1.0);
}

#[test]
fn what_resembles_several_seeds_comes_first() {
    let items = vec![
        item(1, 0, "a", &["sea"]),
        item(2, 0, "b", &["war"]),
        item(3, 0, "c", &["sea", "love"]),
        item(4, 0, "d", &["sea", "war"]),
    ];
    let answer = model(items, &[]).recommend(&Query { seeds: &[1, 2], limit: 2, ..Query::default() });
    assert_eq!(ids(&answer), [4, 3]);
}
