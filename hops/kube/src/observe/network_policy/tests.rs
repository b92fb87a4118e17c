use hops_model::{Observation, Outcome};
use serde_json::{Value, json};

use super::super::testing::{check, faults, healthy, parse, pods_of, shop, told};
use crate::Snapshot;

fn observe(snapshot: &Snapshot) -> Vec<Observation> {
    let seen = super::observe(snapshot, &shop(snapshot));
    check(&seen);
    seen
}

fn wrong(snapshot: &Snapshot) -> String {
    told(&faults(observe(snapshot)))
}

/// The policy of this name, with a field of its spec replaced.
fn set(snapshot: &mut Snapshot, name: &str, field: &str, value: Value) {
    let policies = &mut snapshot.network_policies;
    let policy = policies.iter_mut().find(|policy| policy.metadata.name.as_deref() == Some(name)).unwrap();
    let mut spec = serde_json::to_value(policy.spec.take()).unwrap();
    spec[field] = value;
    policy.spec = Some(parse(spec));
}

#[test]
fn the_shops_own_policies_let_its_queries_and_calls_pass() {
    let seen = observe(&healthy());
    assert_eq!(
        told(&seen),
        "\
Ok marketplace/marketplace -> kube-system/kube-dns: marketplace/marketplace may ask CoreDNS at UDP 53
Ok marketplace/marketplace -> marketplace/recommendations-headless: \
marketplace/marketplace may call marketplace/recommendations-headless at TCP 50051"
    );
}

#[test]
fn a_policy_without_a_rule_for_dns_is_named_with_what_a_rule_would_say() {
    let mut snapshot = healthy();
    let to = json!([{ "podSelector": { "matchLabels": { "app.kubernetes.io/name": "recommendations" } } }]);
    set(&mut snapshot, "marketplace", "egress", json!([{ "to": to }]));
    assert_eq!(
        wrong(&snapshot),
        r#"DnsDenied marketplace/marketplace -> kube-system/kube-dns: marketplace/marketplace-1-w1 may not ask CoreDNS at UDP 53: no egress rule of `marketplace/default-deny`, `marketplace/marketplace` admits it
    direction = Egress
    from = marketplace/marketplace
    namespace = marketplace
    peer = {"namespaceSelector":{"matchLabels":{"kubernetes.io/metadata.name":"kube-system"}},"podSelector":{"matchLabels":{"k8s-app":"kube-dns"}}}
    pod_selector = {"matchLabels":{"app.kubernetes.io/name":"marketplace"}}
    policy = marketplace
    port = 53
    protocol = UDP
    to = kube-system/kube-dns"#
    );
}

#[test]
fn port_53_without_a_protocol_is_not_enough() {
    let mut snapshot = healthy();
    set(&mut snapshot, "marketplace", "egress", json!([{ "ports": [{ "port": 53 }, { "port": 50051 }] }]));
    let seen = faults(observe(&snapshot));
    assert_eq!(seen.iter().map(|seen| seen.outcome).collect::<Vec<_>>(), [Outcome::DnsDenied]);
}

#[test]
fn without_tcp_53_nothing_is_broken_and_it_is_said() {
    let mut snapshot = healthy();
    let ports = json!([{ "port": 53, "protocol": "UDP" }, { "port": 50051 }]);
    set(&mut snapshot, "marketplace", "egress", json!([{ "ports": ports }]));
    assert_eq!(wrong(&snapshot), "");
    let seen = told(&observe(&snapshot));
    assert!(seen.contains("may ask CoreDNS at UDP 53; over TCP it may not"), "{seen}");
}

#[test]
fn a_call_that_the_callers_side_refuses_is_told_from_one_that_the_other_side_refuses() {
    let mut snapshot = healthy();
    set(&mut snapshot, "marketplace", "egress", json!([{ "ports": [{ "port": 53, "protocol": "UDP" }] }]));
    let seen = faults(observe(&snapshot));
    assert_eq!(seen.len(), 1);
    assert_eq!(seen[0].outcome, Outcome::FlowDenied);
    assert_eq!((seen[0].facts["direction"].as_str(), seen[0].facts["port"].as_str()), ("Egress", "50051"));

    let mut snapshot = healthy();
    set(&mut snapshot, "recommendations", "ingress", json!([]));
    assert_eq!(
        wrong(&snapshot),
        r#"FlowDenied marketplace/recommendations-headless <- marketplace/marketplace: marketplace/marketplace-1-w1 may not call marketplace/recommendations-headless at TCP 50051: no ingress rule of `marketplace/default-deny`, `marketplace/recommendations` admits it
    direction = Ingress
    from = marketplace/marketplace
    namespace = marketplace
    peer = {"namespaceSelector":{"matchLabels":{"kubernetes.io/metadata.name":"marketplace"}},"podSelector":{"matchLabels":{"app.kubernetes.io/managed-by":"Terraform","app.kubernetes.io/name":"marketplace","app.kubernetes.io/part-of":"nine-hops"}}}
    pod_selector = {"matchLabels":{"app.kubernetes.io/name":"recommendations"}}
    policy = recommendations
    port = 50051
    protocol = TCP
    to = marketplace/recommendations-headless"#
    );
}

#[test]
fn a_rule_made_of_the_facts_of_a_denial_lets_it_pass() {
    for (policy, field) in [("marketplace", "egress"), ("recommendations", "ingress")] {
        let mut snapshot = healthy();
        set(&mut snapshot, policy, field, json!([]));
        for _ in 0..3 {
            for facts in faults(observe(&snapshot)).into_iter().map(|seen| seen.facts) {
                let json = |key: &str| serde_json::from_str::<Value>(&facts[key]).unwrap();
                let direction = facts["direction"].as_str();
                let (rules, side) =
                    if direction == "Egress" { ("egress", "to") } else { ("ingress", "from") };
                let ports = json!([{ "protocol": facts["protocol"], "port": json("port") }]);
                let rule = json!({ side: [json("peer")], "ports": ports });
                snapshot.network_policies.push(parse(json!({
                    "metadata": { "namespace": facts["namespace"], "name": "allow" },
                    "spec": { "podSelector": json("pod_selector"), "policyTypes": [direction], rules: [rule] },
                })));
            }
        }
        assert_eq!(wrong(&snapshot), "");
    }
}

#[test]
fn who_asks_for_no_name_may_be_without_dns() {
    let mut snapshot = healthy();
    set(&mut snapshot, "recommendations", "egress", json!([]));
    assert_eq!(wrong(&snapshot), "");
}

#[test]
fn pods_without_an_address_and_pods_that_end_are_not_judged() {
    let mut snapshot = healthy();
    set(&mut snapshot, "marketplace", "egress", json!([]));
    for pod in pods_of(&mut snapshot, "marketplace-1-w1") {
        pod.status.as_mut().unwrap().pod_ip = None;
    }
    for pod in pods_of(&mut snapshot, "marketplace-1-w2") {
        pod.metadata.deletion_timestamp = Some(parse(json!("2026-03-01T11:59:59Z")));
    }
    assert!(observe(&snapshot).is_empty());
}

#[test]
fn without_policies_everything_passes_and_without_their_list_nothing_is_said() {
    let mut snapshot = healthy();
    snapshot.network_policies.clear();
    assert_eq!(wrong(&snapshot), "");
    snapshot.missing.insert(crate::Kind::NetworkPolicies);
    assert!(observe(&snapshot).is_empty());
}
