use lab_plan::{Cni, ConntrackTimes, IngressRule, LabName, Limits, Options, Slot, Source, Traffic};

use super::*;

fn plan(workers: u8) -> Plan {
    let slot = Slot::all().next().unwrap();
    Plan::new(&Options {
        name: LabName::default(),
        workers,
        subnets: 1,
        vpc: slot.vpc,
        internet: slot.internet,
        cni: Cni::Vxlan,
        security_groups: None,
        limits: Limits { memory_bytes: 1 << 30, cpu_millis: 1000 },
        conntrack: ConntrackTimes::default(),
    })
    .unwrap()
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
    insta::assert_snapshot!(Firewall::new(&plan(1)).ruleset(), @"");
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
        @""
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
    insta::assert_snapshot!(lines(&firewall, "eni-*"), @"");
    assert!(ruleset.find("lost drop").unwrap() < ruleset.find("established").unwrap());
}

#[test]
fn the_check_is_off_for_nodes_that_are_named() {
    let mut firewall = Firewall::new(&plan(1));
    firewall.without_source_destination_check.push("w1".to_owned());
    insta::assert_snapshot!(lines(&firewall, "-check drop"), @"");
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
