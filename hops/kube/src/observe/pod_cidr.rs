//! Do the address ranges of pods, Services and nodes stay apart?

use std::collections::BTreeMap;
use std::net::IpAddr;

use hops_model::{Family, Observation, Outcome};
use ipnet::IpNet;
use serde::Deserialize;
use serde_json::Value;

use super::{nodes, pod_network};
use crate::{Snapshot, Target};

/// One observation for each range of pods, and one for each two nodes that give out the same addresses.
pub fn observe(snapshot: &Snapshot, _target: &Target) -> Vec<Observation> {
    let setup = setup(snapshot);
    let mut ranges = pod_ranges(snapshot, &setup);
    // A part of another range overlaps with what that one overlaps with.
    let all: Vec<IpNet> = ranges.keys().copied().collect();
    ranges.retain(|range, _| !all.iter().any(|other| other != range && other.contains(range)));
    let services = networks(setup.networking.service_subnet.as_deref());
    let mut found: Vec<Observation> =
        ranges.iter().map(|(range, whose)| judge(snapshot, *range, whose, &services)).collect();
    found.extend(twins(snapshot));
    found
}

/// What kubeadm wrote down of how the cluster was made.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Setup {
    networking: Networking,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Networking {
    pod_subnet: Option<String>,
    service_subnet: Option<String>,
}

fn setup(snapshot: &Snapshot) -> Setup {
    let map = snapshot.config_maps.iter().find(|map| map.metadata.name.as_deref() == Some("kubeadm-config"));
    let text = map.and_then(|map| map.data.as_ref()?.get("ClusterConfiguration"));
    text.and_then(|text| serde_saphyr::from_str(text).ok()).unwrap_or_default()
}

/// Every range and whose it is.
fn pod_ranges(snapshot: &Snapshot, setup: &Setup) -> BTreeMap<IpNet, String> {
    let mut ranges = BTreeMap::new();
    for node in &snapshot.nodes {
        let name = node.metadata.name.as_deref().unwrap_or("?");
        for range in node.spec.iter().flat_map(|spec| spec.pod_cidrs.iter().flatten()) {
            insert(&mut ranges, range, || format!("of the pods of node `{name}`"));
        }
    }
    for range in setup.networking.pod_subnet.iter().flat_map(|ranges| ranges.split(',')) {
        insert(&mut ranges, range.trim(), || "of the pods, as kubeadm was told".to_owned());
    }
    for pool in snapshot.ip_pools.iter().filter(|pool| pod_network::is_for_pods(pool)) {
        let name = pool.pointer("/metadata/name").and_then(Value::as_str).unwrap_or("?");
        if let Some(range) = pool.pointer("/spec/cidr").and_then(Value::as_str) {
            insert(&mut ranges, range, || format!("of Calico's pool `{name}`"));
        }
    }
    ranges
}

fn insert(ranges: &mut BTreeMap<IpNet, String>, range: &str, whose: impl FnOnce() -> String) {
    if let Ok(range) = range.parse::<IpNet>() {
        ranges.entry(range.trunc()).or_insert_with(whose);
    }
}

fn judge(snapshot: &Snapshot, range: IpNet, whose: &str, services: &[IpNet]) -> Observation {
    let subject = format!("range {range}");
    let Some(other) = other(snapshot, range, services) else {
        let seen = format!("{range}, {whose}, is apart from the addresses of Services and nodes");
        return Observation::new(Family::PodCidr, subject, Outcome::Ok, seen);
    };
    let seen = format!("{range}, {whose}, overlaps with {}", other.words);
    Observation::new(Family::PodCidr, subject, Outcome::Overlap, seen)
        .fact("pods", range.to_string())
        .fact("other", other.range)
}

struct Other {
    words: String,
    range: String,
}

fn other(snapshot: &Snapshot, range: IpNet, services: &[IpNet]) -> Option<Other> {
    if let Some(services) = services.iter().find(|services| overlap(range, **services)) {
        return Some(Other { words: format!("{services}, of the Services"), range: services.to_string() });
    }
    for service in &snapshot.services {
        let mut addresses = service.spec.iter().flat_map(|spec| spec.cluster_ips.iter().flatten());
        if let Some(address) = addresses.find(|address| contains(range, address)) {
            let name = crate::snapshot::full_name(&service.metadata);
            let words = format!("{address}, the address of Service `{name}`");
            return Some(Other { words, range: address.clone() });
        }
    }
    snapshot.nodes.iter().find_map(|node| {
        let address = nodes::internal_address(node).filter(|address| contains(range, address))?;
        let name = node.metadata.name.as_deref().unwrap_or("?");
        Some(Other { words: format!("{address}, the address of node `{name}`"), range: address.to_owned() })
    })
}

/// Nodes whose pods get the same addresses.
fn twins(snapshot: &Snapshot) -> Vec<Observation> {
    let mut sorted: Vec<(&str, IpNet)> = snapshot.nodes.iter().flat_map(node_ranges).collect();
    sorted.sort_by_key(|(_, range)| (range.network(), range.prefix_len()));
    let pairs = sorted.windows(2).filter(|pair| overlap(pair[0].1, pair[1].1));
    let told = pairs.map(|pair| {
        let ((one, range), (other, other_range)) = (pair[0], pair[1]);
        let seen =
            format!("nodes `{one}` and `{other}` give the same addresses to pods: {range} and {other_range}");
        Observation::new(Family::PodCidr, format!("nodes {one} and {other}, {range}"), Outcome::Overlap, seen)
            .fact("pods", range.to_string())
            .fact("other", other_range.to_string())
    });
    told.collect()
}

fn node_ranges(node: &k8s_openapi::api::core::v1::Node) -> impl Iterator<Item = (&str, IpNet)> {
    let name = node.metadata.name.as_deref().unwrap_or("?");
    let ranges = node.spec.iter().flat_map(|spec| spec.pod_cidrs.iter().flatten());
    ranges.filter_map(move |range| Some((name, range.parse::<IpNet>().ok()?)))
}

fn networks(ranges: Option<&str>) -> Vec<IpNet> {
    ranges.iter().flat_map(|ranges| ranges.split(',')).filter_map(|range| range.trim().parse().ok()).collect()
}

fn overlap(one: IpNet, other: IpNet) -> bool {
    one.contains(&other) || other.contains(&one)
}

fn contains(range: IpNet, address: &str) -> bool {
    address.parse::<IpAddr>().is_ok_and(|address| range.contains(&address))
}

#[cfg(test)]
mod tests;
