//! By which device packets leave for the pods of other nodes.

use std::collections::{BTreeMap, BTreeSet};
use std::net::Ipv4Addr;

use hops_agent::{Answer, Targets};
use hops_model::{Family, Observation, Outcome};

use super::v4;
use crate::kernel::{Route, route_to};

/// Nodes of one kind have routes of one kind.
const MOST_NODES: usize = 64;

/// How pod packets leave for one node.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
enum Way {
    Vxlan,
    IpInIp,
    Plain,
}

/// One answer for all other nodes together; none while no pod of any of them is known.
pub(super) fn look(table: &[Route], targets: &Targets, node: &str) -> Option<Answer> {
    let pods = pods(targets, node);
    let routes: Vec<(&str, &Route)> = pods
        .iter()
        .take(MOST_NODES)
        .filter_map(|(other, address)| Some((*other, route_to(table, *address)?)))
        .collect();
    let ways: BTreeSet<Way> = routes.iter().map(|(_, route)| way(&route.device)).collect();
    let outcome = match ways.iter().collect::<Vec<_>>().as_slice() {
        [] => return None,
        [Way::Vxlan] => Outcome::Vxlan,
        [Way::IpInIp] => Outcome::IpInIp,
        [Way::Plain] => Outcome::Plain,
        _ => Outcome::CrossSubnet,
    };
    let devices: BTreeSet<&str> = routes.iter().map(|(_, route)| route.device.as_str()).collect();
    let device = devices.iter().copied().collect::<Vec<_>>().join(", ");
    let said: Vec<String> = routes.iter().take(3).map(|(other, route)| told(other, route)).collect();
    let more = routes.len().saturating_sub(said.len());
    let rest = if more > 0 { format!(", and {more} more nodes alike") } else { String::new() };
    let seen = format!("packets to pods leave {}{rest}", said.join(", "));
    let observation = Observation::new(Family::HostRoutes, format!("node {node}"), outcome, seen);
    Some(Answer::own(observation.fact("node", node).fact("device", device)))
}

fn told(other: &str, route: &Route) -> String {
    match route.gateway {
        Some(gateway) => format!("for {other} by {} to {gateway}", route.device),
        None => format!("for {other} by {}", route.device),
    }
}

/// Any pod of each other node.
fn pods<'t>(targets: &'t Targets, node: &str) -> BTreeMap<&'t str, Ipv4Addr> {
    let agents = targets.nodes.iter().filter_map(|other| Some((other.name.as_str(), other.agent?)));
    let dns = targets.dns.pods.iter().map(|pod| (pod.node.as_str(), pod.address));
    let endpoints = targets.services.iter().flat_map(|service| &service.endpoints);
    let endpoints = endpoints.map(|endpoint| (endpoint.node.as_str(), endpoint.address));
    let own = |other: &str| other == node;
    let all = agents.chain(dns).chain(endpoints).filter(|(other, _)| !own(other));
    // A pod in its node's own network has that node's address, to which nothing is wrapped.
    let hosts: BTreeSet<_> = targets.nodes.iter().map(|node| node.address).collect();
    all.filter(|(_, address)| !hosts.contains(address))
        .filter_map(|(other, address)| Some((other, v4(address)?)))
        .collect()
}

fn way(device: &str) -> Way {
    match device {
        wrapped if wrapped.contains("vxlan") || wrapped.starts_with("flannel") => Way::Vxlan,
        wrapped if wrapped.starts_with("tunl") => Way::IpInIp,
        _ => Way::Plain,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::routes;

    fn targets() -> Targets {
        let json = r#"{"revision":"1","nodes":[
            {"name":"w1","address":"10.0.1.11","agent":"10.244.1.2"},
            {"name":"w2","address":"10.0.1.12","agent":"10.244.2.2"},
            {"name":"w3","address":"10.0.1.13","agent":"10.244.3.2"}]}"#;
        Targets::read(json.as_bytes()).unwrap()
    }

    fn line(device: &str, third: u8) -> String {
        let hexadecimal = |address: [u8; 4]| format!("{:08X}", u32::from_ne_bytes(address));
        let network = hexadecimal([10, 244, third, 0]);
        format!(
            "{device} {network} {} 0003 0 0 0 {} 0 0 0\n",
            hexadecimal([10, 0, 1, 1]),
            hexadecimal([255, 255, 255, 0])
        )
    }

    fn word(lines: &[String]) -> Option<(Outcome, String)> {
        let answer = look(&routes(&format!("head\n{}", lines.concat())), &targets(), "w1")?;
        Some((answer.observation.outcome, answer.observation.seen))
    }

    #[test]
    fn the_device_says_how_packets_travel() {
        let (outcome, seen) = word(&[line("vxlan.lab", 2), line("vxlan.lab", 3)]).unwrap();
        assert_eq!(outcome, Outcome::Vxlan);
        assert_eq!(
            seen,
            "packets to pods leave for w2 by vxlan.lab to 10.0.1.1, for w3 by vxlan.lab to 10.0.1.1"
        );
        assert_eq!(word(&[line("tunl0", 2), line("tunl0", 3)]).unwrap().0, Outcome::IpInIp);
        assert_eq!(word(&[line("eth0", 2), line("eth0", 3)]).unwrap().0, Outcome::Plain);
        assert_eq!(word(&[line("eth0", 2), line("vxlan.calico", 3)]).unwrap().0, Outcome::CrossSubnet);
        assert_eq!(word(&[]), None);
    }
}
