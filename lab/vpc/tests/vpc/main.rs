//! Real packets through a real router, in network namespaces that end with each test.

mod network;

use std::io::{ErrorKind, Read, Write};
use std::net::{Ipv4Addr, SocketAddrV4};

use lab_vpc::{Firewall, NetworkError, host};

use crate::network::{Lab, alone, everything};

/// Where the control plane may call a worker.
const KUBELET: u16 = 10250;

#[test]
#[ignore = "needs root"]
fn a_rule_lets_a_connection_in_and_nothing_else_does() {
    alone(async {
        let lab = Lab::new().await;
        lab.connect("cp", "w1", KUBELET).await.unwrap();
        lab.connect("w1", "cp", 6443).await.unwrap();
        let error = lab.connect("cp", "w1", 9100).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::TimedOut, "dropped, not refused");
        let counters = lab.router.counters().await.unwrap();
        let (_, not_admitted) = counters.split_once("counter not-admitted").unwrap();
        assert!(!not_admitted.contains("packets 0 "), "{counters}");
    });
}

#[test]
#[ignore = "needs root"]
fn a_rule_that_goes_ends_its_flows_and_no_others() {
    alone(async {
        let lab = Lab::new().await;
        let mut doomed = lab.connect("cp", "w1", KUBELET).await.unwrap();
        let mut innocent = lab.connect("w1", "cp", 6443).await.unwrap();
        let mut firewall = Firewall::new(&lab.plan);
        let groups = &mut firewall.security_groups;
        groups.remove("node", "kubelet-from-control-plane").unwrap();
        groups.remove("node", "self-kubelet").unwrap();
        lab.router.apply(&firewall).await.unwrap();

        // The one that answers speaks first: it is no new flow that could be judged as one.
        innocent.server.write_all(b"x").unwrap();
        innocent.client.read_exact(&mut [0]).unwrap();
        doomed.client.write_all(b"x").unwrap();
        let error = doomed.server.read_exact(&mut [0]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::WouldBlock);

        lab.router.apply(&Firewall::new(&lab.plan)).await.unwrap();
        lab.connect("cp", "w1", KUBELET).await.unwrap();
    });
}

#[test]
#[ignore = "needs root"]
fn an_address_that_is_not_the_nodes_own_is_dropped_while_the_check_is_on() {
    alone(async {
        let lab = Lab::new().await;
        let pod = Ipv4Addr::new(10, 244, 2, 7);
        lab.add_address("w1", pod).await;
        let to = lab.address("cp", 4789);
        assert!(!lab.datagram_arrives("w1", pod, to, 10).await);
        assert!(lab.datagram_arrives("w1", Ipv4Addr::UNSPECIFIED, to, 10).await);
        let to_pod = SocketAddrV4::new(pod, 4789);
        assert!(!lab.datagram_arrives_at("w1", "cp", Ipv4Addr::UNSPECIFIED, to_pod, 10).await);

        let mut firewall = Firewall::new(&lab.plan);
        firewall.without_source_destination_check.push("w1".to_owned());
        lab.router.apply(&firewall).await.unwrap();
        assert!(lab.datagram_arrives("w1", pod, to, 10).await);
        assert!(lab.datagram_arrives_at("w1", "cp", Ipv4Addr::UNSPECIFIED, to_pod, 10).await);
    });
}

#[test]
#[ignore = "needs root"]
fn what_is_too_large_vanishes() {
    alone(async {
        let lab = Lab::new().await;
        let firewall = Firewall { largest_packet: Some(1400), ..Firewall::new(&lab.plan) };
        lab.router.apply(&firewall).await.unwrap();
        let to = lab.address("cp", 4789);
        // Headers of IPv4 and UDP take 28 bytes.
        assert!(lab.datagram_arrives("w1", Ipv4Addr::UNSPECIFIED, to, 1372).await);
        assert!(!lab.datagram_arrives("w1", Ipv4Addr::UNSPECIFIED, to, 1373).await);
    });
}

#[test]
#[ignore = "needs root"]
fn a_loss_of_all_loses_all() {
    alone(async {
        let lab = Lab::new().await;
        let firewall = Firewall { loss_percent: Some(100), ..Firewall::new(&lab.plan) };
        lab.router.apply(&firewall).await.unwrap();
        assert!(!lab.datagram_arrives("w1", Ipv4Addr::UNSPECIFIED, lab.address("cp", 4789), 10).await);
    });
}

#[test]
#[ignore = "needs root"]
fn a_node_that_is_started_again_gets_its_link_again() {
    alone(async {
        let mut lab = Lab::new().await;
        lab.restart("w1").await;
        lab.connect("cp", "w1", KUBELET).await.unwrap();
    });
}

#[test]
#[ignore = "needs root"]
fn the_host_reaches_node_ports_and_afterwards_nothing_is_left() {
    alone(async {
        let before = everything();
        let lab = Lab::new().await;
        host::connect(&lab.plan, &lab.router_machine).await.unwrap();
        assert_ne!(everything(), before);
        lab.connect_from_host("w1", 30080).await.unwrap();
        let error = lab.connect_from_host("w1", KUBELET).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::TimedOut);
        lab.connect_from_host("registry", 5000).await.unwrap();
        let used = host::Addresses::in_use().await.unwrap();
        assert!(matches!(used.is_free(lab.plan.vpc), Err(NetworkError::InUse { .. })));

        for _ in 0..2 {
            host::disconnect(&lab.plan.name).await.unwrap();
            assert_eq!(everything(), before);
        }
    });
}

#[test]
#[ignore = "needs root"]
fn this_kernel_has_all_that_a_lab_needs() {
    alone(async {
        let before = everything();
        lab_vpc::kernel::check().await.unwrap();
        assert_eq!(everything(), before);
    });
}
