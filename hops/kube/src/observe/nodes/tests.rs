use hops_model::Observation;
use serde_json::json;

use super::super::testing::{ago, check, faults, healthy, parse, shop, told};
use crate::Snapshot;

fn observe(snapshot: &Snapshot) -> Vec<Observation> {
    let seen = super::observe(snapshot, &shop(snapshot));
    check(&seen);
    seen
}

/// The second node has this condition instead.
fn with(status: &str, reason: &str, since: i64) -> Snapshot {
    let mut snapshot = healthy();
    snapshot.nodes[1].status = Some(parse(json!({ "conditions": [{
        "type": "Ready", "status": status, "reason": reason, "message": "Kubelet stopped posting node status.",
        "lastTransitionTime": ago(since),
    }] })));
    snapshot
}

#[test]
fn ready_cordoned_and_joining_nodes_are_fine() {
    let mut snapshot = with("False", "KubeletNotReady", 5);
    snapshot.nodes[1].metadata.creation_timestamp = Some(parse(json!(ago(20))));
    snapshot.nodes[2].spec = Some(parse(json!({ "unschedulable": true })));
    assert_eq!(
        told(&observe(&snapshot)),
        "\
Ok node cp: node `cp` is Ready
Ok node w1: node `w1` is joining
Ok node w2: node `w2` is Ready, and takes no new pods"
    );
}

#[test]
fn a_node_whose_condition_says_so_is_not_ready() {
    for status in ["Unknown", "False"] {
        let snapshot = with(status, "NodeStatusUnknown", 100);
        assert_eq!(
            told(&faults(observe(&snapshot))),
            "\
NotReady node w1: node `w1` is not Ready since 2026-03-01T11:58:20Z: NodeStatusUnknown, Kubelet stopped posting node status
    node = w1
    reason = NodeStatusUnknown
    since = 2026-03-01T11:58:20Z"
        );
    }
}

#[test]
fn a_node_that_leaves_is_not_asked() {
    let mut snapshot = with("Unknown", "NodeStatusUnknown", 100);
    snapshot.nodes[1].metadata.deletion_timestamp = Some(parse(json!(ago(1))));
    assert_eq!(observe(&snapshot).len(), 2);
}

#[test]
fn how_long_a_node_was_not_heard_of_does_not_count() {
    let mut snapshot = with("True", "KubeletReady", 100);
    let conditions = snapshot.nodes[1].status.as_mut().unwrap().conditions.as_mut().unwrap();
    conditions[0].last_heartbeat_time = Some(parse(json!(ago(280))));
    assert_eq!(told(&faults(observe(&snapshot))), "");
}
