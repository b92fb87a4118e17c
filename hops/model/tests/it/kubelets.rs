//! Kubelets that do not answer the API server, which is then heard of only from there.

use hops_model::{CauseId, Family, Observation, Outcome, Verdict, diagnose};

use crate::world::{Fault, World};

/// What is seen where no agent but the control plane's can be heard.
fn with_silent_workers(faults: &[Fault]) -> Vec<Observation> {
    let mut seen = World::new(3, &[0, 1], faults).observe();
    let is_by_worker = |subject: &str| subject.starts_with("worker") || subject.starts_with("node worker");
    let by_agent = |family: Family| {
        matches!(family.row().access, hops_model::Access::PodAgent | hops_model::Access::HostAgent)
    };
    seen.retain(|one| !by_agent(one.family) || !is_by_worker(&one.subject));
    seen.extend(["worker-1", "worker-2"].map(|to| {
        let subject = format!("API server -> {to}");
        Observation::new(Family::NodeTcp, subject, Outcome::Timeout, format!("the kubelet of {to} is silent"))
            .fact("from", "API server")
            .fact("to", to)
    }));
    seen
}

fn named(seen: &[Observation]) -> Vec<CauseId> {
    let diagnosis = diagnose(seen, &[]);
    assert_eq!(diagnosis.verdict, Verdict::Named, "{diagnosis:#?}");
    diagnosis.findings.iter().map(|finding| finding.cause).collect()
}

#[test]
fn where_all_else_is_well_their_port_is_closed() {
    assert_eq!(named(&with_silent_workers(&[])), [CauseId::NoKubeletRule]);
}

#[test]
fn where_long_packets_are_lost_so_may_their_answers_be() {
    assert_eq!(named(&with_silent_workers(&[Fault::Mtu])), [CauseId::MtuMismatch]);
}

#[test]
fn where_some_packets_are_lost_so_may_their_answers_be() {
    assert_eq!(named(&with_silent_workers(&[Fault::PacketLoss])), [CauseId::PacketLoss]);
}

#[test]
fn where_nodes_are_closed_to_each_other_they_are_a_part_of_it() {
    assert_eq!(named(&with_silent_workers(&[Fault::SgSelf])), [CauseId::NoSelfRule]);
}
