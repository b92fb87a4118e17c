use hops_model::Observation;
use jiff::Timestamp;

use super::super::testing::{check, faults, healthy, shop, told};
use crate::{Certificate, Clock, Snapshot};

fn observe(snapshot: &Snapshot) -> Vec<Observation> {
    let seen = super::observe(snapshot, &shop(snapshot));
    check(&seen);
    seen
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn clock(server: &str, asked: &str, answered: &str) -> Clock {
    Clock { server: at(server), asked: at(asked), answered: at(answered) }
}

#[test]
fn a_certificate_past_its_day_is_told_with_its_day() {
    let mut snapshot = healthy();
    let year = Certificate {
        not_before: Some(at("2025-02-01T00:00:00Z")),
        not_after: Some(at("2026-02-01T00:00:00Z")),
    };
    snapshot.certificate = Some(year);
    snapshot.client_certificate =
        Some(Certificate { not_before: Some(at("2027-01-01T00:00:00Z")), not_after: None });
    assert_eq!(
        told(&observe(&snapshot)),
        "\
Expired certificate of API server: the certificate of the API server has expired on 2026-02-01T00:00:00Z
    not_after = 2026-02-01T00:00:00Z
    not_before = 2025-02-01T00:00:00Z
NotYetValid certificate of kubeconfig: the certificate of the kubeconfig is valid from 2027-01-01T00:00:00Z, which is to come
    not_before = 2027-01-01T00:00:00Z"
    );
}

#[test]
fn a_slow_answer_is_no_skew() {
    let mut snapshot = healthy();
    for (server, asked, answered) in [
        ("2026-03-01T12:00:00Z", "2026-03-01T12:00:00.5Z", "2026-03-01T12:00:00.6Z"),
        ("2026-03-01T12:00:09Z", "2026-03-01T12:00:00Z", "2026-03-01T12:00:30Z"),
        ("2026-03-01T12:00:04Z", "2026-03-01T12:00:00Z", "2026-03-01T12:00:00Z"),
    ] {
        snapshot.clock = Some(clock(server, asked, answered));
        assert_eq!(told(&faults(observe(&snapshot))), "", "{server}");
    }
}

#[test]
fn clocks_that_differ_are_told_with_how_much() {
    let mut snapshot = healthy();
    snapshot.server = "https://10.0.0.10:6443".to_owned();
    for (server, skew) in [("2026-03-01T12:05:00Z", "300 s"), ("2026-03-01T11:54:59Z", "-300 s")] {
        snapshot.clock = Some(clock(server, "2026-03-01T12:00:00Z", "2026-03-01T12:00:00Z"));
        let seen = faults(observe(&snapshot));
        assert_eq!(seen[0].facts["skew"], skew);
    }
}

#[test]
fn what_was_not_seen_is_not_told() {
    assert_eq!(observe(&healthy()), []);
}
