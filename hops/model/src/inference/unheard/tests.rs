use proptest::prelude::*;

use super::*;

fn pair(family: Family, from: &str, to: &str, outcome: Outcome) -> Observation {
    Observation::new(family, format!("{from} -> {to}"), outcome, "").fact("from", from).fact("to", to)
}

fn node(family: Family, node: &str, outcome: Outcome) -> Observation {
    Observation::new(family, format!("node {node}"), outcome, "").fact("node", node)
}

fn unheard(observations: &[Observation]) -> Vec<String> {
    let all = with_unheard(observations);
    let unheard = all.iter().filter(|one| one.outcome == Outcome::Unheard);
    unheard.map(|one| one.facts["node"].clone()).collect()
}

/// The power of `w2` was cut a moment ago; the storefront's one pod was there.
fn cut() -> Vec<Observation> {
    let well = ["cp", "w1", "w2"].map(|name| Observation::new(Family::Nodes, name, Outcome::Ok, ""));
    let seen = [
        node(Family::NodePort, "w1", Outcome::Timeout),
        node(Family::NodePort, "w2", Outcome::Timeout),
        pair(Family::PodCrossNode, "cp", "w2", Outcome::Timeout),
        pair(Family::PodCrossNode, "w1", "cp", Outcome::Ok),
        node(Family::HostRoutes, "w1", Outcome::Vxlan),
    ];
    well.into_iter().chain(seen).collect()
}

#[test]
fn a_node_that_answers_nobody_and_says_nothing_is_unheard_of() {
    assert_eq!(unheard(&cut()), ["w2"]);
    let turned_away = [pair(Family::NodeTcp, "w1", "w2", Outcome::Prohibited)];
    assert_eq!(unheard(&turned_away), ["w2"]);
}

#[test]
fn one_answer_of_it_is_enough_to_be_heard_of() {
    for sign in [
        node(Family::NodePort, "w2", Outcome::Refused),
        node(Family::DnsService, "w2", Outcome::Timeout),
        node(Family::HostRoutes, "w2", Outcome::Vxlan),
        pair(Family::NodeTcp, "w1", "w2", Outcome::Ok),
        pair(Family::PodCrossNode, "w2", "w1", Outcome::Ok),
    ] {
        let mut seen = cut();
        seen.retain(|one| one.family != sign.family || one.subject != sign.subject);
        seen.push(sign);
        assert_eq!(unheard(&seen), [""; 0], "{:?}", seen.last());
    }
}

#[test]
fn from_outside_alone_nobody_is_unheard_of() {
    let mut seen = cut();
    seen.retain(|one| matches!(one.family.row().access, Access::Api | Access::External));
    assert_eq!(unheard(&seen), [""; 0]);
}

#[test]
fn where_others_do_not_reach_each_other_either_it_is_not_the_node() {
    let mut seen = cut();
    seen.push(pair(Family::PodCrossNode, "w1", "cp", Outcome::Timeout));
    assert_eq!(unheard(&seen), [""; 0]);
}

#[test]
fn a_node_that_is_not_ready_needs_no_neighbours() {
    let mut seen = cut();
    seen.push(node(Family::Nodes, "w2", Outcome::NotReady));
    assert_eq!(unheard(&seen), [""; 0]);
}

#[test]
fn right_after_the_power_is_cut_the_node_is_the_likeliest_of_what_fits() {
    let diagnosis = crate::diagnose(&cut(), &[]);
    assert_eq!(diagnosis.verdict, crate::Verdict::Ambiguous);
    let fits: Vec<_> = diagnosis.candidates.iter().map(|one| one.cause).collect();
    assert_eq!(fits[0], crate::CauseId::NodeDown, "{fits:?}");
    assert!(fits.contains(&crate::CauseId::HostFirewall), "{fits:?}");
    assert!(diagnosis.candidates[0].fix.summary.contains("w2"), "{}", diagnosis.candidates[0].fix.summary);
}

fn any_answer() -> impl Strategy<Value = Observation> {
    let name = || prop::sample::select(vec!["cp", "w1", "w2"]);
    let outcome =
        prop::sample::select(vec![Outcome::Ok, Outcome::Timeout, Outcome::Prohibited, Outcome::Refused]);
    let family = prop::sample::select(vec![Family::PodCrossNode, Family::NodeTcp, Family::NodePort]);
    (family, name(), name(), outcome).prop_map(|(family, from, to, outcome)| match family {
        Family::NodePort => node(family, to, outcome),
        family => pair(family, from, to, outcome),
    })
}

proptest! {
    #[test]
    fn who_asked_anybody_is_never_unheard_of(seen in prop::collection::vec(any_answer(), 0..12)) {
        for node in unheard(&seen) {
            prop_assert!(seen.iter().all(|one| one.facts.get("from") != Some(&node)));
            prop_assert!(seen.iter().any(|one| one.facts.get("to") == Some(&node)));
        }
    }

    #[test]
    fn the_order_of_answers_does_not_matter(
        (seen, shuffled) in prop::collection::vec(any_answer(), 0..12)
            .prop_flat_map(|seen| (Just(seen.clone()), Just(seen).prop_shuffle())),
    ) {
        prop_assert_eq!(unheard(&seen), unheard(&shuffled));
    }

    #[test]
    fn a_good_answer_more_makes_nobody_unheard_of(
        seen in prop::collection::vec(any_answer(), 0..12), more in any_answer(),
    ) {
        prop_assume!(!more.outcome.is_fault());
        let before = unheard(&seen);
        let mut with_more = seen.clone();
        with_more.push(more);
        prop_assert!(unheard(&with_more).len() <= before.len());
    }
}
