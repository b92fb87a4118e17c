//! Real packets from pod to pod, through the router of a VPC.

#[path = "../../vpc/tests/vpc/network.rs"]
#[allow(dead_code, reason = "shared with the tests of the router, which use more of it")]
mod network;

use std::net::{Ipv4Addr, SocketAddrV4};

use crate::network::{Lab, alone};

#[test]
#[ignore = "needs root"]
fn pods_reach_pods_in_vxlan_and_the_check_drops_what_goes_plainly() {
    alone(async {
        let lab = Lab::new().await;
        let (here, there) = (Ipv4Addr::new(10, 244, 1, 7), Ipv4Addr::new(10, 244, 2, 7));
        for (name, pod) in [("cp", here), ("w1", there)] {
            lab_pod_network::configure(&lab.plan, lab.plan.node(name).unwrap(), lab.machine(name))
                .await
                .unwrap();
            lab.add_address(name, pod).await;
        }
        let to = SocketAddrV4::new(there, 53);
        assert!(lab.datagram_arrives_at("w1", "cp", here, to, 1000).await);

        for name in ["cp", "w1"] {
            let node = lab.plan.node(name).unwrap();
            lab_pod_network::use_plain_routes(&lab.plan, node, lab.machine(name)).await.unwrap();
        }
        assert!(!lab.datagram_arrives_at("w1", "cp", here, to, 1000).await);

        for name in ["cp", "w1"] {
            lab_pod_network::use_vxlan(&lab.plan, lab.plan.node(name).unwrap(), lab.machine(name))
                .await
                .unwrap();
        }
        assert!(lab.datagram_arrives_at("w1", "cp", here, to, 1000).await);
    });
}
