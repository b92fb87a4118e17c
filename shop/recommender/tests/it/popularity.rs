use proptest::prelude::*;
use shop_recommender::{Event, EventKind, Query, Reason, Strategy as Found, popularity};

use crate::world::worlds;
use crate::{anonymous, ids, model, strangers};

#[test]
fn before_anybody_came_the_order_is_the_one_given() {
    let recommender = model(strangers(30), &[]);
    let answer = recommender.recommend(&anonymous(30));
    assert!(ids(&answer).into_iter().eq(1..=30));
    assert!(answer.items.iter().all(|scored| scored.reason == Reason::Popular));
    assert_eq!(answer.strategy, Found::Popular);
    let odd = recommender.recommend(&Query { category: Some(0), limit: 3, ..Query::default() });
    assert_eq!((ids(&odd), odd.strategy), (vec![1, 3, 5], Found::PopularInCategory));
    assert!(odd.items.iter().all(|scored| scored.reason == Reason::PopularInCategory));
}

#[test]
fn many_wishes_move_an_item_up_and_a_purchase_weighs_more_than_a_view() {
    let users: Vec<String> = (0..40).map(|number| format!("user {number}")).collect();
    let mut views: Vec<(&str, u32)> = users.iter().map(|user| (user.as_str(), 20)).collect();
    views.push(("somebody", 10));
    let mut recommender = model(strangers(20), &views);
    assert_eq!(ids(&recommender.recommend(&anonymous(1))), [20]);
    assert_eq!(ids(&recommender.recommend(&Query { category: Some(1), ..anonymous(2) })), [20, 2]);
    for (user, seq) in users.iter().zip(100..) {
        recommender.apply(seq, &Event { user, item: 19, kind: EventKind::Purchase });
    }
    assert_eq!(ids(&recommender.recommend(&anonymous(2))), [19, 20]);
}

#[test]
fn reloading_a_page_makes_nothing_popular() {
    let once = model(strangers(20), &[("u", 20)]);
    let often = model(strangers(20), &[("u", 20); 500]);
    assert_eq!(once.recommend(&anonymous(20)).items, often.recommend(&anonymous(20)).items);
}

proptest! {
    #[test]
    fn the_order_kept_is_the_order_of_the_formula(world in worlds()) {
        let mut values: Vec<f64> = (0..world.items.len())
            .map(|place| popularity::PRIOR * (1.0 - place as f64 / world.items.len() as f64))
            .collect();
        let mut counted = std::collections::HashSet::new();
        for (user, item, kind) in &world.events {
            if let Some(value) = values.get_mut(*item as usize - 1)
                && (user.is_empty() || counted.insert((user, item, kind)))
            {
                *value += kind.popularity();
            }
        }
        let shares: Vec<f64> = values.iter().map(|value| value / (value + popularity::PRIOR) / 2.0).collect();
        for scored in world.recommender().recommend(&anonymous(usize::MAX)).items {
            prop_assert!((scored.score - shares[scored.item as usize - 1]).abs() < 1e-9);
        }
        for category in 0..4 {
            let query = Query { category: Some(category), ..anonymous(1) };
            let first = ids(&world.recommender().recommend(&query)).first().copied();
            let of_category = world.items.iter().filter(|item| item.category == category).map(|item| item.id);
            let best = of_category.max_by(|&a, &b| {
                values[a as usize - 1].total_cmp(&values[b as usize - 1]).then(b.cmp(&a))
            });
            prop_assert_eq!(first, best);
        }
    }
}
