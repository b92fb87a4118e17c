//! From a firewall to text.

use std::collections::BTreeSet;
use std::fmt::Write;

use lab_plan::{IngressRule, Node, Ports, Source, Traffic};

use super::Firewall;

/// The mark of flows out of the VPC, which need no rule.
const EGRESS: u32 = 1;

/// The router's end of its link to the host.
const INTERNET: &str = "igw";
const BETWEEN_NODES: &str = r#"iifname "eni-*" oifname "eni-*""#;

pub(super) fn ruleset(firewall: &Firewall) -> String {
    let chains: Vec<Chain> = firewall.nodes.iter().map(|node| chain(firewall, node)).collect();
    let mut text = String::from("table ip vpc\ndelete table ip vpc\ntable ip vpc {\n");
    for counter in ["source-destination-check", "too-large", "lost", "not-admitted"] {
        line(&mut text, 1, &format!("counter {counter} {{ }}"));
    }
    let checks = source_destination_checks(firewall);
    block(&mut text, "source-destination", &checks);
    for Chain { name, rules, .. } in &chains {
        block(&mut text, name, rules);
    }
    block(&mut text, "forward", &forward(firewall, &chains));
    text + "}\n"
}

/// What comes in to one node.
struct Chain {
    name: String,
    interface: String,
    rules: Vec<String>,
    marks: Vec<u32>,
}

fn forward(firewall: &Firewall, chains: &[Chain]) -> Vec<String> {
    let marks: BTreeSet<u32> =
        chains.iter().flat_map(|chain| chain.marks.iter().copied()).chain([EGRESS]).collect();
    let marks: Vec<String> = marks.into_iter().map(|mark| format!("{mark:#x}")).collect();
    let ways: Vec<String> =
        chains.iter().map(|chain| format!("{:?} : jump {}", chain.interface, chain.name)).collect();

    let inside = firewall.inside.map(|network| network.to_string());

    let mut rules = vec![
        "type filter hook forward priority filter; policy drop;".to_owned(),
        "jump source-destination".to_owned(),
        format!(
            r#"oifname "{INTERNET}" ip daddr {{ {} }} counter name not-admitted drop"#,
            inside.join(", ")
        ),
    ];
    if let Some(bytes) = firewall.largest_packet {
        rules.push(format!("{BETWEEN_NODES} meta length > {bytes} counter name too-large drop"));
    }
    if let Some(percent) = firewall.loss_percent.filter(|&percent| percent > 0) {
        // `<` would have no way to say all.
        rules.push(format!(
            "{BETWEEN_NODES} numgen random mod 100 >= {} counter name lost drop",
            100 - percent.min(100)
        ));
    }
    rules.push(format!("ct state established,related ct mark {{ {} }} accept", marks.join(", ")));
    rules.push(format!(r#"oifname {{ "{INTERNET}", "registry" }} ct mark set {EGRESS:#x} accept"#));
    rules.push(format!("oifname vmap {{ {} }}", ways.join(", ")));
    rules.push("counter name not-admitted".to_owned());
    rules
}

fn source_destination_checks(firewall: &Firewall) -> Vec<String> {
    let checked = |node: &&Node| !firewall.without_source_destination_check.contains(&node.name);
    let both_ways = |node: &Node| {
        [("iifname", "saddr"), ("oifname", "daddr")].map(|(interface, end)| {
            format!(
                "{interface} {:?} ip {end} != {} counter name source-destination-check drop",
                node.interface(),
                node.address
            )
        })
    };
    firewall.nodes.iter().filter(checked).flat_map(both_ways).collect()
}

fn chain(firewall: &Firewall, node: &Node) -> Chain {
    let mut chain = Chain {
        name: format!("to-{}", node.name),
        interface: node.interface(),
        rules: vec![],
        marks: vec![],
    };
    for name in &node.security_groups {
        let rules = firewall.security_groups.0.get(name).into_iter().flat_map(|group| &group.ingress);
        for (key, rule) in rules {
            // A group without members sends nothing.
            let Some(source) = source(firewall, &rule.source) else { continue };
            let matches = format!("{source}{}", traffic(rule));
            let mark = mark(&format!("{name}/{key} {matches}"));
            let comment = comment(&format!("{name}/{key}"));
            chain.rules.push(format!("{matches}ct mark set {mark:#x} accept comment \"{comment}\""));
            chain.marks.push(mark);
        }
    }
    chain
}

fn source(firewall: &Firewall, source: &Source) -> Option<String> {
    match source {
        Source::Cidr(network) if network.prefix_len() == 0 => Some(String::new()),
        Source::Cidr(network) => Some(format!("ip saddr {network} ")),
        Source::SecurityGroup(group) => {
            let members = firewall.nodes.iter().filter(|node| node.is_in(group));
            let outside = firewall.internet_security_groups.contains(group).then(|| INTERNET.to_owned());
            let interfaces = members.map(Node::interface).chain(outside);
            let members: Vec<String> = interfaces.map(|interface| format!("{interface:?}")).collect();
            (!members.is_empty()).then(|| format!("iifname {{ {} }} ", members.join(", ")))
        }
    }
}

fn traffic(rule: &IngressRule) -> String {
    match rule.traffic {
        Traffic::All => String::new(),
        Traffic::Tcp(ports) => format!("tcp dport {} ", range(ports)),
        Traffic::Udp(ports) => format!("udp dport {} ", range(ports)),
        Traffic::Icmp { kind: None, .. } => "meta l4proto icmp ".to_owned(),
        Traffic::Icmp { kind: Some(kind), code: None } => format!("icmp type {kind} "),
        Traffic::Icmp { kind: Some(kind), code: Some(code) } => format!("icmp type {kind} icmp code {code} "),
        Traffic::Protocol(number) => format!("meta l4proto {number} "),
    }
}

fn range(ports: Ports) -> String {
    if ports.from == ports.to { ports.from.to_string() } else { format!("{}-{}", ports.from, ports.to) }
}

/// The same for the same rule in every ruleset: FNV-1a, for 32 bits.
fn mark(rule: &str) -> u32 {
    let hash =
        rule.bytes().fold(0x811c_9dc5, |hash: u32, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    hash.max(EGRESS + 1)
}

/// A rule's key is whatever its author wrote; nft takes 128 bytes and no quotation mark.
fn comment(key: &str) -> String {
    let plain = |character: char| character.is_ascii_alphanumeric() || "/-_. ".contains(character);
    key.chars().map(|character| if plain(character) { character } else { '?' }).take(120).collect()
}

fn block(text: &mut String, name: &str, rules: &[String]) {
    line(text, 1, &format!("chain {name} {{"));
    for rule in rules {
        line(text, 2, rule);
    }
    line(text, 1, "}");
}

fn line(text: &mut String, depth: usize, words: &str) {
    writeln!(text, "{:1$}{words}", "", depth * 2).expect("a string takes what is written");
}
