use std::collections::BTreeMap;
use std::net::IpAddr;

use proptest::prelude::*;

use super::*;
use crate::Dns;

/// A cluster of so many nodes, the first of which is the control plane, with CoreDNS twice and a Service.
fn targets(nodes: usize, endpoints: usize, names: usize) -> Targets {
    let node = |number: usize| format!("n{number}");
    let address = |net: u8, number: usize| -> IpAddr {
        let [high, low] = u16::try_from(number).unwrap().to_be_bytes();
        [10, net, high, low].into()
    };
    let dns = [0, nodes - 1].map(|on| DnsPod { address: address(245, on), node: node(on) });
    let endpoint = |number: usize| Endpoint {
        address: address(246, number),
        port: 50051,
        pod: format!("recommendations-{number}"),
        node: node(number % nodes),
    };
    let name = |number: usize| Name {
        workload: "shop/books".to_owned(),
        variable: "HOST".to_owned(),
        value: format!("name-{number}"),
        host: format!("name-{number}"),
        search: vec!["shop.svc.cluster.local".to_owned()],
    };
    Targets {
        revision: "1".to_owned(),
        nodes: (0..nodes)
            .map(|number| Node {
                name: node(number),
                address: address(0, number),
                subnet: Some(format!("subnet-{}", number % 3)),
                agent: Some(address(244, number)),
                control_plane: number == 0,
            })
            .collect(),
        dns: Dns { service: Some([10, 96, 0, 10].into()), pods: dns.into(), external: None },
        names: (0..names).map(name).collect(),
        services: vec![Service {
            name: "shop/recommendations".to_owned(),
            address: Some([10, 96, 0, 20].into()),
            port: 50051,
            grpc: true,
            endpoints: (0..endpoints).map(endpoint).collect(),
        }],
    }
}

fn shares(targets: &Targets) -> Vec<Share<'_>> {
    targets.nodes.iter().map(|node| Share::of(targets, &node.name)).collect()
}

#[test]
fn nobody_asks_itself_and_local_dns_is_what_is_on_the_node() {
    let targets = targets(3, 2, 1);
    for (node, share) in targets.nodes.iter().zip(shares(&targets)) {
        assert!(share.peers.iter().all(|peer| peer.name != node.name));
        assert_eq!(share.peers.len(), 1);
        assert!(share.dns_local.iter().all(|pod| pod.node == node.name));
        assert_eq!(share.dns_local.len() + share.dns_remote.len(), 2);
        assert_eq!((share.services.len(), share.endpoints.len()), (1, 2));
    }
}

#[test]
fn a_node_without_an_agent_in_the_pod_network_is_asked_by_nobody() {
    let mut targets = targets(5, 1, 1);
    targets.nodes[2].agent = None;
    assert!(shares(&targets).iter().all(|share| share.peers.iter().all(|peer| peer.name != "n2")));
    assert!(Share::of(&targets, "n2").peers.is_empty());
}

#[test]
fn a_node_that_is_in_no_file_still_asks_for_services() {
    let targets = targets(3, 2, 1);
    let share = Share::of(&targets, "new");
    assert_eq!((share.peers.len(), share.services.len(), share.dns_remote.len()), (0, 1, 2));
    assert_eq!(HostShare::of(&targets, "new"), HostShare::default());
}

#[test]
fn a_cluster_without_nodes_asks_nothing() {
    assert_eq!(Share::of(&Targets::default(), "w1"), Share::default());
    assert_eq!(HostShare::of(&Targets::default(), "w1"), HostShare::default());
}

#[test]
fn workers_ask_each_other_and_the_control_plane_and_it_asks_no_worker() {
    for nodes in (2..=40).chain([100, 200]) {
        let targets = targets(nodes, 0, 0);
        let asked = |node: &Node| HostShare::of(&targets, &node.name).kubelets;
        let of_control_plane =
            targets.nodes.iter().filter(|node| asked(node).iter().any(|to| to.control_plane));
        assert_eq!(of_control_plane.count(), 2.min(nodes - 1), "{nodes}");
        assert!(asked(&targets.nodes[0]).is_empty());
        let all: usize = targets.nodes.iter().map(|node| asked(node).len()).sum();
        assert!(all <= 8 * nodes);
    }
}

#[test]
fn the_questions_of_two_hundred_nodes_are_no_more_for_each_than_those_of_ten() {
    let most = |nodes: usize| {
        let targets = targets(nodes, 2 * nodes, 12);
        shares(&targets).iter().map(Share::questions).max().unwrap()
    };
    assert!(most(200) <= most(10) + 3, "{} and {}", most(200), most(10));
}

#[test]
fn nodes_of_the_control_plane_ask_each_other() {
    let mut targets = targets(3, 0, 0);
    targets.nodes.iter_mut().for_each(|node| node.control_plane = true);
    for node in &targets.nodes {
        assert_eq!(HostShare::of(&targets, &node.name).kubelets.len(), 1);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn the_questions_of_a_node_do_not_grow_with_the_cluster(
        nodes in 1_usize..=60, endpoints in 0_usize..400, names in 0_usize..40,
    ) {
        let targets = targets(nodes, endpoints, names);
        for share in shares(&targets) {
            prop_assert!(share.questions() <= 3 * 8 + 9 + MOST_NAMES + 1 + 2 * MOST_ENDPOINTS);
        }
    }

    #[test]
    fn every_pod_of_a_service_is_asked_while_five_a_node_suffice(
        nodes in 1_usize..=30, endpoints in 0_usize..200,
    ) {
        let targets = targets(nodes, endpoints, 0);
        let mut asked: BTreeMap<&str, usize> = BTreeMap::new();
        for (_, endpoint) in shares(&targets).iter().flat_map(|share| &share.endpoints) {
            *asked.entry(&endpoint.pod).or_default() += 1;
        }
        prop_assert_eq!(asked.len(), endpoints.min(MOST_ENDPOINTS * nodes));
    }

    #[test]
    fn every_name_is_asked_by_two_nodes_where_there_are_two(nodes in 1_usize..=30, names in 0_usize..12) {
        let targets = targets(nodes, 0, names);
        let asked: usize = shares(&targets).iter().map(|share| share.names.len()).sum();
        prop_assert_eq!(asked, names * nodes.min(ASKERS_OF_A_NAME));
    }
}
