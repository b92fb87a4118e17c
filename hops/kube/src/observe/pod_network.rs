//! How do pod packets travel between nodes?
//!
//! Calico says so in its `IPPools`, flannel in an annotation of each node. A pod network that does neither is not
//! known here; a node's own routes tell.

use hops_model::{Family, Observation, Outcome};
use k8s_openapi::api::core::v1::Node;
use serde_json::Value;

use crate::{Snapshot, Target};

const FLANNEL: &str = "flannel.alpha.coreos.com/backend-type";

/// One observation for each pool that gives addresses to pods, or for each way of flannel's.
pub fn observe(snapshot: &Snapshot, _target: &Target) -> Vec<Observation> {
    let pools: Vec<Observation> =
        snapshot.ip_pools.iter().filter(|pool| is_for_pods(pool)).map(of_pool).collect();
    if pools.is_empty() { of_flannel(&snapshot.nodes) } else { pools }
}

/// Whether pods get addresses from a pool.
pub(super) fn is_for_pods(pool: &Value) -> bool {
    let uses = pool.pointer("/spec/allowedUses").and_then(Value::as_array);
    let is_disabled = pool.pointer("/spec/disabled").and_then(Value::as_bool) == Some(true);
    let nobody = pool.pointer("/spec/nodeSelector").and_then(Value::as_str) == Some("!all()");
    let workloads = uses.is_none_or(|uses| uses.is_empty() || uses.iter().any(|one| one == "Workload"));
    !is_disabled && !nobody && workloads
}

fn of_pool(pool: &Value) -> Observation {
    let text = |pointer: &str| pool.pointer(pointer).and_then(Value::as_str);
    let name = text("/metadata/name").unwrap_or("?");
    let mode = |key: &str| text(&format!("/spec/{key}")).unwrap_or("Never");
    let (outcome, how) = match (mode("vxlanMode"), mode("ipipMode")) {
        ("Always", _) => (Outcome::Vxlan, "in VXLAN"),
        (_, "Always") => (Outcome::IpInIp, "in IP-in-IP"),
        ("CrossSubnet", _) => (Outcome::CrossSubnet, "in VXLAN between subnets, as they are within one"),
        (_, "CrossSubnet") => (Outcome::CrossSubnet, "in IP-in-IP between subnets, as they are within one"),
        _ => (Outcome::Plain, "as they are"),
    };
    let range = text("/spec/cidr").unwrap_or("?");
    let seen = format!("Calico's pool `{name}` sends packets of {range} {how}");
    Observation::new(Family::PodNetwork, format!("pool {name}"), outcome, seen).fact("pool", name)
}

fn of_flannel(nodes: &[Node]) -> Vec<Observation> {
    let mut found: Vec<Observation> = Vec::new();
    for node in nodes {
        let annotations = node.metadata.annotations.as_ref();
        let Some(backend) = annotations.and_then(|annotations| annotations.get(FLANNEL)) else { continue };
        let (outcome, how) = match backend.as_str() {
            "vxlan" => (Outcome::Vxlan, "in VXLAN"),
            "ipip" => (Outcome::IpInIp, "in IP-in-IP"),
            "host-gw" => (Outcome::Plain, "as they are"),
            _ => continue,
        };
        let subject = format!("flannel {backend}");
        if !found.iter().any(|known| known.subject == subject) {
            let seen = format!("flannel sends pod packets {how}");
            found.push(Observation::new(Family::PodNetwork, subject, outcome, seen).fact("pool", "flannel"));
        }
    }
    found
}

#[cfg(test)]
mod tests;
