//! What the faults of the security groups take away.
//!
//! Each works on any rule set, also on one that Terraform wrote, and in any order with the others.

use lab_plan::{IngressRule, Ports, SecurityGroup, SecurityGroups, Source, Traffic};

/// RFC 7348, and the port that Calico and flannel's successors use.
const VXLAN: u16 = 4789;
/// `--service-node-port-range` of the API server.
const NODE_PORTS: Ports = Ports { from: 30_000, to: 32_767 };

/// Every rule by which a group admits itself.
pub(crate) fn remove_self_rules(groups: &mut SecurityGroups) {
    for (name, group) in &mut groups.0 {
        group
            .ingress
            .retain(|_, rule| !matches!(&rule.source, Source::SecurityGroup(source) if source == name));
    }
}

/// UDP 4789 out of every rule; what else a rule admits stays, if need be as several rules.
pub(crate) fn remove_vxlan(groups: &mut SecurityGroups) {
    for group in groups.0.values_mut() {
        let rules = std::mem::take(&mut group.ingress);
        for (key, rule) in rules {
            keep_all_but_vxlan(group, key, rule);
        }
    }
}

/// Every rule by which addresses outside, or groups that only the Internet is in, reach a NodePort.
pub(crate) fn remove_node_ports(groups: &mut SecurityGroups, internet: &[String]) {
    let is_outside = |source: &Source| match source {
        Source::Cidr(_) => true,
        Source::SecurityGroup(group) => internet.contains(group),
    };
    for group in groups.0.values_mut() {
        group.ingress.retain(|_, rule| !(is_outside(&rule.source) && reaches_node_ports(rule.traffic)));
    }
}

fn reaches_node_ports(traffic: Traffic) -> bool {
    match traffic {
        Traffic::All => true,
        Traffic::Tcp(ports) | Traffic::Udp(ports) => {
            ports.from <= NODE_PORTS.to && NODE_PORTS.from <= ports.to
        }
        Traffic::Icmp { .. } | Traffic::Protocol(_) => false,
    }
}

fn keep_all_but_vxlan(group: &mut SecurityGroup, key: String, rule: IngressRule) {
    match rule.traffic {
        Traffic::Udp(ports) if (ports.from..=ports.to).contains(&VXLAN) => {
            insert_parts(group, &key, &rule, around_vxlan(ports));
        }
        Traffic::All => {
            let every_port = Ports { from: 0, to: u16::MAX };
            let others = [
                ("tcp", Traffic::Tcp(every_port)),
                ("icmp", Traffic::Icmp { kind: None, code: None }),
                ("ip-in-ip", Traffic::Protocol(4)),
            ];
            insert_parts(group, &key, &rule, around_vxlan(every_port).chain(others));
        }
        _ => drop(group.ingress.insert(key, rule)),
    }
}

/// What is left of a range that contains the port.
fn around_vxlan(ports: Ports) -> impl Iterator<Item = (&'static str, Traffic)> {
    let below = (ports.from < VXLAN).then_some(Ports { from: ports.from, to: VXLAN - 1 });
    let above = (VXLAN < ports.to).then_some(Ports { from: VXLAN + 1, to: ports.to });
    let below = below.map(|ports| ("udp-below-vxlan", Traffic::Udp(ports)));
    let above = above.map(|ports| ("udp-above-vxlan", Traffic::Udp(ports)));
    below.into_iter().chain(above)
}

fn insert_parts(
    group: &mut SecurityGroup,
    key: &str,
    rule: &IngressRule,
    parts: impl Iterator<Item = (&'static str, Traffic)>,
) {
    for (part, traffic) in parts {
        group.ingress.insert(format!("{key}-{part}"), IngressRule { traffic, ..rule.clone() });
    }
}

#[cfg(test)]
mod tests;
