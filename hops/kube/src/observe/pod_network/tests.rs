use hops_model::{Observation, Outcome};
use serde_json::{Value, json};

use super::super::testing::{check, healthy, parse, shop};
use crate::Snapshot;

fn observe(snapshot: &Snapshot) -> Vec<Observation> {
    let seen = super::observe(snapshot, &shop(snapshot));
    check(&seen);
    seen
}

fn pool(spec: &Value) -> Value {
    let mut pool =
        json!({ "metadata": { "name": "default-ipv4-ippool" }, "spec": { "cidr": "10.244.0.0/16" } });
    for (key, value) in spec.as_object().unwrap() {
        pool["spec"][key] = value.clone();
    }
    pool
}

#[test]
fn the_modes_of_a_pool_say_how_packets_travel() {
    for (spec, expected) in [
        (json!({ "vxlanMode": "Always", "ipipMode": "Never" }), Outcome::Vxlan),
        (json!({ "vxlanMode": "Never", "ipipMode": "Always" }), Outcome::IpInIp),
        (json!({ "vxlanMode": "CrossSubnet", "ipipMode": "Never" }), Outcome::CrossSubnet),
        (json!({ "ipipMode": "CrossSubnet" }), Outcome::CrossSubnet),
        (json!({ "vxlanMode": "Never", "ipipMode": "Never" }), Outcome::Plain),
        (json!({}), Outcome::Plain),
    ] {
        let mut snapshot = healthy();
        snapshot.ip_pools.push(pool(&spec));
        let seen = observe(&snapshot);
        assert_eq!(seen.len(), 1);
        assert_eq!(seen[0].outcome, expected, "{spec}");
        assert_eq!(seen[0].facts["pool"], "default-ipv4-ippool");
    }
}

#[test]
fn pools_that_give_pods_no_address_say_nothing() {
    for spec in [
        json!({ "disabled": true }),
        json!({ "nodeSelector": "!all()" }),
        json!({ "allowedUses": ["LoadBalancer"] }),
    ] {
        let mut snapshot = healthy();
        snapshot.ip_pools.push(pool(&spec));
        assert_eq!(observe(&snapshot), [], "{spec}");
    }
}

#[test]
fn flannel_says_it_once_for_all_nodes_that_agree() {
    let mut snapshot = healthy();
    for node in &mut snapshot.nodes {
        let annotations = json!({ "flannel.alpha.coreos.com/backend-type": "vxlan" });
        node.metadata.annotations = Some(parse(annotations));
    }
    let seen = observe(&snapshot);
    assert_eq!(seen.len(), 1);
    assert_eq!(seen[0].outcome, Outcome::Vxlan);
}

#[test]
fn strange_pools_and_other_pod_networks_are_no_panic() {
    let mut snapshot = healthy();
    assert_eq!(observe(&snapshot), []);
    snapshot.ip_pools = vec![json!(null), json!({ "spec": 3 }), json!([1])];
    snapshot.ip_pools.truncate(1);
    assert_eq!(observe(&snapshot).len(), 1);
}
