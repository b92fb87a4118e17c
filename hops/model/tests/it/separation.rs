//! How many causes which access tells apart: what an agent is for.

use std::collections::BTreeSet;

use hops_model::{Access, CAUSES, Cause, FAMILIES, Family};

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

/// Whether it must show a fault to somebody who asks these.
fn is_visible(cause: &Cause, families: &[Family]) -> bool {
    families.iter().any(|family| cause.expected(*family).shows.iter().any(|outcome| outcome.is_fault()))
}

fn alike(cause: &Cause, families: &[Family]) -> Vec<&'static str> {
    let is_alike = |other: &&Cause| {
        !families.iter().any(|family| cause.expected(*family).excludes(&other.expected(*family), *family))
    };
    CAUSES.iter().filter(is_alike).map(|other| other.code).collect()
}

#[test]
fn every_access_tells_more_causes_apart() {
    let mut rows =
        vec!["| what may be asked | told apart | invisible | alike |\n|---|---|---|---|".to_owned()];
    let mut last = 0;
    for (name, access) in LEVELS {
        let families = families(access);
        let (visible, invisible): (Vec<_>, Vec<_>) =
            CAUSES.iter().partition(|cause| is_visible(cause, &families));
        let groups = visible.iter().map(|cause| {
            let alike = alike(cause, &families);
            let hidden = |code: &&str| invisible.iter().any(|cause| cause.code == *code);
            alike.into_iter().filter(|code| !hidden(code)).collect::<Vec<_>>()
        });
        let groups: Vec<_> = groups.collect();
        let told = groups.iter().filter(|group| group.len() == 1).count();
        let groups: BTreeSet<_> =
            groups.iter().filter(|group| group.len() > 1).map(|group| group.join(" = ")).collect();
        let alike: Vec<_> = groups.into_iter().collect();
        rows.push(format!("| {name} | {told} | {} | {} |", invisible.len(), alike.join("; ")));
        if *access != PODS_AND_AWS {
            assert!(told >= last, "{name}");
            last = told;
        }
    }
    assert_eq!(last, CAUSES.len());
    insta::assert_snapshot!(rows.join("\n"));
}
