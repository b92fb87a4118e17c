use proptest::prelude::*;

use super::*;

const CONFIG: BreakerConfig = BreakerConfig {
    consecutive_failures: 5,
    error_percent: 50,
    min_calls: 20,
    window: Duration::from_secs(10),
    open_for: Duration::from_secs(1),
    open_at_most: Duration::from_secs(10),
};

/// Makes one call and says whether the position changed with its end.
fn call(breaker: &mut Breaker, now: Instant, failed: bool) -> bool {
    let ticket = breaker.admit(now).unwrap();
    breaker.record(ticket, now, failed)
}

fn opened(now: Instant) -> Breaker {
    let mut breaker = Breaker::new(CONFIG);
    for _ in 0..5 {
        call(&mut breaker, now, true);
    }
    assert_eq!(breaker.position(), Position::Open);
    breaker
}

/// How long it stays shut, to the nearest 10 ms.
fn shut_for(breaker: &Breaker, now: Instant) -> Duration {
    let step = Duration::from_millis(10);
    (0..2_000).map(|steps| step * steps).find(|waited| breaker.may_admit(now + *waited)).unwrap()
}

#[test]
fn five_failures_in_a_row_open_it_and_four_do_not() {
    let now = Instant::now();
    let mut breaker = Breaker::new(CONFIG);
    for _ in 0..4 {
        call(&mut breaker, now, true);
    }
    call(&mut breaker, now, false);
    for _ in 0..4 {
        assert!(!call(&mut breaker, now, true));
    }
    assert!(call(&mut breaker, now, true));
    assert_eq!(breaker.position(), Position::Open);
    assert_eq!(breaker.admit(now), None);
}

#[test]
fn half_of_twenty_calls_open_it() {
    let now = Instant::now();
    let mut breaker = Breaker::new(CONFIG);
    for turn in 0..19 {
        call(&mut breaker, now, turn % 2 == 0);
        assert_eq!(breaker.position(), Position::Closed, "after turn {turn}");
    }
    call(&mut breaker, now, true);
    assert_eq!(breaker.position(), Position::Open);
}

#[test]
fn failures_older_than_the_window_are_forgotten() {
    let start = Instant::now();
    let mut breaker = Breaker::new(CONFIG);
    for turn in 0..100 {
        // One call in two seconds: never twenty in ten.
        call(&mut breaker, start + Duration::from_secs(2) * turn, turn % 2 == 0);
    }
    assert_eq!(breaker.position(), Position::Closed);
}

#[test]
fn after_the_pause_one_call_passes_on_probation() {
    let now = Instant::now();
    let mut breaker = opened(now);
    let later = now + shut_for(&breaker, now);
    let probation = breaker.admit(later).unwrap();
    assert_eq!(breaker.admit(later), None, "a second call passed");
    assert!(breaker.record(probation, later, false));
    assert_eq!(breaker.position(), Position::Closed);
    assert!(breaker.admit(later).is_some() && breaker.admit(later).is_some());
}

#[test]
fn the_pause_doubles_with_each_failed_probation_up_to_ten_seconds() {
    let mut now = Instant::now();
    let mut breaker = opened(now);
    for seconds in [1, 2, 4, 8, 10, 10] {
        let pause = shut_for(&breaker, now);
        let least = Duration::from_secs(seconds);
        assert!(least <= pause && pause <= least.mul_f64(1.21), "{pause:?} instead of {least:?}");
        now += pause;
        assert!(call(&mut breaker, now, true));
    }
}

#[test]
fn a_new_connection_earns_a_probation_at_once() {
    let now = Instant::now();
    let mut breaker = opened(now);
    breaker.connected();
    assert!(breaker.admit(now).is_some());
    assert_eq!(breaker.admit(now), None);
}

#[test]
fn a_probation_that_told_nothing_makes_room_for_another() {
    let now = Instant::now();
    let mut breaker = opened(now);
    breaker.connected();
    let probation = breaker.admit(now).unwrap();
    breaker.forget(probation);
    assert!(breaker.admit(now).is_some());
}

#[test]
fn an_answer_to_a_call_from_before_it_opened_counts_for_nothing() {
    let now = Instant::now();
    let mut breaker = Breaker::new(CONFIG);
    let [early, late] = [breaker.admit(now).unwrap(), breaker.admit(now).unwrap()];
    for _ in 0..5 {
        call(&mut breaker, now, true);
    }
    assert!(!breaker.record(early, now, false));
    assert_eq!(breaker.position(), Position::Open);
    breaker.connected();
    assert!(!breaker.record(late, now, true));
    assert_eq!(breaker.position(), Position::HalfOpen);
}

proptest! {
    #[test]
    fn whatever_happens_it_admits_again_within_twelve_seconds(
        steps in proptest::collection::vec((0_u64..3_000, any::<bool>()), 0..200),
    ) {
        let mut now = Instant::now();
        let mut breaker = Breaker::new(CONFIG);
        for (pause, failed) in steps {
            now += Duration::from_millis(pause);
            if breaker.may_admit(now) {
                call(&mut breaker, now, failed);
            }
        }
        prop_assert!(breaker.may_admit(now + Duration::from_secs(12)));
    }
}
