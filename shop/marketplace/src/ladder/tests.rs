//! The ladder on a paused clock.

use std::future::{pending, ready};

use tokio::time::Instant;

use super::{list::tests::list_of, *};
use crate::cookies::VisitorId;

const DEADLINE: Duration = Duration::from_millis(250);

fn home() -> Key {
    Key { place: Place::Home, visitor: None }
}

fn curated() -> Arc<List> {
    Arc::new(list_of(&[1, 4, 7]))
}

fn down() -> impl Future<Output = Result<List, Status>> {
    ready(Err(Status::unavailable("no endpoint is ready")))
}

#[tokio::test(start_paused = true)]
async fn a_live_answer_wins_even_when_it_is_empty() {
    let ladder = Ladder::new(DEADLINE);
    let answer = ladder.answer(home(), ready(Ok(List::default())), curated).await;
    assert_eq!((answer.source, answer.why), (Source::Live, Why::Answered));
    assert!(answer.list.books.is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_fresh_list_in_memory_does_not_stand_in_for_asking() {
    let ladder = Ladder::new(DEADLINE);
    ladder.answer(home(), ready(Ok(list_of(&[2]))), curated).await;
    let answer = ladder.answer(home(), ready(Ok(list_of(&[3]))), curated).await;
    assert_eq!(*answer.list, list_of(&[3]));
}

#[tokio::test(start_paused = true)]
async fn the_last_good_list_of_the_key_is_the_second_rung() {
    let ladder = Ladder::new(DEADLINE);
    ladder.answer(home(), ready(Ok(list_of(&[2]))), curated).await;
    let answer = ladder.answer(home(), down(), curated).await;
    assert_eq!((answer.source, answer.why), (Source::Stale, Why::Unavailable));
    assert_eq!(*answer.list, list_of(&[2]));
}

#[tokio::test(start_paused = true)]
async fn a_list_older_than_fifteen_minutes_gives_way_to_the_curated_one() {
    let ladder = Ladder::new(DEADLINE);
    ladder.answer(home(), ready(Ok(list_of(&[2]))), curated).await;
    tokio::time::advance(last_good::USABLE_FOR + Duration::from_secs(1)).await;
    let answer = ladder.answer(home(), down(), curated).await;
    assert_eq!(answer.source, Source::Default);
    assert_eq!(answer.list, curated());
}

#[tokio::test(start_paused = true)]
async fn nothing_curated_leaves_one_sentence() {
    let answer = Ladder::new(DEADLINE).answer(home(), down(), Arc::default).await;
    assert_eq!(answer.source, Source::None);
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_never_ends_is_cut_off_a_little_after_the_deadline() {
    let started = Instant::now();
    let answer = Ladder::new(DEADLINE).answer(home(), pending(), curated).await;
    assert_eq!((answer.source, answer.why), (Source::Default, Why::DeadlineExceeded));
    assert!(started.elapsed() <= Duration::from_millis(300), "took {:?}", started.elapsed());
}

#[tokio::test(start_paused = true)]
async fn a_visitor_falls_back_on_the_list_for_everybody_and_never_on_somebody_elses() {
    let ladder = Ladder::new(DEADLINE);
    let of = |visitor: VisitorId| Key { place: Place::Home, visitor: Some(visitor) };
    let (ada, bob) = (VisitorId::random(), VisitorId::random());
    ladder.answer(of(ada), ready(Ok(list_of(&[2]))), curated).await;

    assert_eq!(*ladder.answer(of(ada), down(), curated).await.list, list_of(&[2]));
    assert_eq!(ladder.answer(of(bob), down(), curated).await.source, Source::Default);
    assert_eq!(ladder.answer(home(), down(), curated).await.source, Source::Default);

    ladder.answer(home(), ready(Ok(list_of(&[3]))), curated).await;
    assert_eq!(*ladder.answer(of(bob), down(), curated).await.list, list_of(&[3]));
}

#[test]
fn every_code_has_a_word_of_its_own_kind() {
    let why = |code| Why::from(&Status::new(code, "")).as_str();
    assert_eq!(why(Code::DeadlineExceeded), "deadline_exceeded");
    assert_eq!(why(Code::Unavailable), "unavailable");
    assert_eq!(why(Code::Internal), "bad_answer");
    assert_eq!(why(Code::OutOfRange), "bad_answer");
    assert_eq!(why(Code::PermissionDenied), "refused");
}
