//! What security groups do not let through, in sentences.

use std::collections::BTreeSet;

use hops_model::Outcome;
use hops_model::rules::{Caller, Need, Protocol};

use super::{Level, Seen, sight};
use crate::network::Lack;
use crate::{Direction, Network, Setup, Style, network};

pub(super) fn observe(network: &Network, setup: &Setup, seen: &mut Seen) {
    mixed(network, seen);
    if let Some(doubt) = &network.doubt {
        seen.unseen(doubt.clone(), Some("call nodes nodes: in the name of the resource, a tag or the group"));
        return;
    }
    if setup.pods.iter().any(|range| range.network.addr().is_ipv6()) {
        seen.unseen("pods have IPv6 addresses, and rules are judged for IPv4 only", None);
        return;
    }
    let judgement = network::judge(network, setup);
    for lack in &judgement.lacks {
        seen.sights.push(missing(network, lack, setup));
    }
    if setup.travel.is_none() {
        seen.unseen(
            "how pods' packets travel between nodes is in no plan, so which rule they need is not known",
            Some("--encapsulation vxlan, ipip or none, or an output `encapsulation`"),
        );
    } else if !judgement.doubts.is_empty() {
        doubts(&judgement.doubts, seen);
    } else if judgement.lacks.is_empty() {
        clean(network, seen);
    }
}

fn doubts(needs: &[Need], seen: &mut Seen) {
    let flows: BTreeSet<_> = needs.iter().map(flow).collect();
    let flows: Vec<_> = flows.into_iter().collect();
    seen.unseen(
        format!("whether nodes admit {} is known after apply: rules for it are there", flows.join(", ")),
        Some("name the groups of rules without `each.value` and `local`, or plan again after apply"),
    );
}

fn clean(network: &Network, seen: &mut Seen) {
    let groups: BTreeSet<_> = network.nodes.iter().flat_map(|node| &node.groups.sure).cloned().collect();
    let groups: Vec<_> = groups.into_iter().collect();
    let subject = format!("groups {}", groups.join(", "));
    let said = "the nodes' security groups admit all that the cluster needs".to_owned();
    seen.sights.push(sight(Outcome::Ok, Level::Note, subject, said, groups));
}

fn mixed(network: &Network, seen: &mut Seen) {
    for group in network.groups.iter().filter(|group| group.styles.len() > 1) {
        let styles: Vec<_> = group.styles.keys().map(|style| style.words()).collect();
        let said = format!(
            "the rules of `{}` are written as {}: each apply takes away what the other made",
            group.id,
            styles.join(" and ")
        );
        let addresses = group.styles.values().flatten().cloned().collect();
        let subject = format!("group {}", group.id);
        let mut found = sight(Outcome::MixedRules, Level::Warning, subject, said, addresses);
        found.observation = found.observation.fact("resource", &group.id);
        seen.sights.push(found);
    }
}

fn missing(network: &Network, lack: &Lack, setup: &Setup) -> super::Sight {
    let group = lack.group.clone().unwrap_or_else(|| "the nodes' security groups".to_owned());
    let flows: Vec<_> = lack.needs.iter().map(flow).collect();
    let said = if lack.outcome == Outcome::NoSelfRule {
        nothing_at_all(&group, lack, setup)
    } else {
        let purposes = lack.needs.iter().map(|need| need.purpose);
        let mut purposes: Vec<_> = purposes.collect();
        purposes.dedup();
        format!(
            "`{group}` does not {} {} {}: {}",
            lack.direction.verb(),
            flows.join(", "),
            callers(lack),
            purposes.join("; ")
        )
    };
    let subject = match lack.direction {
        Direction::In => format!("group {group}: {}", flows.join(", ")),
        Direction::Out => format!("group {group}: {} out", flows.join(", ")),
    };
    let level = match lack.outcome {
        Outcome::NoTyphaRule => Level::Warning,
        _ => Level::Error,
    };
    let mut addresses: Vec<_> = lack.group.iter().cloned().collect();
    if lack.outcome == Outcome::NoNodePortRule {
        let ports: Vec<_> = lack.needs.iter().filter_map(|need| need.flow.port).collect();
        let ours = setup.node_ports.iter().filter(|node_port| ports.contains(&node_port.port));
        addresses.extend(ours.map(|node_port| node_port.origin.clone()));
    }
    let mut found = sight(lack.outcome, level, subject, said, addresses);
    let group = lack.group.as_deref().and_then(|id| network.groups.get(id));
    found.style = group.and_then(|group| match lack.direction {
        Direction::In => group.styles.keys().next().copied(),
        Direction::Out => group.egress_style,
    });
    found.needs.clone_from(&lack.needs);
    found.direction = lack.direction;
    found.peer.clone_from(&lack.peer);
    let first = lack.needs.first();
    for (key, value) in [
        ("group", group.and_then(|group| group.name.clone())),
        // The group's own: rules for it refer to it.
        ("resource", lack.group.clone().filter(|id| !id.starts_with("output."))),
        ("port", first.and_then(|need| need.flow.port).map(|port| port.to_string())),
        ("protocol", first.map(|need| need.flow.protocol.to_string())),
    ] {
        if let Some(value) = value {
            found.observation = found.observation.fact(key, value);
        }
    }
    found
}

fn nothing_at_all(group: &str, lack: &Lack, setup: &Setup) -> String {
    let travel = match &setup.travel {
        Some(travel) => format!("pods' packets, which travel {}, are dropped between nodes", travel.words()),
        None => "pods' packets are dropped between nodes, however they travel".to_owned(),
    };
    let flows: Vec<_> = lack.needs.iter().map(flow).collect();
    let flows = if setup.travel.is_some() { format!(" ({})", flows.join(", ")) } else { String::new() };
    let verb = match lack.direction {
        Direction::In => "admits nothing",
        Direction::Out => "lets out nothing",
    };
    format!("`{group}` {verb} that nodes need of each other{flows}: {travel}, and DNS with them")
}

fn callers(lack: &Lack) -> &'static str {
    match lack.needs.first().map(|need| need.flow.from) {
        Some(Caller::ControlPlane) => "from the control plane",
        Some(Caller::Visitors) => "from visitors",
        Some(Caller::Nodes) | None => "from node to node",
    }
}

pub(crate) fn flow(need: &Need) -> String {
    match (need.flow.protocol, need.flow.port) {
        (Protocol::Number(4), _) => "IP protocol 4 (IP in IP)".to_owned(),
        (protocol, Some(port)) => format!("{} {port}", protocol.to_string().to_uppercase()),
        (protocol, None) => format!("protocol {protocol}"),
    }
}

impl Direction {
    /// For a sentence.
    pub fn verb(self) -> &'static str {
        match self {
            Self::In => "admit",
            Self::Out => "let out",
        }
    }
}

impl Style {
    /// For a sentence.
    pub fn words(self) -> &'static str {
        match self {
            Self::Inline => "`ingress` blocks in the group",
            Self::Rule => "`aws_security_group_rule`",
            Self::VpcRule => "`aws_vpc_security_group_ingress_rule`",
            Self::Output => "a module's output",
        }
    }
}
