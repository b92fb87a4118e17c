//! Pods that a kubelet has from files: the control plane's.

use std::collections::BTreeMap;

use hops_model::{Family, Observation, Outcome};
use k8s_openapi::api::core::v1::Pod;

use super::{containers, node_of, now};
use crate::Snapshot;

/// By which the API shows such a pod.
const MIRROR: &str = "kubernetes.io/config.mirror";
/// More than a few boots of a node.
const OFTEN: i32 = 5;

/// One observation for each node with such pods.
pub(super) fn observe(snapshot: &Snapshot) -> Vec<Observation> {
    let mut by_node: BTreeMap<&str, Vec<&Pod>> = BTreeMap::new();
    for pod in snapshot.pods.iter().filter(|pod| is_static(pod)) {
        by_node.entry(node_of(pod)).or_default().push(pod);
    }
    by_node.into_iter().map(|(node, pods)| judge(snapshot, node, &pods)).collect()
}

fn judge(snapshot: &Snapshot, node: &str, pods: &[&Pod]) -> Observation {
    let now = now(snapshot);
    let subject = format!("static pods on {node}");
    let restarting: Vec<String> = pods
        .iter()
        .flat_map(|pod| containers::statuses(pod))
        .filter(|status| status.restart_count >= OFTEN && containers::ended_recently(status, now))
        .map(|status| format!("{} {} times", status.name, status.restart_count))
        .collect();
    // One that crashes has its own trouble; all of them share the node's.
    if restarting.len() < 2 {
        let seen = format!("{} static pods run on {node}", pods.len());
        return Observation::new(Family::SystemPods, subject, Outcome::Ok, seen);
    }
    let seen = format!("on {node} restarted: {}, the last within 10 minutes", restarting.join(", "));
    Observation::new(Family::SystemPods, subject, Outcome::StaticPodsRestart, seen).fact("node", node)
}

fn is_static(pod: &Pod) -> bool {
    pod.metadata.annotations.as_ref().is_some_and(|annotations| annotations.contains_key(MIRROR))
}
