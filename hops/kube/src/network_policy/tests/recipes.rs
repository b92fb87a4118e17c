//! The examples of the documentation, and the policies of the shop.

use super::*;

/// The large example of "Network Policies": role `db` in `default`, three kinds of sources, one range out.
#[test]
fn the_example_with_three_sources_means_what_its_text_says() {
    let mut world = world(vec![policy(
        "default",
        json!({
            "podSelector": { "matchLabels": { "role": "db" } },
            "policyTypes": ["Ingress", "Egress"],
            "ingress": [{
                "from": [
                    { "ipBlock": { "cidr": "172.17.0.0/16", "except": ["172.17.1.0/24"] } },
                    { "namespaceSelector": { "matchLabels": { "team": "shop" } } },
                    { "podSelector": { "matchLabels": { "role": "frontend" } } },
                ],
                "ports": [{ "protocol": "TCP", "port": 6379 }],
            }],
            "egress": [{
                "to": [{ "ipBlock": { "cidr": "10.0.0.0/24" } }],
                "ports": [{ "protocol": "TCP", "port": 5978 }],
            }],
        }),
    )]);
    world.namespaces.push(parse(json!({ "metadata": { "name": "default" } })));
    let database = pod("default", "db", json!({ "role": "db" }));
    let frontend = pod("default", "front", json!({ "role": "frontend" }));
    let stranger = pod("default", "stranger", json!({}));
    let project = pod("shop", "any", json!({}));
    let elsewhere = pod("other", "front", json!({ "role": "frontend" }));

    let reaches = |from, port| world.allows(from, End::Pod(&database), Protocol::Tcp, port);
    assert!(reaches(End::Pod(&frontend), 6379) && reaches(End::Pod(&project), 6379));
    assert!(reaches(address("172.17.2.1"), 6379) && !reaches(address("172.17.1.1"), 6379));
    assert!(!reaches(End::Pod(&stranger), 6379) && !reaches(End::Pod(&elsewhere), 6379));
    assert!(!reaches(End::Pod(&frontend), 6380));

    let calls = |to, port| world.allows(End::Pod(&database), to, Protocol::Tcp, port);
    assert!(calls(address("10.0.0.9"), 5978) && !calls(address("10.0.1.9"), 5978));
    assert!(!calls(address("10.0.0.9"), 80) && !calls(End::Pod(&frontend), 5978));
    // Others of the namespace stay open.
    assert!(world.allows_web(&frontend, &stranger));
}

#[test]
fn two_selectors_of_one_peer_and_two_peers_are_not_the_same() {
    let receiver = pod("shop", "db", json!({}));
    let namespace = json!({ "matchLabels": { "team": "other" } });
    let client = json!({ "matchLabels": { "role": "client" } });
    let both = json!([{ "namespaceSelector": namespace, "podSelector": client }]);
    let either = json!([{ "namespaceSelector": namespace }, { "podSelector": client }]);
    for (from, role, expected_both, expected_either) in [
        ("other", "client", true, true),
        ("other", "none", false, true),
        ("shop", "client", false, true),
        ("shop", "none", false, false),
    ] {
        let sender = pod(from, "a", json!({ "role": role }));
        for (peers, expected) in [(&both, expected_both), (&either, expected_either)] {
            let world = world(vec![policy("shop", json!({ "ingress": [{ "from": peers }] }))]);
            assert_eq!(world.allows_web(&sender, &receiver), expected, "{role} in {from}: {peers}");
        }
    }
}

#[test]
fn the_five_default_policies_mean_what_they_are_called() {
    let (inside, outside) = (pod("shop", "a", json!({})), pod("other", "b", json!({})));
    let deny_all = json!({ "podSelector": {}, "policyTypes": ["Ingress", "Egress"] });
    for (name, specs, out, back) in [
        ("deny ingress", vec![json!({ "podSelector": {}, "policyTypes": ["Ingress"] })], true, false),
        (
            "allow ingress beside a denial",
            vec![deny_all.clone(), json!({ "podSelector": {}, "ingress": [{}], "policyTypes": ["Ingress"] })],
            false,
            true,
        ),
        ("deny egress", vec![json!({ "podSelector": {}, "policyTypes": ["Egress"] })], false, true),
        (
            "allow egress beside a denial",
            vec![deny_all.clone(), json!({ "podSelector": {}, "egress": [{}], "policyTypes": ["Egress"] })],
            true,
            false,
        ),
        ("deny all", vec![deny_all], false, false),
    ] {
        let world = world(specs.into_iter().map(|spec| policy("shop", spec)).collect());
        assert_eq!(world.allows_web(&inside, &outside), out, "{name}: out");
        assert_eq!(world.allows_web(&outside, &inside), back, "{name}: in");
    }
}

#[test]
fn a_denial_that_forgets_dns_denies_dns() {
    let caller = pod("shop", "web", json!({ "app": "web" }));
    let server = pod("kube-system", "coredns", json!({ "k8s-app": "kube-dns" }));
    let asks = |rules: Value, protocol| {
        let spec = json!({ "podSelector": {}, "policyTypes": ["Egress"], "egress": rules });
        world(vec![policy("shop", spec)]).allows(End::Pod(&caller), End::Pod(&server), protocol, 53)
    };
    let to = json!([{
        "namespaceSelector": { "matchLabels": { "kubernetes.io/metadata.name": "kube-system" } },
        "podSelector": { "matchLabels": { "k8s-app": "kube-dns" } },
    }]);
    assert!(!asks(json!([]), Protocol::Udp));
    // A port without a protocol is TCP alone.
    assert!(!asks(json!([{ "to": to, "ports": [{ "port": 53 }] }]), Protocol::Udp));
    let both = json!([{ "to": to, "ports": [{ "port": 53, "protocol": "UDP" }, { "port": 53, "protocol": "TCP" }] }]);
    assert!(asks(both.clone(), Protocol::Udp) && asks(both, Protocol::Tcp));
    // A selector for pods alone looks in the policy's own namespace.
    assert!(!asks(
        json!([{ "to": [{ "podSelector": { "matchLabels": { "k8s-app": "kube-dns" } } }] }]),
        Protocol::Udp
    ));
}
