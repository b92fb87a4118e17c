use std::net::IpAddr;

use k8s_openapi::api::core::v1::{Namespace, Pod};
use k8s_openapi::api::networking::v1::NetworkPolicy;
use serde_json::{Value, json};

use super::{End, Flow, Protocol, evaluate};

mod properties;
mod recipes;

/// A cluster of three namespaces with the pods that a test asks for.
struct World {
    namespaces: Vec<Namespace>,
    policies: Vec<NetworkPolicy>,
}

fn parse<T: serde::de::DeserializeOwned>(value: Value) -> T {
    serde_json::from_value(value).unwrap()
}

fn pod(namespace: &str, name: &str, labels: Value) -> Pod {
    let mut pod = json!({
        "metadata": { "namespace": namespace, "name": name },
        "spec": {
            "nodeName": "w1",
            "containers": [{ "name": "main", "ports": [
                { "name": "web", "containerPort": 8080 },
                { "name": "dns", "containerPort": 53, "protocol": "UDP" },
            ] }],
        },
        "status": { "podIP": "10.244.1.7", "hostIP": "10.0.0.11" },
    });
    pod["metadata"]["labels"] = labels;
    parse(pod)
}

fn policy(namespace: &str, spec: Value) -> NetworkPolicy {
    let mut policy = json!({ "metadata": { "namespace": namespace, "name": "policy" } });
    policy["spec"] = spec;
    parse(policy)
}

fn world(policies: Vec<NetworkPolicy>) -> World {
    let namespace = |name: &str, labels: Value| -> Namespace {
        let mut namespace = json!({ "metadata": { "name": name } });
        namespace["metadata"]["labels"] = labels;
        parse(namespace)
    };
    World {
        namespaces: vec![
            namespace("shop", json!({ "team": "shop" })),
            namespace("other", json!({ "team": "other" })),
            namespace("kube-system", json!({})),
        ],
        policies,
    }
}

impl World {
    fn allows(&self, from: End<'_>, to: End<'_>, protocol: Protocol, port: u16) -> bool {
        let flow = Flow { from, to, protocol, port };
        evaluate(&flow, &self.policies, &self.namespaces).allowed()
    }

    /// TCP 8080 between two pods.
    fn allows_web(&self, from: &Pod, to: &Pod) -> bool {
        self.allows(End::Pod(from), End::Pod(to), Protocol::Tcp, 8080)
    }
}

fn address(text: &str) -> End<'static> {
    End::Address(text.parse::<IpAddr>().unwrap())
}

#[test]
fn without_a_policy_everything_passes() {
    let (a, b) = (pod("shop", "a", json!({})), pod("other", "b", json!({})));
    assert!(world(vec![]).allows_web(&a, &b));
}

#[test]
fn a_policy_isolates_only_in_the_directions_of_its_types() {
    let (inside, outside) = (pod("shop", "a", json!({})), pod("other", "b", json!({})));
    for (spec, out, back) in [
        (json!({ "podSelector": {}, "policyTypes": ["Ingress"] }), true, false),
        (json!({ "podSelector": {}, "policyTypes": ["Egress"] }), false, true),
        (json!({ "podSelector": {}, "policyTypes": ["Ingress", "Egress"] }), false, false),
        // Without types: Ingress always, Egress where there is a rule for it.
        (json!({ "podSelector": {} }), true, false),
        (json!({ "podSelector": {}, "policyTypes": [] }), true, false),
        (json!({ "podSelector": {}, "egress": [] }), true, false),
        (json!({ "podSelector": {}, "egress": [{ "ports": [{ "port": 1 }] }] }), false, false),
        (
            json!({ "podSelector": {}, "policyTypes": ["Ingress"], "egress": [{ "ports": [{ "port": 1 }] }] }),
            true,
            false,
        ),
    ] {
        let world = world(vec![policy("shop", spec.clone())]);
        assert_eq!(world.allows_web(&inside, &outside), out, "out: {spec}");
        assert_eq!(world.allows_web(&outside, &inside), back, "in: {spec}");
    }
}

#[test]
fn both_sides_must_admit_and_each_is_told_apart() {
    let (a, b) = (pod("shop", "a", json!({})), pod("other", "b", json!({})));
    let world = world(vec![
        policy("shop", json!({ "policyTypes": ["Egress"], "egress": [{}] })),
        policy("other", json!({ "policyTypes": ["Ingress"] })),
    ]);
    let flow = Flow { from: End::Pod(&a), to: End::Pod(&b), protocol: Protocol::Tcp, port: 8080 };
    let decision = evaluate(&flow, &world.policies, &world.namespaces);
    assert!(decision.egress.allowed() && !decision.ingress.allowed() && !decision.allowed());
    assert_eq!(decision.egress.admitting.len(), 1);
    let denied: Vec<_> = decision.denied_by().map(|policy| policy.metadata.namespace.clone()).collect();
    assert_eq!(denied, [Some("other".to_owned())]);
}

#[test]
fn an_empty_selector_selects_all_and_a_missing_one_too() {
    let (a, b) = (pod("shop", "a", json!({ "x": "1" })), pod("other", "b", json!({})));
    for spec in [json!({ "podSelector": {} }), json!({})] {
        assert!(!world(vec![policy("shop", spec)]).allows_web(&b, &a));
    }
}

#[test]
fn of_a_peer_a_missing_selector_and_an_empty_one_are_two_things() {
    let receiver = pod("shop", "db", json!({}));
    let same = pod("shop", "a", json!({}));
    let other = pod("other", "b", json!({}));
    for (peer, from_same, from_other) in [
        (json!({ "podSelector": {} }), true, false),
        (json!({ "namespaceSelector": {} }), true, true),
        (json!({ "namespaceSelector": {}, "podSelector": {} }), true, true),
        (json!({ "namespaceSelector": { "matchLabels": { "team": "other" } } }), false, true),
        (json!({}), false, false),
    ] {
        let spec = json!({ "podSelector": {}, "ingress": [{ "from": [peer] }] });
        let world = world(vec![policy("shop", spec)]);
        assert_eq!(world.allows_web(&same, &receiver), from_same, "same namespace: {peer}");
        assert_eq!(world.allows_web(&other, &receiver), from_other, "other namespace: {peer}");
    }
}

#[test]
fn a_rule_without_peers_or_ports_restricts_nothing_and_no_rule_admits_nothing() {
    let (a, b) = (pod("shop", "a", json!({})), pod("other", "b", json!({})));
    for (ingress, passes) in [
        (json!([{}]), true),
        (json!([{ "from": [], "ports": [] }]), true),
        (json!([]), false),
        (Value::Null, false),
    ] {
        let world = world(vec![policy("shop", json!({ "podSelector": {}, "ingress": ingress }))]);
        assert_eq!(world.allows_web(&b, &a), passes, "{ingress}");
        assert_eq!(world.allows(address("192.0.2.1"), End::Pod(&a), Protocol::Udp, 9), passes);
    }
}

#[test]
fn selectors_know_all_four_operators() {
    let receiver = pod("shop", "db", json!({}));
    for (expression, one, none) in [
        (json!({ "key": "tier", "operator": "In", "values": ["web", "app"] }), true, false),
        (json!({ "key": "tier", "operator": "In", "values": ["db"] }), false, false),
        (json!({ "key": "tier", "operator": "NotIn", "values": ["web"] }), false, true),
        (json!({ "key": "tier", "operator": "NotIn", "values": ["db"] }), true, true),
        (json!({ "key": "tier", "operator": "Exists" }), true, false),
        (json!({ "key": "tier", "operator": "DoesNotExist" }), false, true),
        (json!({ "key": "tier", "operator": "Matches", "values": ["w.*"] }), false, false),
        (json!({ "key": "tier", "operator": "NotIn" }), false, false),
    ] {
        let peer = json!({ "podSelector": { "matchExpressions": [expression] } });
        let world = world(vec![policy("shop", json!({ "ingress": [{ "from": [peer] }] }))]);
        let passes = |labels| world.allows_web(&pod("shop", "a", labels), &receiver);
        assert_eq!(passes(json!({ "tier": "web" })), one, "{expression}");
        assert_eq!(passes(json!({})), none, "without the label: {expression}");
    }
}

#[test]
fn labels_and_expressions_of_one_selector_must_all_hold() {
    let receiver = pod("shop", "db", json!({}));
    let peer = json!({ "podSelector": {
        "matchLabels": { "app": "web" },
        "matchExpressions": [{ "key": "canary", "operator": "DoesNotExist" }],
    } });
    let world = world(vec![policy("shop", json!({ "ingress": [{ "from": [peer] }] }))]);
    let passes = |labels| world.allows_web(&pod("shop", "a", labels), &receiver);
    assert!(passes(json!({ "app": "web" })));
    assert!(!passes(json!({ "app": "web", "canary": "yes" })) && !passes(json!({})));
}

#[test]
fn a_block_means_addresses_without_its_exceptions() {
    let receiver = pod("shop", "db", json!({}));
    let block = json!({ "cidr": "172.17.0.0/16", "except": ["172.17.1.0/24"] });
    let spec =
        json!({ "ingress": [{ "from": [{ "ipBlock": block }, { "ipBlock": { "cidr": "fd00::/8" } }] }] });
    let world = world(vec![policy("shop", spec)]);
    for (from, passes) in [
        ("172.17.0.9", true),
        ("172.17.1.9", false),
        ("172.18.0.1", false),
        ("fd00::1", true),
        ("2001:db8::1", false),
    ] {
        let passed = world.allows(address(from), End::Pod(&receiver), Protocol::Tcp, 8080);
        assert_eq!(passed, passes, "{from}");
    }
}

#[test]
fn a_block_that_cannot_be_read_means_nobody() {
    let receiver = pod("shop", "db", json!({}));
    for cidr in ["", "172.17.0.0", "nonsense", "172.17.0.0/99"] {
        let world = world(vec![policy(
            "shop",
            json!({ "ingress": [{ "from": [{ "ipBlock": { "cidr": cidr } }] }] }),
        )]);
        assert!(!world.allows(address("172.17.0.9"), End::Pod(&receiver), Protocol::Tcp, 8080), "{cidr}");
    }
}

#[test]
fn ports_are_numbers_ranges_and_names_each_of_one_protocol() {
    let (sender, receiver) = (pod("shop", "a", json!({})), pod("shop", "db", json!({})));
    for (wanted, protocol, port, passes) in [
        (json!({ "port": 8080 }), Protocol::Tcp, 8080, true),
        (json!({ "port": 8080 }), Protocol::Udp, 8080, false),
        (json!({ "port": 8080 }), Protocol::Tcp, 8081, false),
        (json!({ "port": 53 }), Protocol::Udp, 53, false),
        (json!({ "port": 53, "protocol": "UDP" }), Protocol::Udp, 53, true),
        (json!({ "protocol": "UDP" }), Protocol::Udp, 9999, true),
        (json!({ "protocol": "UDP" }), Protocol::Tcp, 9999, false),
        (json!({}), Protocol::Tcp, 1, true),
        (json!({}), Protocol::Sctp, 1, false),
        (json!({ "port": 8000, "endPort": 8100 }), Protocol::Tcp, 8100, true),
        (json!({ "port": 8000, "endPort": 8100 }), Protocol::Tcp, 8000, true),
        (json!({ "port": 8000, "endPort": 8100 }), Protocol::Tcp, 8101, false),
        (json!({ "port": "web" }), Protocol::Tcp, 8080, true),
        (json!({ "port": "web" }), Protocol::Tcp, 80, false),
        (json!({ "port": "web", "protocol": "UDP" }), Protocol::Udp, 8080, false),
        (json!({ "port": "dns", "protocol": "UDP" }), Protocol::Udp, 53, true),
        (json!({ "port": "dns" }), Protocol::Tcp, 53, false),
        (json!({ "port": "metrics" }), Protocol::Tcp, 8080, false),
    ] {
        for spec in [
            json!({ "policyTypes": ["Ingress"], "ingress": [{ "ports": [wanted] }] }),
            json!({ "policyTypes": ["Egress"], "egress": [{ "ports": [wanted] }] }),
        ] {
            let world = world(vec![policy("shop", spec.clone())]);
            let passed = world.allows(End::Pod(&sender), End::Pod(&receiver), protocol, port);
            assert_eq!(passed, passes, "{} {port}: {spec}", protocol.name());
        }
    }
}

#[test]
fn a_named_port_is_the_receivers_also_in_a_rule_for_the_sender() {
    let sender: Pod = parse(json!({ "metadata": { "namespace": "shop", "name": "a" } }));
    let receiver = pod("shop", "db", json!({}));
    let world = world(vec![policy(
        "shop",
        json!({ "policyTypes": ["Egress"], "egress": [{ "ports": [{ "port": "web" }] }] }),
    )]);
    assert!(world.allows(End::Pod(&sender), End::Pod(&receiver), Protocol::Tcp, 8080));
    // Nothing outside of the cluster has named ports.
    assert!(!world.allows(End::Pod(&sender), address("192.0.2.1"), Protocol::Tcp, 8080));
}

#[test]
fn a_sidecar_names_ports_and_an_init_container_does_not() {
    let with = |restart: Value| -> Pod {
        parse(json!({
            "metadata": { "namespace": "shop", "name": "db" },
            "spec": { "containers": [], "initContainers": [
                { "name": "proxy", "restartPolicy": restart, "ports": [{ "name": "mesh", "containerPort": 8080 }] },
            ] },
        }))
    };
    let sender = pod("other", "a", json!({}));
    let world = world(vec![policy("shop", json!({ "ingress": [{ "ports": [{ "port": "mesh" }] }] }))]);
    assert!(world.allows_web(&sender, &with(json!("Always"))));
    assert!(!world.allows_web(&sender, &with(Value::Null)));
}

#[test]
fn a_pod_in_the_hosts_network_is_its_node() {
    let mut host = pod("shop", "host", json!({ "app": "host" }));
    host.spec.as_mut().unwrap().host_network = Some(true);
    let status = host.status.as_mut().unwrap();
    (status.pod_ip, status.host_ip) = (Some("10.0.0.12".to_owned()), Some("10.0.0.12".to_owned()));
    let receiver = pod("shop", "db", json!({}));
    let deny = || policy("shop", json!({ "policyTypes": ["Ingress", "Egress"] }));

    // No policy selects it, and no selector of a rule means it.
    let by_label = json!({ "ingress": [{ "from": [{ "podSelector": {} }, { "namespaceSelector": {} }] }] });
    assert!(world(vec![deny()]).allows(address("192.0.2.1"), End::Pod(&host), Protocol::Tcp, 1));
    assert!(!world(vec![policy("shop", by_label)]).allows_web(&host, &receiver));
    // Its node's address admits it.
    let by_address = json!({ "ingress": [{ "from": [{ "ipBlock": { "cidr": "10.0.0.0/24" } }] }] });
    assert!(world(vec![policy("shop", by_address)]).allows_web(&host, &receiver));
}

#[test]
fn the_node_of_a_pod_and_the_pod_itself_always_reach_it() {
    let receiver = pod("shop", "db", json!({}));
    let world = world(vec![policy("shop", json!({ "policyTypes": ["Ingress", "Egress"] }))]);
    let allows = |from, to| world.allows(from, to, Protocol::Tcp, 8080);
    assert!(
        allows(address("10.0.0.11"), End::Pod(&receiver))
            && allows(End::Pod(&receiver), address("10.0.0.11"))
    );
    assert!(!allows(address("10.0.0.12"), End::Pod(&receiver)));
    assert!(allows(End::Pod(&receiver), End::Pod(&receiver)));

    let mut agent = pod("other", "agent", json!({}));
    agent.spec.as_mut().unwrap().host_network = Some(true);
    agent.status.as_mut().unwrap().pod_ip = Some("10.0.0.11".to_owned());
    assert!(allows(End::Pod(&agent), End::Pod(&receiver)));
}

#[test]
fn a_namespace_that_is_not_known_still_has_its_name() {
    let (sender, receiver) = (pod("unlisted", "a", json!({})), pod("shop", "db", json!({})));
    let from = |labels: Value| {
        let peer = json!({ "namespaceSelector": { "matchLabels": labels } });
        world(vec![policy("shop", json!({ "ingress": [{ "from": [peer] }] }))])
    };
    assert!(from(json!({ "kubernetes.io/metadata.name": "unlisted" })).allows_web(&sender, &receiver));
    assert!(!from(json!({ "team": "shop" })).allows_web(&sender, &receiver));
}
