use lab_plan::{ClusterConfig, IngressRule, LabName, Options, SecurityGroups, Slot, Source, Traffic};

use super::*;

fn plan(workers: u8) -> Plan {
    let slot = Slot::all().next().unwrap();
    Plan::new(&ClusterConfig::copy(), &Options { workers, ..Options::new(LabName::default(), slot) }).unwrap()
}

/// The lines of a ruleset that contain `text`.
fn lines(firewall: &Firewall, text: &str) -> String {
    let ruleset = firewall.ruleset();
    let lines: Vec<&str> = ruleset.lines().map(str::trim).filter(|line| line.contains(text)).collect();
    lines.join("\n")
}

fn with_rule(traffic: Traffic, source: Source) -> Firewall {
    let mut firewall = Firewall::new(&plan(1));
    let rule = IngressRule { description: String::new(), traffic, source };
    firewall.security_groups.0.get_mut("worker").unwrap().ingress.insert("extra".to_owned(), rule);
    firewall
}

/// A rule of each kind of source.
const RULES: &str = r#"{
    "load-balancer": { "ingress": {} },
    "control-plane": { "ingress": {
        "api": { "description": "", "ip_protocol": "tcp", "from_port": 6443, "to_port": 6443, "source_security_group": "node" }
    } },
    "node": { "ingress": {
        "vxlan": { "description": "", "ip_protocol": "udp", "from_port": 4789, "to_port": 4789, "source_security_group": "node" },
        "kubelet": { "description": "", "ip_protocol": "tcp", "from_port": 10250, "to_port": 10250, "source_security_group": "control-plane" }
    } },
    "worker": { "ingress": {
        "shop": { "description": "", "ip_protocol": "tcp", "from_port": 30080, "to_port": 30080, "source_security_group": "load-balancer" },
        "range": { "description": "", "ip_protocol": "tcp", "from_port": 30000, "to_port": 32767, "cidr_ipv4": "0.0.0.0/0" }
    } }
}"#;

#[test]
fn the_rules_of_a_cluster_become_this() {
    let groups = SecurityGroups::from_json(RULES).unwrap();
    let firewall = Firewall { security_groups: groups, ..Firewall::new(&plan(1)) };
    insta::assert_snapshot!(firewall.ruleset());
}

/// The copy of Terraform's output without one field.
fn without(path: &[&str]) -> ClusterConfig {
    let mut copy: serde_json::Value = serde_json::from_str(ClusterConfig::copy_as_json()).unwrap();
    let (field, parents) = path.split_last().unwrap();
    let parent = parents.iter().fold(&mut copy, |at, field| &mut at[*field]);
    assert!(parent.as_object_mut().unwrap().remove(*field).is_some());
    ClusterConfig::from_json(&copy.to_string()).unwrap()
}

#[test]
fn a_rule_that_terraform_does_not_have_the_router_does_not_have() {
    let slot = Slot::all().next().unwrap();
    let options = Options { workers: 1, ..Options::new(LabName::default(), slot) };
    let whole = Firewall::new(&plan(1)).ruleset();
    let groups = ClusterConfig::copy().security_groups.0;
    // No node is in the others.
    for group in ["control-plane", "node", "worker"] {
        for rule in groups[group].ingress.keys() {
            let cluster = without(&["security_groups", group, "ingress", rule]);
            let ruleset = Firewall::new(&Plan::new(&cluster, &options).unwrap()).ruleset();
            let name = format!("\"{group}/{rule}\"");
            assert!(whole.contains(&name), "{name} in:\n{whole}");
            assert!(!ruleset.contains(&name), "{name} in:\n{ruleset}");
        }
    }
}

#[test]
fn who_stands_outside_is_in_the_groups_that_no_node_is_in() {
    let from_outside = lines(&Firewall::new(&plan(1)), "iifname { \"igw\" }");
    for rule in ["control-plane/api-server-from-runner", "worker/node-port-storefront"] {
        assert!(from_outside.contains(rule), "{from_outside}");
    }
    let firewall = Firewall { internet_security_groups: Vec::new(), ..Firewall::new(&plan(1)) };
    assert_eq!(lines(&firewall, "iifname { \"igw\" }"), "");
}

#[test]
fn protocols_go_by_name_or_number_and_icmp_by_type_and_code() {
    let node = || Source::SecurityGroup("node".to_owned());
    let cidr = || Source::Cidr("192.0.2.0/24".parse().unwrap());
    insta::assert_snapshot!(
        [
            with_rule(Traffic::Protocol(4), node()),
            with_rule(Traffic::All, cidr()),
            with_rule(Traffic::Icmp { kind: Some(8), code: None }, cidr()),
            with_rule(Traffic::Icmp { kind: Some(3), code: Some(4) }, node()),
            with_rule(Traffic::Udp((53, 54).into()), node()),
        ]
        .map(|firewall| lines(&firewall, "worker/extra"))
        .join("\n"),
        @r#"
    iifname { "eni-cp", "eni-w1" } meta l4proto 4 ct mark set 0xa80bcde3 accept comment "worker/extra"
    ip saddr 192.0.2.0/24 ct mark set 0x356ac4b8 accept comment "worker/extra"
    ip saddr 192.0.2.0/24 icmp type 8 ct mark set 0x18486005 accept comment "worker/extra"
    iifname { "eni-cp", "eni-w1" } icmp type 3 icmp code 4 ct mark set 0x7b7057ba accept comment "worker/extra"
    iifname { "eni-cp", "eni-w1" } udp dport 53-54 ct mark set 0x3dfaec00 accept comment "worker/extra"
    "#
    );
}

#[test]
fn a_group_that_nobody_is_in_admits_nothing() {
    let firewall = with_rule(Traffic::All, Source::SecurityGroup("nobody".to_owned()));
    assert_eq!(lines(&firewall, "worker/extra"), "");
}

#[test]
fn impairments_come_before_flows_that_go_on() {
    let firewall = Firewall { largest_packet: Some(1400), loss_percent: Some(5), ..Firewall::new(&plan(1)) };
    let ruleset = firewall.ruleset();
    insta::assert_snapshot!(lines(&firewall, "eni-*"), @r#"
    iifname "eni-*" oifname "eni-*" meta length > 1400 counter name too-large drop
    iifname "eni-*" oifname "eni-*" numgen random mod 100 >= 95 counter name lost drop
    "#);
    assert!(ruleset.find("lost drop").unwrap() < ruleset.find("established").unwrap());
}

#[test]
fn the_check_is_off_for_nodes_that_are_named() {
    let mut firewall = Firewall::new(&plan(1));
    firewall.without_source_destination_check.push("w1".to_owned());
    insta::assert_snapshot!(lines(&firewall, "-check drop"), @r#"
    iifname "eni-cp" ip saddr != 10.0.1.10 counter name source-destination-check drop
    oifname "eni-cp" ip daddr != 10.0.1.10 counter name source-destination-check drop
    "#);
}

#[test]
fn a_rule_keeps_its_mark_when_another_goes() {
    let before = Firewall::new(&plan(2));
    let mut after = before.clone();
    after.security_groups.remove("node", "self-vxlan").unwrap();
    assert_eq!(lines(&after, "self-kubelet"), lines(&before, "self-kubelet"));
    let vxlan = lines(&before, "self-vxlan");
    let mark = vxlan.split(' ').find(|word| word.starts_with("0x")).unwrap();
    assert!(!after.ruleset().contains(mark));
}

#[test]
fn no_key_of_a_rule_gets_out_of_its_comment() {
    let mut firewall = Firewall::new(&plan(0));
    let rule = IngressRule {
        description: String::new(),
        traffic: Traffic::All,
        source: Source::Cidr("192.0.2.0/24".parse().unwrap()),
    };
    let key = format!("\" ; flush ruleset \n{}", "é".repeat(200));
    firewall.security_groups.0.get_mut("node").unwrap().ingress.insert(key, rule);
    let line = lines(&firewall, "flush");
    assert!(line.ends_with('"') && line.matches('"').count() == 2 && line.is_ascii(), "{line}");
}
