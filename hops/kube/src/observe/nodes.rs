//! Is every node there and Ready?

use std::time::Duration;

use hops_model::{Family, Observation, Outcome};
use jiff::Timestamp;
use k8s_openapi::api::core::v1::{Node, NodeCondition};

use crate::{Snapshot, Target};

/// How long a node that has just joined may take to become Ready.
const JOINING: Duration = Duration::from_secs(90);

/// One observation for each node. What counts is its condition, not when it was last heard of.
pub fn observe(snapshot: &Snapshot, _target: &Target) -> Vec<Observation> {
    let now = snapshot.now();
    let staying = snapshot.nodes.iter().filter(|node| node.metadata.deletion_timestamp.is_none());
    staying.map(|node| observation(node, now)).collect()
}

/// Whether its condition says that a node is not Ready.
pub(crate) fn is_dead(node: &Node) -> bool {
    ready(node).is_some_and(|condition| condition.status != "True")
}

/// Its processor, as images name it.
pub(crate) fn architecture(node: &Node) -> Option<&str> {
    Some(node.status.as_ref()?.node_info.as_ref()?.architecture.as_str())
}

/// The address by which nodes know each other.
pub(crate) fn internal_address(node: &Node) -> Option<&str> {
    let addresses = node.status.as_ref()?.addresses.as_deref()?;
    addresses.iter().find(|address| address.type_ == "InternalIP").map(|address| address.address.as_str())
}

fn observation(node: &Node, now: Timestamp) -> Observation {
    let name = node.metadata.name.as_deref().unwrap_or("?");
    let say = |outcome, seen: String| Observation::new(Family::Nodes, format!("node {name}"), outcome, seen);
    let is_joining = node.metadata.creation_timestamp.as_ref().is_some_and(|created| {
        Duration::try_from(now.duration_since(created.0)).is_ok_and(|age| age < JOINING)
    });
    match ready(node) {
        Some(condition) if condition.status == "True" => {
            let is_cordoned = node.spec.as_ref().is_some_and(|spec| spec.unschedulable == Some(true));
            let cordoned = if is_cordoned { ", and takes no new pods" } else { "" };
            say(Outcome::Ok, format!("node `{name}` is Ready{cordoned}"))
        }
        _ if is_joining => say(Outcome::Ok, format!("node `{name}` is joining")),
        Some(condition) => not_ready(name, condition, say),
        None => say(Outcome::NotReady, format!("node `{name}` says nothing of itself"))
            .fact("node", name)
            .fact("reason", "NoStatus"),
    }
}

fn not_ready(
    name: &str,
    condition: &NodeCondition,
    say: impl Fn(Outcome, String) -> Observation,
) -> Observation {
    let reason = condition.reason.as_deref().unwrap_or("unknown");
    let message = condition.message.as_deref().unwrap_or_default().trim_end_matches('.');
    let since = condition.last_transition_time.as_ref().map(|time| format!("{:.0}", time.0));
    let when = since.as_deref().map_or_else(String::new, |since| format!(" since {since}"));
    let seen = format!("node `{name}` is not Ready{when}: {reason}, {message}");
    let observation = say(Outcome::NotReady, seen).fact("node", name).fact("reason", reason);
    match since {
        Some(since) => observation.fact("since", since),
        None => observation,
    }
}

fn ready(node: &Node) -> Option<&NodeCondition> {
    let conditions = node.status.as_ref()?.conditions.as_deref()?;
    conditions.iter().find(|condition| condition.type_ == "Ready")
}

#[cfg(test)]
mod tests;
