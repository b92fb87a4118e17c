use proptest::prelude::*;
use shop_recommender::{Event, EventKind};

use crate::world::{questions, worlds};
use crate::{anonymous, model, strangers};

proptest! {
    #[test]
    fn equal_events_give_equal_answers(world in worlds(), question in questions()) {
        let (one, other) = (world.recommender(), world.recommender());
        prop_assert_eq!(one.recommend(&question.query(20)), other.recommend(&question.query(20)));
        prop_assert_eq!(one.similar(1, &question.exclude, 20), other.similar(1, &question.exclude, 20));
    }

    #[test]
    fn events_applied_before_change_nothing(world in worlds(), question in questions()) {
        let once = world.recommender();
        let mut twice = world.recommender();
        for ((user, item, kind), seq) in world.events.iter().zip(1..) {
            twice.apply(seq, &Event { user, item: *item, kind: *kind });
        }
        prop_assert_eq!(once.recommend(&question.query(20)), twice.recommend(&question.query(20)));
    }
}

#[test]
fn an_answer_says_which_events_it_knows() {
    let mut recommender = model(strangers(3), &[]);
    assert_eq!(recommender.recommend(&anonymous(1)).as_of_seq, 0);
    recommender.apply(7, &Event { user: "u", item: 1, kind: EventKind::View });
    recommender.apply(9, &Event { user: "u", item: 999, kind: EventKind::View });
    let answer = recommender.recommend(&anonymous(1));
    assert_eq!((answer.as_of_seq, answer.model_seq), (9, 9));
    assert_eq!((recommender.as_of_seq(), recommender.model_seq()), (9, 9));
    assert_eq!(recommender.model_version(), "similarity-1");
}
