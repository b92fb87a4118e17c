use lab_plan::{ClusterConfig, SecurityGroups};

use super::{remove_node_ports, remove_self_rules, remove_vxlan};

/// `GROUP/RULE` of all rules.
fn rules(groups: &SecurityGroups) -> Vec<String> {
    let keys = |(name, group): (&String, &lab_plan::SecurityGroup)| {
        group.ingress.keys().map(|key| format!("{name}/{key}")).collect::<Vec<_>>()
    };
    groups.0.iter().flat_map(keys).collect()
}

fn lost(take_away: impl FnOnce(&mut SecurityGroups)) -> Vec<String> {
    let whole = ClusterConfig::copy().security_groups;
    let mut broken = whole.clone();
    take_away(&mut broken);
    let left = rules(&broken);
    rules(&whole).into_iter().filter(|rule| !left.contains(rule)).collect()
}

#[test]
fn without_self_rules_the_api_server_and_the_kubelets_still_meet() {
    let lost = lost(remove_self_rules);
    for rule in ["self-vxlan", "self-kubelet", "self-icmp", "self-typha"] {
        assert!(lost.contains(&format!("node/{rule}")), "{lost:?}");
    }
    for rule in ["control-plane/api-server-from-node", "node/kubelet-from-control-plane"] {
        assert!(!lost.contains(&rule.to_owned()), "{lost:?}");
    }
}

#[test]
fn the_vxlan_fault_takes_one_rule_of_a_cluster_as_it_is_made() {
    assert_eq!(lost(remove_vxlan), ["node/self-vxlan"]);
}

#[test]
fn the_node_port_fault_takes_every_way_of_a_visitor_and_no_other() {
    let internet = ClusterConfig::copy().internet_security_groups;
    let lost = lost(|groups| remove_node_ports(groups, &internet));
    assert!(!lost.is_empty() && lost.iter().all(|rule| rule.starts_with("worker/node-port-")), "{lost:?}");
    let mut broken = ClusterConfig::copy().security_groups;
    remove_node_ports(&mut broken, &internet);
    assert!(rules(&broken).iter().all(|rule| !rule.starts_with("worker/node-port-")), "{broken:?}");
}

const WIDE: &str = r#"{
    "node": { "ingress": {
        "self": { "description": "all", "ip_protocol": "-1", "source_security_group": "node" },
        "udp": { "description": "some", "ip_protocol": "udp", "from_port": 4789, "to_port": 5000, "cidr_ipv4": "10.0.0.0/16" }
    } }
}"#;

#[test]
fn of_a_wide_rule_all_but_vxlan_is_kept() {
    let mut groups = SecurityGroups::from_json(WIDE).unwrap();
    remove_vxlan(&mut groups);
    insta::assert_snapshot!(serde_json::to_string_pretty(&groups).unwrap());
}

#[test]
fn a_wide_rule_from_addresses_reaches_node_ports_and_one_from_a_group_is_not_from_outside() {
    let mut groups = SecurityGroups::from_json(WIDE).unwrap();
    let everything = r#"{ "lb": { "ingress": { "all": { "description": "", "ip_protocol": "-1", "cidr_ipv4": "0.0.0.0/0" } } } }"#;
    groups.0.extend(SecurityGroups::from_json(everything).unwrap().0);
    remove_node_ports(&mut groups, &[]);
    assert_eq!(rules(&groups), ["node/self", "node/udp"]);
}
