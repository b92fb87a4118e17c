use proptest::prelude::*;

use super::*;

fn problem(rule: &str) -> String {
    let text = format!(r#"{{"node": {{"ingress": {{"odd": {rule}}}}}}}"#);
    SecurityGroups::from_json(&text).unwrap_err().to_string()
}

#[test]
fn what_terraform_leaves_out_or_sets_to_null_is_the_same() {
    let text = r#"{
        "worker": {"ingress": {
            "ipip": {"description": "IP in IP", "ip_protocol": "4", "from_port": null, "to_port": null,
                     "source_security_group": "worker", "cidr_ipv4": null},
            "all": {"description": "all", "ip_protocol": "-1", "cidr_ipv4": "10.0.0.0/8"},
            "ping": {"description": "ping", "ip_protocol": "icmp", "from_port": 8, "to_port": -1,
                     "source_security_group": "runner"},
            "udp": {"description": "udp by number", "ip_protocol": "17", "from_port": 53, "to_port": 53,
                    "source_security_group": "runner"}
        }},
        "runner": {"ingress": {}}
    }"#;
    let groups = SecurityGroups::from_json(text).unwrap();
    let traffic: Vec<Traffic> = groups.0["worker"].ingress.values().map(|rule| rule.traffic).collect();
    assert_eq!(
        traffic,
        [
            Traffic::All,
            Traffic::Protocol(4),
            Traffic::Icmp { kind: Some(8), code: None },
            Traffic::Udp(53.into())
        ]
    );
}

#[test]
fn a_message_names_the_rule_and_what_is_wrong_with_it() {
    let rule = |protocol: &str, rest: &str| {
        problem(&format!(r#"{{"description": "", "ip_protocol": "{protocol}"{rest}}}"#))
    };
    let from_node = r#", "source_security_group": "node""#;
    let ports = |from: i32, to: i32| format!(r#"{from_node}, "from_port": {from}, "to_port": {to}"#);
    insta::assert_snapshot!(
        [
            rule("tcp", &ports(32767, 30000)),
            rule("tcp", &ports(0, 65536)),
            rule("udp", from_node),
            rule("4", &ports(1, 2)),
            rule("icmp", &ports(-1, 3)),
            rule("256", from_node),
            rule("TCP", from_node),
            rule("-1", ""),
            rule("-1", &format!(r#"{from_node}, "cidr_ipv4": "10.0.0.0/8""#)),
            rule("-1", r#", "source_security_group": "nodes""#),
            rule("-1", r#", "cidr_ipv4": "10.0.1.7/16""#),
            rule("-1", r#", "cidr_ipv4": "10.0.0.0""#),
            rule("-1", r#", "port": 1"#),
            problem(r#"{"ip_protocol": "-1", "source_security_group": "node"}"#),
        ]
        .join("\n"),
        @r"
    rule `odd` of security group `node`: from_port 32767 is above to_port 30000
    rule `odd` of security group `node`: from_port 0 and to_port 65536 are out of range for `tcp`
    rule `odd` of security group `node`: `udp` needs from_port and to_port
    rule `odd` of security group `node`: protocol `4` has no ports, but from_port or to_port is given
    rule `odd` of security group `node`: from_port -1 and to_port 3 are out of range for `icmp`
    rule `odd` of security group `node`: `256` is no protocol: `tcp`, `udp`, `icmp`, `-1` or a number up to 255
    rule `odd` of security group `node`: `TCP` is no protocol: `tcp`, `udp`, `icmp`, `-1` or a number up to 255
    rule `odd` of security group `node`: exactly one of source_security_group and cidr_ipv4 must be given
    rule `odd` of security group `node`: exactly one of source_security_group and cidr_ipv4 must be given
    rule `odd` of security group `node`: the source `nodes` is no security group of this rule set
    rule `odd` of security group `node`: `10.0.1.7/16` is an address in a network; the network is `10.0.0.0/16`
    rule `odd` of security group `node`: invalid IP address syntax
    rule `odd` of security group `node`: unknown field `port`, expected one of `description`, `ip_protocol`, `from_port`, `to_port`, `source_security_group`, `cidr_ipv4`
    rule `odd` of security group `node`: missing field `description`
    "
    );
}

#[test]
fn text_that_is_no_rule_set_is_refused() {
    for text in ["", "[]", "{\"node\": {}}", "{\"node\": {\"ingress\": [], \"egress\": []}}"] {
        let message = SecurityGroups::from_json(text).unwrap_err().to_string();
        assert!(message.starts_with("not a rule set: "), "{message}");
    }
}

fn any_traffic() -> impl Strategy<Value = Traffic> {
    let ports = (any::<u16>(), any::<u16>()).prop_map(|(a, b)| Ports { from: a.min(b), to: a.max(b) });
    let icmp = any::<Option<(u8, Option<u8>)>>().prop_map(|icmp| match icmp {
        Some((kind, code)) => Traffic::Icmp { kind: Some(kind), code },
        None => Traffic::Icmp { kind: None, code: None },
    });
    let other = any::<u8>()
        .prop_filter("has a variant of its own", |number| ![1, 6, 17].contains(number))
        .prop_map(Traffic::Protocol);
    prop_oneof![
        Just(Traffic::All),
        icmp,
        ports.clone().prop_map(Traffic::Tcp),
        ports.prop_map(Traffic::Udp),
        other
    ]
}

proptest! {
    #[test]
    fn a_rule_set_is_read_as_it_was_written(traffic in any_traffic(), address: u32, length in 0_u8..=32) {
        let network = Ipv4Net::new(address.into(), length).unwrap().trunc();
        let rule = |source| IngressRule { description: "why".to_owned(), traffic, source };
        let ingress = [
            ("cidr".to_owned(), rule(Source::Cidr(network))),
            ("group".to_owned(), rule(Source::SecurityGroup("node".to_owned()))),
        ];
        let groups = SecurityGroups([("node".to_owned(), SecurityGroup { ingress: ingress.into() })].into());
        let text = serde_json::to_string(&groups).unwrap();
        prop_assert_eq!(SecurityGroups::from_json(&text).unwrap(), groups);
    }
}
