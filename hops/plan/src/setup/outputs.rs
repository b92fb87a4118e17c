//! What outputs and variables of the root module say, by the names that they have.

use std::collections::BTreeSet;

use hops_model::rules::{Ports, Protocol, Rule, Source};
use serde_json::Value;

use super::{NodePort, Setup, Travel, add_range};
use crate::{Group, Known, Plan, Role, Style};

/// Security groups and nodes that a module has decided on, before any resource is made of them.
#[derive(Clone, Debug)]
pub struct Decision {
    /// The output.
    pub origin: String,
    /// The groups.
    pub groups: Vec<Group>,
    /// The nodes.
    pub nodes: Vec<DecidedNode>,
}

/// A node of a decision.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct DecidedNode {
    /// What it is.
    pub role: Role,
    /// Its groups, by their ids.
    pub groups: BTreeSet<String>,
}

/// Objects in objects are looked into so far.
const DEEPEST: usize = 6;

pub(super) fn add(plan: &Plan, setup: &mut Setup) {
    for (name, output) in &plan.outputs {
        if let Known::Value(value) = output {
            look(name, value, &format!("output.{name}"), setup, DEEPEST);
        }
    }
    for (name, value) in &plan.variables {
        look(name, value, &format!("var.{name}"), setup, DEEPEST);
    }
}

fn look(key: &str, value: &Value, origin: &str, setup: &mut Setup, depth: usize) {
    match value {
        Value::String(text) => word(key, text, origin, setup),
        Value::Number(number) if matches!(key, "pod_mtu" | "veth_mtu") && setup.pod_mtu.is_none() => {
            let mtu = number.as_u64().and_then(|mtu| u32::try_from(mtu).ok());
            setup.pod_mtu = mtu.map(|mtu| (mtu, origin.to_owned()));
        }
        Value::Array(entries) if matches!(key, "pod_cidrs" | "service_cidrs") => {
            for text in entries.iter().filter_map(Value::as_str) {
                word(key.trim_end_matches('s'), text, origin, setup);
            }
        }
        Value::Object(members) if depth > 0 => {
            if key == "node_ports" {
                node_ports(members, origin, setup);
            }
            setup.decisions.extend(decision(value, origin));
            for (name, member) in members {
                // A list of nodes has a network of pods for each of them.
                look(name, member, &format!("{origin}.{name}"), setup, depth - 1);
            }
        }
        _ => {}
    }
}

fn word(key: &str, text: &str, origin: &str, setup: &mut Setup) {
    match key {
        "encapsulation" | "calico_encapsulation" | "pod_encapsulation" if setup.travel.is_none() => {
            setup.travel = Travel::named(text, origin);
        }
        "pod_cidr" | "pods_cidr" | "pod_subnet" | "podSubnet" | "pod_network_cidr" | "cluster_cidr" => {
            add_range(&mut setup.pods, text, origin);
        }
        "service_cidr" | "services_cidr" | "service_subnet" | "serviceSubnet" => {
            add_range(&mut setup.services, text, origin);
        }
        "vpc_cidr" | "vpc_cidr_block" => add_range(&mut setup.vpcs, text, origin),
        _ => {}
    }
}

fn node_ports(members: &serde_json::Map<String, Value>, origin: &str, setup: &mut Setup) {
    for (service, port) in members {
        if let Some(port) = port.as_u64().and_then(|port| u16::try_from(port).ok()) {
            let origin = format!("{origin}.{service}");
            setup.node_ports.push(NodePort { port, service: service.clone(), origin });
        }
    }
}

/// `{security_groups: {GROUP: {ingress: {KEY: RULE}}}, egress_rules: {GROUP: {KEY: RULE}}, nodes: [{role,
/// security_groups}]}`.
fn decision(value: &Value, origin: &str) -> Option<Decision> {
    let groups = value.get("security_groups")?.as_object()?;
    let nodes = value.get("nodes")?.as_array()?;
    let id = |name: &str| format!("{origin}.security_groups.{name}");
    let groups = groups.iter().map(|(name, group)| {
        let ingress = group.get("ingress").and_then(Value::as_object);
        let mut decided = Group::new(id(name), Some(name.clone()));
        for (key, settings) in ingress.into_iter().flatten() {
            decided.rules.push(rule(settings, &id));
            let resource = format!("{}.ingress.{key}", decided.id);
            decided.styles.entry(Style::Output).or_default().insert(resource);
        }
        let egress = value.get("egress_rules").and_then(|groups| groups.get(name)?.as_object());
        for settings in egress.into_iter().flat_map(serde_json::Map::values) {
            decided.add_egress(Style::Output, &[rule(settings, &id)]);
        }
        decided
    });
    let nodes = nodes.iter().filter_map(|node| {
        let role = match node.get("role")?.as_str()? {
            "control-plane" => Role::ControlPlane,
            "worker" => Role::Worker,
            _ => Role::Other,
        };
        let groups = node.get("security_groups")?.as_array()?;
        Some(DecidedNode { role, groups: groups.iter().filter_map(Value::as_str).map(id).collect() })
    });
    let nodes: BTreeSet<_> = nodes.collect();
    Some(Decision { origin: origin.to_owned(), groups: groups.collect(), nodes: nodes.into_iter().collect() })
}

fn rule(settings: &Value, id: &impl Fn(&str) -> String) -> Rule {
    let text = |key: &str| settings.get(key).and_then(Value::as_str);
    let port =
        |key: &str| settings.get(key).and_then(Value::as_u64).and_then(|port| u16::try_from(port).ok());
    let protocol = text("ip_protocol").and_then(|text| text.parse().ok()).unwrap_or(Protocol::Unknown);
    let ports = match (port("from_port"), port("to_port")) {
        (Some(first), Some(last)) => Ports::Range(first, last),
        _ => Ports::All,
    };
    let group = text("source_security_group").or(text("destination_security_group"));
    let group = group.map(|name| Source::Group(id(name)));
    let network = || text("cidr_ipv4").and_then(|text| text.parse().ok()).map(Source::Network);
    Rule { protocol, ports, source: group.or_else(network).unwrap_or(Source::Unknown) }
}
