//! kube-proxy, node by node.

use hops_model::{Family, Observation, Outcome};
use jiff::{SignedDuration, Timestamp};
use k8s_openapi::api::apps::v1::DaemonSet;
use k8s_openapi::api::core::v1::{Node, Pod};

use super::{containers, node_of, now};
use crate::Snapshot;
use crate::snapshot::{has_labels, is};

const NAMESPACE: &str = "kube-system";
const NAME: &str = "kube-proxy";
/// Within that a node has just joined, or a pod just been made.
const YOUNG: SignedDuration = SignedDuration::from_secs(60);

/// One observation for each node that is ready; none where something else does kube-proxy's work.
pub(super) fn observe(snapshot: &Snapshot) -> Vec<Observation> {
    let Some(set) = snapshot.daemon_sets.iter().find(|set| is(&set.metadata, NAMESPACE, NAME)) else {
        return Vec::new();
    };
    let now = now(snapshot);
    let nodes: Vec<&Node> =
        snapshot.nodes.iter().filter(|node| is_old(&node.metadata, now) && is_for(set, node)).collect();
    let desired = set.status.as_ref().map_or(0, |status| status.desired_number_scheduled);
    // Between a pod's end and its successor there is none, but the set wants one: nothing is missing then.
    let wants_all = usize::try_from(desired).is_ok_and(|desired| desired >= nodes.len());
    let pods: Vec<&Pod> = snapshot.pods_made_by(NAMESPACE, "DaemonSet", NAME).collect();
    let ready = nodes.into_iter().filter(|node| is_ready(node));
    ready.filter_map(|node| judge(node, &pods, wants_all, now)).collect()
}

fn judge(node: &Node, pods: &[&Pod], wants_all: bool, now: Timestamp) -> Option<Observation> {
    let name = node.metadata.name.as_deref()?;
    let Some(pod) = pods.iter().find(|pod| node_of(pod) == name) else {
        let seen = format!("{name} is ready, and the DaemonSet of kube-proxy wants no pod there");
        return (!wants_all).then(|| missing(name, seen, None));
    };
    let statuses = || containers::statuses(pod);
    if statuses().any(|status| containers::is_out_of_memory(status, now)) {
        let seen = format!("kube-proxy on {name} was killed for want of memory");
        return Some(fault(name, Outcome::OutOfMemory, seen, Some("OOMKilled")));
    }
    if let Some(status) = statuses().find(|status| containers::is_crashing(status, now)) {
        let seen = format!("kube-proxy on {name} ended {} times", status.restart_count);
        return Some(fault(name, Outcome::KubeProxyCrashing, seen, containers::waiting(status)));
    }
    let is_running = |status: &k8s_openapi::api::core::v1::ContainerStatus| {
        status.state.as_ref().is_some_and(|state| state.running.is_some())
    };
    if statuses().any(is_running) || !is_old(&pod.metadata, now) {
        let seen = format!("kube-proxy runs on {name}");
        return Some(Observation::new(Family::SystemPods, subject(name), Outcome::Ok, seen));
    }
    let reason = statuses().find_map(containers::waiting);
    let seen = format!("kube-proxy on {name} does not run: {}", reason.unwrap_or("no reason is given"));
    Some(missing(name, seen, reason))
}

fn missing(node: &str, seen: String, reason: Option<&str>) -> Observation {
    fault(node, Outcome::KubeProxyMissing, seen, reason)
}

fn fault(node: &str, outcome: Outcome, seen: String, reason: Option<&str>) -> Observation {
    let observation = Observation::new(Family::SystemPods, subject(node), outcome, seen);
    let observation = observation.fact("node", node).fact("workload", format!("daemonset/{NAME}"));
    match reason {
        Some(reason) => observation.fact("reason", reason),
        None => observation,
    }
}

fn subject(node: &str) -> String {
    format!("kube-proxy on {node}")
}

/// Whether the set's own selector means the node; affinity is left out, since it is how one node loses its pod.
fn is_for(set: &DaemonSet, node: &Node) -> bool {
    let spec = set.spec.as_ref().and_then(|spec| spec.template.spec.as_ref());
    let selector = spec.and_then(|spec| spec.node_selector.as_ref());
    selector.is_none_or(|selector| has_labels(&node.metadata, selector))
}

fn is_ready(node: &Node) -> bool {
    let mut conditions = node.status.iter().flat_map(|status| status.conditions.iter().flatten());
    conditions.any(|condition| condition.type_ == "Ready" && condition.status == "True")
}

fn is_old(metadata: &k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta, now: Timestamp) -> bool {
    metadata.creation_timestamp.as_ref().is_none_or(|made| now.duration_since(made.0) > YOUNG)
}
