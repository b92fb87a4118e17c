use lab_plan::{IngressRule, LabName, Options, Slot, Source, Traffic};

use super::*;

fn plan(workers: u8) -> Plan {
    let slot = Slot::all().next().unwrap();
    Plan::new(&Options { workers, ..Options::new(LabName::default(), slot) }).unwrap()
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

#[test]
fn the_rules_of_a_cluster_become_this() {
    insta::assert_snapshot!(Firewall::new(&plan(1)).ruleset(), @r#"
    table ip vpc
    delete table ip vpc
    table ip vpc {
      counter source-destination-check { }
      counter too-large { }
      counter lost { }
      counter not-admitted { }
      chain source-destination {
        iifname "eni-cp" ip saddr != 10.0.1.10 counter name source-destination-check drop
        oifname "eni-cp" ip daddr != 10.0.1.10 counter name source-destination-check drop
        iifname "eni-w1" ip saddr != 10.0.1.11 counter name source-destination-check drop
        oifname "eni-w1" ip daddr != 10.0.1.11 counter name source-destination-check drop
      }
      chain to-cp {
        tcp dport 6443 ct mark set 0x7b0df4d4 accept comment "control-plane/api-server-from-anywhere"
        iifname { "eni-cp", "eni-w1" } tcp dport 6443 ct mark set 0x96288791 accept comment "control-plane/api-server-from-node"
        iifname { "eni-cp" } tcp dport 10250 ct mark set 0xda2137c1 accept comment "node/kubelet-from-control-plane"
        iifname { "eni-cp", "eni-w1" } meta l4proto icmp ct mark set 0x4fc14442 accept comment "node/self-icmp"
        iifname { "eni-cp", "eni-w1" } tcp dport 10250 ct mark set 0xbb3f49ef accept comment "node/self-kubelet"
        iifname { "eni-cp", "eni-w1" } udp dport 4789 ct mark set 0xd630249a accept comment "node/self-vxlan"
      }
      chain to-w1 {
        tcp dport 30000-32767 ct mark set 0xd46cf4b4 accept comment "worker/node-ports"
        iifname { "eni-cp" } tcp dport 10250 ct mark set 0xda2137c1 accept comment "node/kubelet-from-control-plane"
        iifname { "eni-cp", "eni-w1" } meta l4proto icmp ct mark set 0x4fc14442 accept comment "node/self-icmp"
        iifname { "eni-cp", "eni-w1" } tcp dport 10250 ct mark set 0xbb3f49ef accept comment "node/self-kubelet"
        iifname { "eni-cp", "eni-w1" } udp dport 4789 ct mark set 0xd630249a accept comment "node/self-vxlan"
      }
      chain forward {
        type filter hook forward priority filter; policy drop;
        jump source-destination
        oifname "igw" ip daddr { 10.0.0.0/16, 10.244.0.0/16, 10.96.0.0/16 } counter name not-admitted drop
        ct state established,related ct mark { 0x1, 0x4fc14442, 0x7b0df4d4, 0x96288791, 0xbb3f49ef, 0xd46cf4b4, 0xd630249a, 0xda2137c1 } accept
        oifname { "igw", "registry" } ct mark set 0x1 accept
        oifname vmap { "eni-cp" : jump to-cp, "eni-w1" : jump to-w1 }
        counter name not-admitted
      }
    }
    "#);
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
