use std::path::Path;

use super::*;

const PLAN: &str = include_str!("../../fixtures/changes/plan.json");

fn record() -> Record {
    let plan = Plan::parse(PLAN.as_bytes(), Path::new("plan.json")).unwrap();
    let state = State::new(7, "f0492b0d-2ccc").unwrap();
    seal(b"PK", &plan, commit('a'), state, "2026-11-24T19:00:00Z".parse().unwrap())
}

fn commit(digit: char) -> Commit {
    String::from_iter([digit; 40]).parse().unwrap()
}

fn offered() -> Offered {
    let record = record();
    Offered {
        plan: record.plan,
        commit: record.commit,
        state: record.state,
        now: "2026-11-24T20:00:00Z".parse().unwrap(),
        max_age: SignedDuration::from_hours(24),
    }
}

fn words(offered: &Offered) -> Vec<String> {
    record().differences(offered).iter().map(ToString::to_string).collect()
}

#[test]
fn a_record_reads_well_and_is_read_back() {
    let record = record();
    insta::assert_snapshot!(record.to_json());
    assert_eq!(Record::parse(record.to_json().as_bytes()), Ok(record));
}

#[test]
fn the_plan_that_was_sealed_is_let_through() {
    assert_eq!(words(&offered()), Vec::<String>::new());
}

#[test]
fn everything_that_differs_is_named_with_both_values() {
    let other = Offered {
        plan: Digest::of(b"PK another"),
        commit: commit('b'),
        state: State::new(8, "f0492b0d-2ccc").unwrap(),
        now: "2026-11-26T20:00:00Z".parse().unwrap(),
        ..offered()
    };
    insta::assert_snapshot!(words(&other).join("\n"));
}

#[test]
fn another_state_of_the_same_serial_is_another_state() {
    let state = State::new(7, "00000000-2ccc").unwrap();
    assert_eq!(words(&Offered { state, ..offered() }).len(), 1);
    assert_eq!(words(&Offered { state: State::default(), ..offered() }).len(), 1);
}

#[test]
fn a_plan_is_as_old_as_it_may_be_and_not_from_tomorrow() {
    let at = |now: &str| words(&Offered { now: now.parse().unwrap(), ..offered() }).len();
    assert_eq!(at("2026-11-25T19:00:00Z"), 0);
    assert_eq!(at("2026-11-25T19:00:01Z"), 1);
    assert_eq!(at("2026-11-24T18:56:00Z"), 0);
    assert_eq!(at("2026-11-24T18:54:00Z"), 1);
}

#[test]
fn what_is_no_record_is_refused() {
    let json = record().to_json();
    let later = json.replace("\"schema_version\": 1", "\"schema_version\": 2");
    assert_eq!(Record::parse(later.as_bytes()), Err(RecordError::Version(2)));
    let command = json.replace("f0492b0d", "\\n::error::");
    for bad in ["", "{}", "[]", &json[..40], &json.replace("sha256:", "sha1:"), &command] {
        assert!(matches!(Record::parse(bad.as_bytes()), Err(RecordError::Malformed(_))), "{bad}");
    }
}
