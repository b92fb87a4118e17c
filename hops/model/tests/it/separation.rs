//! How many causes which access tells apart: what an agent is for.

use hops_model::{Access, CAUSES, CauseId, FAMILIES, Family, diagnose};

use crate::signatures::full_signature;

const API: &[Access] = &[Access::Api];
const OUTSIDE: &[Access] = &[Access::Api, Access::External];
const PODS: &[Access] = &[Access::Api, Access::External, Access::PodAgent];
const NODES: &[Access] = &[Access::Api, Access::External, Access::PodAgent, Access::HostAgent];
const PODS_AND_AWS: &[Access] = &[Access::Api, Access::External, Access::PodAgent, Access::Aws];
const ALL: &[Access] =
    &[Access::Static, Access::Api, Access::External, Access::PodAgent, Access::HostAgent, Access::Aws];
const LEVELS: &[(&str, &[Access])] = &[
    ("API only", API),
    ("API + from outside", OUTSIDE),
    ("+ agent in pods", PODS),
    ("+ agent on nodes", NODES),
    ("API + from outside + agent in pods + EC2", PODS_AND_AWS),
    ("everything", ALL),
];

fn families(access: &[Access]) -> Vec<Family> {
    FAMILIES.iter().filter(|row| access.contains(&row.access)).map(|row| row.family).collect()
}

#[derive(Default)]
struct Told {
    named: usize,
    among_others: Vec<&'static str>,
    not: usize,
    unseen: usize,
}

fn told(families: &[Family]) -> Told {
    let mut told = Told::default();
    for cause in &CAUSES {
        let mut seen = full_signature(cause);
        seen.retain(|observation| families.contains(&observation.family));
        let diagnosis = diagnose(&seen, &[]);
        let named = diagnosis.findings.iter().chain(&diagnosis.beside).map(|finding| finding.cause);
        let named: Vec<CauseId> = named.collect();
        let is_same = |one: &CauseId| hops_model::cause(*one).code == cause.code;
        assert!(named.iter().all(is_same), "{} is called {named:?} by {families:?}", cause.code);
        let is_candidate = diagnosis.candidates.iter().any(|candidate| candidate.cause == cause.id);
        match () {
            () if !named.is_empty() => told.named += 1,
            () if is_candidate => told.among_others.push(cause.code),
            () if seen.iter().any(|observation| observation.outcome.is_fault()) => told.not += 1,
            () => told.unseen += 1,
        }
    }
    told
}

#[test]
fn the_more_may_be_asked_the_more_causes_are_named_and_none_wrongly() {
    let head = "| what may be asked | named | one of several | not told | nothing to see | which of several |\n|---|--:|--:|--:|--:|---|";
    let mut rows = vec![head.to_owned()];
    for (name, access) in LEVELS {
        let Told { named, among_others, not, unseen } = told(&families(access));
        let (several, which) = (among_others.len(), among_others.join(" "));
        rows.push(format!("| {name} | {named} | {several} | {not} | {unseen} | {which} |"));
    }
    assert_eq!(told(&families(ALL)).named, CAUSES.len());
    insta::assert_snapshot!(rows.join("\n"));
}
