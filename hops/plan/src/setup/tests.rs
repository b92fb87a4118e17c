use std::path::Path;

use serde_json::json;

use super::*;
use crate::Action;

fn manifest(manifest: &Value) -> Change {
    Change {
        address: "kubernetes_manifest.x".parse().unwrap(),
        actions: vec![Action::Create],
        after: json!({ "manifest": manifest }),
        after_unknown: Value::Null,
        importing: false,
        past: crate::Past::default(),
    }
}

fn setup_of(manifests: &[Value]) -> Setup {
    let mut setup = Setup::default();
    for each in manifests {
        calico::add(&manifest(each), &mut setup);
    }
    setup
}

#[test]
fn outputs_of_a_module_that_decides_are_understood() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/cluster-config/plan.json");
    let setup = Setup::of(&[Plan::read(&file).unwrap()]);
    assert_eq!(setup.travel.as_ref().map(|travel| travel.encapsulation), Some(Encapsulation::Vxlan));
    assert_eq!(setup.pods[0].network.to_string(), "10.244.0.0/16");
    assert_eq!(setup.services[0].network.to_string(), "10.96.0.0/16");
    assert!(setup.node_ports.iter().any(|node_port| node_port.port == 30080));
    assert_eq!(setup.decisions.len(), 1);
}

#[test]
fn an_address_pool_of_calico_says_how_packets_travel() {
    let setup = setup_of(&[json!({
        "kind": "IPPool", "spec": { "cidr": "192.168.0.0/16", "ipipMode": "CrossSubnet", "vxlanMode": "Never" },
    })]);
    let travel = setup.travel.unwrap();
    assert_eq!((travel.encapsulation, travel.cross_subnet), (Encapsulation::IpInIp, true));
    assert_eq!(setup.pods[0].network.to_string(), "192.168.0.0/16");
}

#[test]
fn the_operators_silence_is_its_default() {
    let travel = setup_of(&[json!({ "kind": "Installation", "spec": {} })]).travel.unwrap();
    assert_eq!((travel.encapsulation, travel.bgp, travel.typha), (Encapsulation::IpInIp, true, true));
}

#[test]
fn the_operator_can_be_told_otherwise() {
    let setup = setup_of(&[
        json!({ "kind": "Installation", "spec": { "calicoNetwork": {
            "bgp": "Disabled", "mtu": 8951, "ipPools": [{ "cidr": "10.9.0.0/16", "encapsulation": "VXLANCrossSubnet" }],
        } } }),
        json!({ "kind": "FelixConfiguration", "spec": { "awsSrcDstCheck": "Disable" } }),
    ]);
    assert_eq!(setup.pod_mtu.as_ref().map(|(mtu, _)| *mtu), Some(8951));
    assert!(setup.check_is_switched_off);
    let travel = setup.travel.unwrap();
    assert_eq!((travel.encapsulation, travel.cross_subnet, travel.bgp), (Encapsulation::Vxlan, true, false));
}
