use hops_model::Observation;
use serde_json::json;

use super::super::testing::{check, faults, healthy, parse, shop, told};
use crate::Snapshot;

fn observe(snapshot: &Snapshot) -> Vec<Observation> {
    let seen = super::observe(snapshot, &shop(snapshot));
    check(&seen);
    seen
}

/// As kubeadm and the controller manager set it up.
fn with(pods: &str, services: &str) -> Snapshot {
    let mut snapshot = healthy();
    let setup = format!(
        "apiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\nnetworking:\n  podSubnet: {pods}\n  \
         serviceSubnet: {services}\n  dnsDomain: cluster.local\n"
    );
    snapshot.config_maps.push(parse(json!({
        "metadata": { "namespace": "kube-system", "name": "kubeadm-config" },
        "data": { "ClusterConfiguration": setup },
    })));
    for (index, node) in snapshot.nodes.iter_mut().enumerate() {
        node.spec = Some(parse(json!({ "podCIDRs": [format!("10.244.{index}.0/24")] })));
    }
    snapshot
}

#[test]
fn ranges_that_stay_apart_are_one_answer() {
    let mut snapshot = with("10.244.0.0/16", "10.96.0.0/16");
    snapshot.ip_pools.push(json!({ "metadata": { "name": "p" }, "spec": { "cidr": "10.244.0.0/16" } }));
    assert_eq!(
        told(&observe(&snapshot)),
        "Ok range 10.244.0.0/16: 10.244.0.0/16, of the pods, as kubeadm was told, is apart from the addresses of \
         Services and nodes"
    );
}

#[test]
fn a_range_that_holds_nodes_or_services_is_told() {
    let snapshot = with("10.0.0.0/8", "10.96.0.0/16");
    assert_eq!(
        told(&faults(observe(&snapshot))),
        "\
Overlap range 10.0.0.0/8: 10.0.0.0/8, of the pods, as kubeadm was told, overlaps with 10.96.0.0/16, of the Services
    other = 10.96.0.0/16
    pods = 10.0.0.0/8"
    );
    let snapshot = with("10.0.0.0/16", "10.96.0.0/16");
    let seen = told(&faults(observe(&snapshot)));
    assert!(seen.contains("10.0.0.10, the address of node `cp`"), "{seen}");
}

#[test]
fn without_kubeadms_word_the_addresses_of_services_tell() {
    let mut snapshot = healthy();
    snapshot.nodes[0].spec = Some(parse(json!({ "podCIDRs": ["10.96.0.0/24"] })));
    let seen = told(&faults(observe(&snapshot)));
    assert!(seen.contains("10.96.0.10, the address of Service `kube-system/kube-dns`"), "{seen}");
}

#[test]
fn two_nodes_with_the_same_pods_are_told() {
    let mut snapshot = with("10.244.0.0/16", "10.96.0.0/16");
    snapshot.nodes[2].spec = Some(parse(json!({ "podCIDRs": ["10.244.1.0/24"] })));
    let seen = told(&faults(observe(&snapshot)));
    assert!(seen.starts_with("Overlap nodes w1 and w2, 10.244.1.0/24: "), "{seen}");
}

#[test]
fn two_families_of_addresses_do_not_overlap() {
    let snapshot = with("10.244.0.0/16,fd00:10:244::/56", "10.96.0.0/16,fd00:10:96::/112");
    let seen = observe(&snapshot);
    assert_eq!(seen.len(), 2);
    assert_eq!(told(&faults(seen)), "");
}

#[test]
fn nonsense_is_no_range() {
    let snapshot = with("'here, there'", "[1, 2]");
    assert_eq!(told(&faults(observe(&snapshot))), "");
}
