use std::collections::HashSet;

use proptest::prelude::*;
use shop_recommender::{Item, Query, Reason, Strategy as Found};

use crate::world::{questions, worlds};
use crate::{ids, item, model, strangers};

proptest! {
    #[test]
    fn a_list_is_full_when_there_are_enough_items(world in worlds(), question in questions(), limit in 0_usize..60) {
        let may_come = |item: &&Item| {
            question.category.is_none_or(|category| category == item.category)
                && !question.seeds.contains(&item.id)
                && !question.exclude.contains(&item.id)
        };
        let possible: HashSet<u32> = world.items.iter().filter(may_come).map(|item| item.id).collect();
        let answer = ids(&world.recommender().recommend(&question.query(limit)));
        prop_assert_eq!(answer.len(), limit.min(possible.len()));
        let distinct: HashSet<u32> = answer.iter().copied().collect();
        prop_assert_eq!(distinct.len(), answer.len());
        prop_assert!(distinct.is_subset(&possible));
    }

    #[test]
    fn similar_items_fill_a_list_too(world in worlds(), exclude in proptest::collection::vec(1_u32..60, 0..6)) {
        let answer = ids(&world.recommender().similar(1, &exclude, 10).unwrap());
        let possible = world.items.iter().filter(|item| item.id != 1 && !exclude.contains(&item.id)).count();
        prop_assert_eq!(answer.len(), possible.min(10));
        prop_assert!(!answer.contains(&1) && answer.iter().all(|id| !exclude.contains(id)));
    }

    #[test]
    fn a_longer_limit_only_goes_on(world in worlds(), question in questions(), short in 0_usize..30, more in 0_usize..30) {
        let recommender = world.recommender();
        let long = recommender.recommend(&question.query(short + more));
        let short = recommender.recommend(&question.query(short));
        prop_assert_eq!(&short.items[..], &long.items[..short.items.len()]);
        if !short.items.is_empty() {
            prop_assert_eq!(short.strategy, long.strategy);
        }
    }

    #[test]
    fn an_author_stands_twice_among_ten_while_others_are_left(world in worlds(), question in questions()) {
        let recommender = world.recommender();
        let all = ids(&recommender.recommend(&question.query(usize::MAX)));
        let author = |id: u32| &world.items[id as usize - 1].author;
        for (place, &id) in all.iter().enumerate() {
            let among = |id: u32| {
                all[place.saturating_sub(9)..place].iter().filter(|&&other| author(other) == author(id)).count()
            };
            if among(id) >= 2 {
                prop_assert!(all[place..].iter().all(|&left| among(left) >= 2), "{} at {} in {:?}", id, place, all);
            }
        }
    }
}

#[test]
fn an_author_put_off_comes_back_as_soon_as_possible() {
    let mut items: Vec<Item> = (1..=4).map(|id| item(id, 0, "prolific", &[])).collect();
    items.extend((5..=20).map(|id| item(id, 0, &format!("author {id}"), &[])));
    let list = ids(&model(items, &[]).recommend(&crate::anonymous(13)));
    assert_eq!(list, [1, 2, 5, 6, 7, 8, 9, 10, 11, 12, 3, 4, 13]);
}

#[test]
fn what_was_asked_for_comes_before_what_fills_the_list() {
    let items = vec![
        item(1, 0, "a", &["sea"]),
        item(2, 1, "b", &[]),
        item(3, 0, "c", &[]),
        item(4, 1, "d", &["sea"]),
    ];
    let recommender = model(items, &[]);
    let answer = recommender.similar(1, &[], 10).unwrap();
    let reasons: Vec<_> = answer.items.into_iter().map(|scored| (scored.item, scored.reason)).collect();
    let same_subject = Reason::SameSubject("sea".to_owned(), 1);
    assert_eq!(reasons, [(4, same_subject.clone()), (3, Reason::SameCategory), (2, Reason::Popular)]);
    assert_eq!(answer.strategy, Found::Similar);

    let answer =
        recommender.recommend(&Query { category: Some(1), seeds: &[1], limit: 10, ..Query::default() });
    let reasons: Vec<_> = answer.items.into_iter().map(|scored| (scored.item, scored.reason)).collect();
    assert_eq!(reasons, [(4, same_subject), (2, Reason::PopularInCategory)]);
}

#[test]
fn unknown_ids_are_passed_over_and_an_unknown_item_has_no_neighbours() {
    let recommender = model(strangers(4), &[]);
    let answer = recommender.recommend(&Query { seeds: &[77], exclude: &[88], limit: 9, ..Query::default() });
    assert_eq!((ids(&answer), answer.strategy), (vec![1, 2, 3, 4], Found::Popular));
    assert_eq!(recommender.similar(77, &[], 9), None);
    let nothing = recommender.recommend(&Query { category: Some(9), limit: 9, ..Query::default() });
    assert_eq!(nothing.items, []);
}

#[test]
fn the_first_of_two_items_with_one_id_counts() {
    let recommender = model(vec![item(1, 0, "a", &[]), item(1, 5, "b", &[])], &[]);
    let of_five = recommender.recommend(&Query { category: Some(5), limit: 9, ..Query::default() });
    assert_eq!(of_five.items, []);
}
