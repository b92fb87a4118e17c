//! Do the pods of the service and of its backends run?
//!
//! One observation for each pod that a Service on the way is for: those of the `ReplicaSet` that is coming as well as
//! those of the one that is going. A pod that is only being made is no fault, nor is one on a node that is not Ready:
//! there the node is what is wrong.

use hops_model::{Family, Observation, Outcome};
use jiff::Timestamp;
use k8s_openapi::api::core::v1::{Container, Pod};

use super::nodes;
use crate::cluster::Ended;
use crate::snapshot::full_name;
use crate::target::pods_behind;
use crate::{Snapshot, Target};

mod container;
mod image;
mod judge;
mod workload;

pub(crate) use container::last_ended;
pub(crate) use judge::judge;

/// One observation for each pod on the way.
pub fn observe(snapshot: &Snapshot, target: &Target) -> Vec<Observation> {
    let now = snapshot.now();
    let pods = pods(snapshot, target).into_iter();
    let pods = pods.filter(|pod| !is_on_a_dead_node(snapshot, pod));
    let pods = pods.map(|pod| observation(snapshot, pod, now));
    pods.chain(workload::observe(snapshot, target)).collect()
}

/// Containers on the way that end again and again, and whose status does not say why.
pub(crate) fn crashing(snapshot: &Snapshot, target: &Target) -> Vec<Ended> {
    let pods = pods(snapshot, target);
    pods.into_iter().flat_map(|pod| container::crashing_containers(snapshot, pod)).collect()
}

fn pods<'a>(snapshot: &'a Snapshot, target: &Target) -> Vec<&'a Pod> {
    let mut found: Vec<&Pod> = Vec::new();
    for (namespace, name) in target.services() {
        let Some(service) = snapshot.service(namespace, name) else { continue };
        for pod in pods_behind(snapshot, service) {
            if !found.iter().any(|known| std::ptr::eq(*known, pod)) {
                found.push(pod);
            }
        }
    }
    found
}

fn is_on_a_dead_node(snapshot: &Snapshot, pod: &Pod) -> bool {
    let node = pod.spec.as_ref().and_then(|spec| spec.node_name.as_deref());
    node.and_then(|name| snapshot.node(name)).is_some_and(nodes::is_dead)
}

fn observation(snapshot: &Snapshot, pod: &Pod, now: Timestamp) -> Observation {
    let name = full_name(&pod.metadata);
    let verdict = judge(snapshot, pod, now);
    let seen = format!("pod `{name}` {}", verdict.seen);
    let mut observation = Observation::new(Family::PodState, format!("pod {name}"), verdict.outcome, seen);
    if verdict.outcome == Outcome::Ok {
        return observation;
    }
    if let Some(reason) = verdict.reason {
        observation = observation.fact("reason", reason);
    }
    facts(snapshot, pod, verdict.container, observation)
}

fn facts(
    snapshot: &Snapshot,
    pod: &Pod,
    container: Option<&Container>,
    mut observation: Observation,
) -> Observation {
    let namespace = pod.metadata.namespace.as_deref().unwrap_or_default();
    observation = observation.fact("namespace", namespace);
    if let Some(owner) = snapshot.owner(pod) {
        observation = observation.fact("workload", format!("{}/{}", owner.kind.to_lowercase(), owner.name));
    }
    let only = pod.spec.as_ref().and_then(|spec| match spec.containers.as_slice() {
        [only] => Some(only),
        _ => None,
    });
    if let Some(container) = container.or(only) {
        observation = observation.fact("container", container.name.as_str());
        if let Some(image) = &container.image {
            observation = observation.fact("image", image.as_str());
        }
    }
    let Some(node) = pod.spec.as_ref().and_then(|spec| spec.node_name.as_deref()) else { return observation };
    observation = observation.fact("node", node);
    match snapshot.node(node).and_then(nodes::architecture) {
        Some(architecture) => observation.fact("architecture", architecture),
        None => observation,
    }
}

#[cfg(test)]
mod tests;
