use hops_model::{
    CAUSES, Cause, CauseId, Expected, FAMILIES, Family, Observation, Outcome, Reach, Verdict, diagnose,
    finding,
};

use crate::world::World;

/// What everybody sees if a cause shows all that it must and nothing more.
fn signature(cause: &Cause) -> Vec<Observation> {
    FAMILIES.iter().flat_map(|row| answers(row.family, cause.expected(row.family))).collect()
}

/// What everybody sees if it shows what it may show, too, and the visitor notices.
pub(crate) fn full_signature(cause: &Cause) -> Vec<Observation> {
    let shown = |family: Family| {
        let mut expected = cause.expected(family);
        // That a node is unheard of follows from other answers; nobody sees it.
        if expected.shows.is_empty() && expected.may_show != [Outcome::Unheard] {
            expected.shows = expected.may_show;
        }
        if family == Family::Page && expected.suffers.contains(&Outcome::Degraded) {
            expected.shows = &[Outcome::Degraded];
        }
        answers(family, expected)
    };
    FAMILIES.iter().flat_map(|row| shown(row.family)).collect()
}

fn answers(family: Family, expected: Expected) -> Vec<Observation> {
    let say = |subject: &str, outcome: Outcome| {
        Observation::new(family, subject, outcome, format!("{family} of {subject}: {outcome:?}"))
    };
    let good = family.row().outcomes.iter().copied().find(|outcome| !outcome.is_fault());
    let good = good.into_iter().map(|outcome| say("another", outcome));
    match (expected.shows.first(), expected.reach) {
        (None, _) => good.collect(),
        (Some(outcome), Reach::All) => vec![say("one", *outcome)],
        (Some(outcome), _) => good.chain([say("one", *outcome), say("two", *outcome)]).collect(),
    }
}

#[test]
fn every_cause_is_named_when_everything_is_asked() {
    for cause in &CAUSES {
        let diagnosis = diagnose(&signature(cause), &[]);
        let findings = if cause.beside { &diagnosis.beside } else { &diagnosis.findings };
        let named: Vec<_> = findings.iter().map(|finding| finding.cause).collect();
        assert_eq!(named, [cause.id], "{:?} {:?}", diagnosis.verdict, diagnosis.unexplained);
        assert!(!findings[0].evidence.is_empty());
        let verdict = if cause.beside { Verdict::Healthy } else { Verdict::Named };
        assert_eq!(diagnosis.verdict, verdict, "{}", cause.code);
    }
}

#[test]
fn what_is_beside_the_way_does_not_hide_what_is_on_it() {
    let mut seen = signature(hops_model::cause(CauseId::DnsDown));
    seen.push(Observation::new(Family::Imds, "node w1", Outcome::HopLimit, "no token"));
    let diagnosis = diagnose(&seen, &[]);
    assert_eq!(diagnosis.findings[0].cause, CauseId::DnsDown);
    assert_eq!(diagnosis.beside[0].cause, CauseId::ImdsHopLimit);
}

#[test]
fn one_weak_sign_names_nobody() {
    let weak = [
        (Family::Page, Outcome::Degraded),
        (Family::Page, Outcome::Timeout),
        (Family::PodCrossNode, Outcome::Partial),
        (Family::DnsRemote, Outcome::Partial),
        (Family::DnsService, Outcome::Timeout),
        (Family::Grpc, Outcome::Slow),
        (Family::DnsExternal, Outcome::ServerFailure),
    ];
    for (family, outcome) in weak {
        let mut seen: Vec<_> = [Family::PodState, Family::Endpoints, Family::NodePort]
            .map(|family| Observation::new(family, "all", Outcome::Ok, "well"))
            .into();
        seen.push(Observation::new(family, "one", outcome, "once"));
        let diagnosis = diagnose(&seen, &[]);
        assert!(
            matches!(diagnosis.verdict, Verdict::Ambiguous | Verdict::CannotTell),
            "{family} {outcome:?}: {:?}",
            diagnosis.findings
        );
    }
}

#[test]
fn what_was_hardly_asked_is_not_healthy() {
    let diagnosis = diagnose(&[], &[]);
    assert_eq!(diagnosis.verdict, Verdict::CannotTell);
    assert!(diagnosis.next.is_some());
    let page = Observation::new(Family::Page, "http://w1:30080/", Outcome::Ok, "200 in 20 ms");
    assert_eq!(diagnose(&[page], &[]).verdict, Verdict::CannotTell);
}

#[test]
fn a_fault_that_fits_nothing_is_said_back() {
    let seen: Vec<_> = FAMILIES
        .iter()
        .filter(|row| row.outcomes.contains(&Outcome::Ok))
        .map(|row| {
            let outcome = if row.family == Family::PodReverse { Outcome::Refused } else { Outcome::Ok };
            Observation::new(row.family, "one", outcome, "as it was")
        })
        .collect();
    let diagnosis = diagnose(&seen, &[]);
    assert_eq!(diagnosis.verdict, Verdict::CannotTell);
    assert_eq!(diagnosis.unexplained.len(), 1);
}

#[test]
fn the_same_cure_is_named_once() {
    // Without a word on how pods travel, the two ways to lack a self rule cannot be told apart, and need not be.
    let seen =
        [Observation::new(Family::StaticRules, "group nodes", Outcome::NoSelfRule, "no rule for itself")];
    let diagnosis = diagnose(&seen, &[]);
    assert_eq!(diagnosis.verdict, Verdict::Named);
    assert_eq!(diagnosis.findings.len(), 1);
}

#[test]
fn consequences_are_no_evidence() {
    let seen = [
        Observation::new(Family::SystemPods, "CoreDNS", Outcome::NoDnsPods, "no pod"),
        Observation::new(Family::DnsNames, "w1", Outcome::Refused, "refused"),
        Observation::new(Family::Page, "http://w1/", Outcome::Degraded, "without recommendations"),
    ];
    let finding = finding(CauseId::DnsDown, &seen);
    assert_eq!(finding.why, hops_model::cause(CauseId::DnsDown).evidence);
    assert_eq!(finding.evidence, ["no pod"]);
    assert_eq!(finding.explains, ["without recommendations", "w1: refused"]);
}

#[test]
fn what_is_only_planned_is_beside_the_way_while_it_breaks_nothing() {
    let mut seen = World::new(3, &[1], &[]).observe();
    seen.push(Observation::new(
        Family::StaticRules,
        "group nodes",
        Outcome::NoSelfRule,
        "no rule for itself",
    ));
    seen.push(Observation::new(Family::ImagePlatforms, "image", Outcome::ImageDenied, "401"));
    let diagnosis = diagnose(&seen, &[]);
    assert_eq!(diagnosis.verdict, Verdict::Healthy);
    let beside: Vec<_> = diagnosis.beside.iter().map(|finding| finding.cause).collect();
    assert_eq!(beside, [CauseId::ImageUnavailable, CauseId::NoSelfRule]);

    seen.push(Observation::new(Family::SystemPods, "CoreDNS", Outcome::NoDnsPods, "no pod"));
    let diagnosis = diagnose(&seen, &[]);
    assert_eq!(diagnosis.findings[0].cause, CauseId::DnsDown);
    assert_eq!(diagnosis.beside.len(), 2);
}
