use proptest::prelude::*;

use super::*;
use crate::Outcome;

const VXLAN: Setup =
    Setup { encapsulation: Encapsulation::Vxlan, bgp: false, typha: false, node_port: Some(30080) };

fn parties() -> Parties {
    Parties {
        nodes: Party { groups: vec!["node".to_owned()], networks: vec!["10.0.0.0/20".parse().unwrap()] },
        control_plane: Party {
            groups: vec!["node".to_owned(), "control-plane".to_owned()],
            networks: vec!["10.0.0.0/24".parse().unwrap()],
        },
        visitors: None,
    }
}

fn rule(protocol: &str, ports: Ports, source: Source) -> Rule {
    Rule { protocol: protocol.parse().unwrap(), ports, source }
}

fn port(port: u16) -> Ports {
    Ports::Range(port, port)
}

fn group(name: &str) -> Source {
    Source::Group(name.to_owned())
}

fn network(text: &str) -> Source {
    Source::Network(text.parse().unwrap())
}

fn outcomes(setup: Setup, rules: &[Rule]) -> Vec<Outcome> {
    missing(&needed(&setup), rules, &parties()).into_iter().map(|missing| missing.outcome).collect()
}

#[test]
fn a_rule_for_everything_from_itself_is_all_that_nodes_need_of_each_other() {
    let rules =
        [rule("-1", Ports::Range(0, 0), Source::Itself), rule("tcp", port(30080), network("0.0.0.0/0"))];
    for encapsulation in [Encapsulation::Vxlan, Encapsulation::IpInIp, Encapsulation::Plain] {
        let setup = Setup { encapsulation, bgp: true, typha: true, ..VXLAN };
        assert_eq!(outcomes(setup, &rules), []);
    }
}

#[test]
fn without_any_rule_the_absence_of_the_self_rule_is_said_once() {
    assert_eq!(outcomes(VXLAN, &[]), [Outcome::NoSelfRule, Outcome::NoKubeletRule, Outcome::NoNodePortRule]);
}

#[test]
fn one_missing_port_is_called_by_its_name() {
    let kubelet = rule("tcp", port(10250), group("node"));
    let visitors = rule("tcp", Ports::Range(30000, 32767), group("load-balancer"));
    let typha = rule("udp", port(8472), Source::Itself);
    let rules = [kubelet.clone(), visitors.clone(), typha];
    assert_eq!(outcomes(VXLAN, &rules), [Outcome::NoVxlanRule]);

    let setup = Setup { encapsulation: Encapsulation::IpInIp, bgp: true, typha: true, node_port: None };
    let rules = [kubelet, rule("tcp", port(179), Source::Itself), rule("94", Ports::All, Source::Itself)];
    assert_eq!(outcomes(setup, &rules), [Outcome::NoIpInIpRule, Outcome::NoTyphaRule]);
}

#[test]
fn all_of_tcp_and_udp_is_not_ip_in_ip() {
    let rules = [
        rule("tcp", Ports::Range(0, 65535), Source::Itself),
        rule("udp", Ports::Range(0, 65535), Source::Itself),
    ];
    let setup = Setup { encapsulation: Encapsulation::IpInIp, bgp: true, typha: true, node_port: None };
    assert_eq!(outcomes(setup, &rules), [Outcome::NoIpInIpRule]);
}

#[test]
fn a_network_that_holds_the_nodes_is_as_good_as_their_group() {
    let setup = Setup { node_port: None, ..VXLAN };
    assert_eq!(outcomes(setup, &[rule("-1", Ports::All, network("10.0.0.0/16"))]), []);
    assert_eq!(outcomes(setup, &[rule("-1", Ports::All, network("10.0.0.0/24"))]), [Outcome::NoSelfRule]);
}

#[test]
fn a_self_rule_does_not_let_visitors_in() {
    let rules = [rule("-1", Ports::All, Source::Itself)];
    assert_eq!(outcomes(VXLAN, &rules), [Outcome::NoNodePortRule]);
}

#[test]
fn what_is_known_after_apply_is_not_missing() {
    for unknown in [
        rule("-1", Ports::All, Source::Unknown),
        Rule { protocol: Protocol::Unknown, ports: Ports::All, source: Source::Itself },
        Rule { protocol: Protocol::Udp, ports: Ports::Unknown, source: Source::Itself },
    ] {
        assert!(!outcomes(VXLAN, &[unknown]).contains(&Outcome::NoVxlanRule));
    }
}

#[test]
fn protocols_are_read_as_terraform_writes_them() {
    for (text, protocol) in [
        ("-1", Protocol::All),
        ("all", Protocol::All),
        ("TCP", Protocol::Tcp),
        ("17", Protocol::Udp),
        ("4", Protocol::Number(4)),
    ] {
        assert_eq!(text.parse(), Ok(protocol));
    }
    assert_eq!(
        "256".parse::<Protocol>().unwrap_err(),
        "`256` is no protocol: a name or a number from 0 to 255 is"
    );
}

fn any_rule() -> impl Strategy<Value = Rule> {
    let protocol = prop_oneof![
        Just(Protocol::All),
        Just(Protocol::Tcp),
        Just(Protocol::Udp),
        Just(Protocol::Number(4)),
        Just(Protocol::Unknown),
    ];
    let known = [179_u16, 4789, 5473, 10250, 30080, 0, u16::MAX];
    let bound = prop::sample::select(known.to_vec());
    let ports = prop_oneof![
        Just(Ports::All),
        Just(Ports::Unknown),
        (bound.clone(), bound).prop_map(|(first, last)| Ports::Range(first.min(last), first.max(last))),
    ];
    let source = prop_oneof![
        Just(Source::Itself),
        Just(Source::Unknown),
        prop::sample::select(vec!["node", "control-plane", "load-balancer"]).prop_map(group),
        prop::sample::select(vec!["0.0.0.0/0", "10.0.0.0/16", "10.0.0.0/24", "192.0.2.0/24"])
            .prop_map(network),
    ];
    (protocol, ports, source).prop_map(|(protocol, ports, source)| Rule { protocol, ports, source })
}

fn any_setup() -> impl Strategy<Value = Setup> {
    let encapsulation =
        prop::sample::select(vec![Encapsulation::Vxlan, Encapsulation::IpInIp, Encapsulation::Plain]);
    (encapsulation, any::<bool>(), any::<bool>(), prop::option::of(Just(30080)))
        .prop_map(|(encapsulation, bgp, typha, node_port)| Setup { encapsulation, bgp, typha, node_port })
}

proptest! {
    #[test]
    fn one_more_rule_never_makes_what_was_reachable_unreachable(
        rules in prop::collection::vec(any_rule(), 0..6), more in any_rule(), setup in any_setup(),
    ) {
        let parties = parties();
        let needs = needed(&setup);
        let mut with_more = rules.clone();
        with_more.push(more);
        for need in &needs {
            let before = reachability(&rules, &need.flow, &parties);
            prop_assert!(reachability(&with_more, &need.flow, &parties) >= before);
        }
        let count = |rules: &[Rule]| -> usize {
            missing(&needs, rules, &parties).iter().map(|missing| missing.needs.len()).sum()
        };
        prop_assert!(count(&with_more) <= count(&rules));
    }

    #[test]
    fn any_text_is_a_protocol_or_a_sentence(text in ".{0,20}") {
        let _ = text.parse::<Protocol>();
    }
}
