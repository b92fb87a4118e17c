//! What holds for any policies.

use k8s_openapi::api::networking::v1::{NetworkPolicyEgressRule, NetworkPolicyIngressRule};
use proptest::prelude::*;
use proptest::sample::select;

use super::*;

fn selector() -> impl Strategy<Value = Value> {
    let label = select(vec!["a", "b"]);
    prop_oneof![
        Just(json!({})),
        label.clone().prop_map(|value| json!({ "matchLabels": { "app": value } })),
        (select(vec!["In", "NotIn"]), label)
            .prop_map(|(operator, value)| json!({ "matchExpressions": [{ "key": "app", "operator": operator, "values": [value] }] })),
        select(vec!["Exists", "DoesNotExist"])
            .prop_map(|operator| json!({ "matchExpressions": [{ "key": "app", "operator": operator }] })),
    ]
}

fn peer() -> impl Strategy<Value = Value> {
    prop_oneof![
        selector().prop_map(|pods| json!({ "podSelector": pods })),
        select(vec!["shop", "other"])
            .prop_map(|team| json!({ "namespaceSelector": { "matchLabels": { "team": team } } })),
        (selector(), select(vec!["shop", "other"])).prop_map(|(pods, team)| json!({
            "podSelector": pods, "namespaceSelector": { "matchLabels": { "team": team } },
        })),
        select(vec!["10.244.0.0/16", "192.0.2.0/24"])
            .prop_map(|cidr| json!({ "ipBlock": { "cidr": cidr, "except": ["10.244.1.0/24"] } })),
    ]
}

fn port() -> impl Strategy<Value = Value> {
    prop_oneof![
        select(vec![53, 8080]).prop_map(|port| json!({ "port": port })),
        Just(json!({ "port": "web" })),
        Just(json!({ "port": 50, "endPort": 60, "protocol": "UDP" })),
        Just(json!({ "protocol": "UDP" })),
    ]
}

/// Peers under `side`, and ports.
fn rule(side: &'static str) -> impl Strategy<Value = Value> {
    let lists = (prop::collection::vec(peer(), 0..3), prop::collection::vec(port(), 0..3));
    lists.prop_map(move |(peers, ports)| json!({ side: peers, "ports": ports }))
}

fn any_policy() -> impl Strategy<Value = NetworkPolicy> {
    let types = select(vec![json!(["Ingress"]), json!(["Egress"]), json!(["Ingress", "Egress"])]);
    let rules = (prop::collection::vec(rule("from"), 0..3), prop::collection::vec(rule("to"), 0..3));
    (select(vec!["shop", "other"]), selector(), types, rules).prop_map(
        |(namespace, pods, types, (ingress, egress))| {
            policy(
                namespace,
                json!({ "podSelector": pods, "policyTypes": types, "ingress": ingress, "egress": egress }),
            )
        },
    )
}

fn any_pod(name: &'static str) -> impl Strategy<Value = Pod> {
    let labels = select(vec![json!({}), json!({ "app": "a" }), json!({ "app": "b" })]);
    (select(vec!["shop", "other"]), labels).prop_map(move |(namespace, labels)| pod(namespace, name, labels))
}

fn any_port() -> impl Strategy<Value = (Protocol, u16)> {
    select(vec![(Protocol::Tcp, 8080), (Protocol::Tcp, 53), (Protocol::Udp, 53)])
}

fn any_policies() -> impl Strategy<Value = Vec<NetworkPolicy>> {
    prop::collection::vec(any_policy(), 0..5)
}

proptest! {
    #[test]
    fn a_rule_more_never_denies_what_passed(
        from in any_pod("from"), to in any_pod("to"), (protocol, port) in any_port(),
        policies in prop::collection::vec(any_policy(), 1..5),
        ingress in rule("from"), egress in rule("to"), which in any::<prop::sample::Index>(),
    ) {
        let mut world = world(policies);
        let before = world.allows(End::Pod(&from), End::Pod(&to), protocol, port);
        let which = which.index(world.policies.len());
        let spec = world.policies[which].spec.as_mut().unwrap();
        spec.ingress.get_or_insert_default().push(parse::<NetworkPolicyIngressRule>(ingress));
        spec.egress.get_or_insert_default().push(parse::<NetworkPolicyEgressRule>(egress));
        prop_assert!(!before || world.allows(End::Pod(&from), End::Pod(&to), protocol, port));
    }

    #[test]
    fn a_policy_that_selects_neither_end_changes_nothing(
        from in any_pod("from"), to in any_pod("to"), (protocol, port) in any_port(),
        policies in any_policies(), mut other in any_policy(),
    ) {
        let selector = json!({ "matchLabels": { "nobody": "has this" } });
        other.spec.as_mut().unwrap().pod_selector = Some(parse(selector));
        let mut world = world(policies);
        let before = world.allows(End::Pod(&from), End::Pod(&to), protocol, port);
        world.policies.push(other);
        prop_assert_eq!(world.allows(End::Pod(&from), End::Pod(&to), protocol, port), before);
    }

    #[test]
    fn the_order_of_policies_does_not_matter(
        from in any_pod("from"), to in any_pod("to"), (protocol, port) in any_port(), policies in any_policies(),
    ) {
        let mut world = world(policies);
        let before = world.allows(End::Pod(&from), End::Pod(&to), protocol, port);
        world.policies.reverse();
        prop_assert_eq!(world.allows(End::Pod(&from), End::Pod(&to), protocol, port), before);
    }

    #[test]
    fn a_policy_that_admits_all_on_both_sides_opens_everything(
        from in any_pod("from"), to in any_pod("to"), (protocol, port) in any_port(), policies in any_policies(),
    ) {
        let mut world = world(policies);
        for namespace in ["shop", "other"] {
            let spec = json!({ "policyTypes": ["Ingress", "Egress"], "ingress": [{}], "egress": [{}] });
            world.policies.push(policy(namespace, spec));
        }
        prop_assert!(world.allows(End::Pod(&from), End::Pod(&to), protocol, port));
    }

    #[test]
    fn a_denial_is_some_policys_and_an_admission_is_nobodys(
        from in any_pod("from"), to in any_pod("to"), (protocol, port) in any_port(), policies in any_policies(),
    ) {
        let world = world(policies);
        let flow = Flow { from: End::Pod(&from), to: End::Pod(&to), protocol, port };
        let decision = evaluate(&flow, &world.policies, &world.namespaces);
        prop_assert_eq!(decision.denied_by().count() == 0, decision.allowed());
    }
}
