//! What a cluster needs admitted, by the way in which its pod packets travel.

use serde::{Deserialize, Serialize};

use super::{Caller, Flow, Parties, Protocol, Rule, Truth, reachability};
use crate::Outcome;

/// How pod packets travel between nodes.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Encapsulation {
    /// In UDP 4789, everywhere or between subnets.
    Vxlan,
    /// In IP protocol 4, everywhere or between subnets.
    IpInIp,
    /// As they are.
    Plain,
}

/// What decides which rules a cluster needs.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Setup {
    /// How pod packets travel.
    pub encapsulation: Encapsulation,
    /// Whether nodes tell each other their routes by BGP.
    pub bgp: bool,
    /// Whether calico-node calls Typha.
    pub typha: bool,
    /// The port at which visitors call a node, if they do.
    pub node_port: Option<u16>,
}

/// One flow that must be admitted.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Need {
    /// What must get through.
    pub flow: Flow,
    /// What it is called when it alone is not admitted.
    pub absence: Outcome,
    /// What does not work without it, in a few words.
    pub purpose: &'static str,
}

/// What rules do not admit.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Missing {
    /// In one word.
    pub outcome: Outcome,
    /// The flows that are not admitted.
    pub needs: Vec<Need>,
}

/// Every flow that the nodes of such a cluster must let in.
pub fn needed(setup: &Setup) -> Vec<Need> {
    use Caller::{ControlPlane, Nodes, Visitors};
    let tcp = |port, from, absence, purpose| {
        let flow = Flow { protocol: Protocol::Tcp, port: Some(port), from };
        Need { flow, absence, purpose }
    };
    let mut needs = Vec::new();
    needs.extend(wrapped(setup.encapsulation));
    if setup.bgp {
        needs.push(tcp(179, Nodes, Outcome::NoBgpRule, "nodes tell each other their routes by BGP"));
    }
    if setup.typha {
        needs.push(tcp(5473, Nodes, Outcome::NoTyphaRule, "calico-node asks Typha"));
    }
    needs.push(tcp(10250, Nodes, Outcome::NoKubeletRule, "metrics-server asks every kubelet"));
    needs.push(tcp(
        10250,
        ControlPlane,
        Outcome::NoKubeletRule,
        "the API server asks kubelets for logs, exec and port-forward",
    ));
    if let Some(port) = setup.node_port {
        needs.push(tcp(port, Visitors, Outcome::NoNodePortRule, "visitors call the NodePort"));
    }
    needs
}

fn wrapped(encapsulation: Encapsulation) -> Option<Need> {
    let (protocol, port, absence, purpose) = match encapsulation {
        Encapsulation::Vxlan => {
            let purpose = "pod packets travel from node to node in VXLAN";
            (Protocol::Udp, Some(4789), Outcome::NoVxlanRule, purpose)
        }
        Encapsulation::IpInIp => {
            let purpose = "pod packets travel from node to node as IP in IP";
            (Protocol::Number(4), None, Outcome::NoIpInIpRule, purpose)
        }
        Encapsulation::Plain => return None,
    };
    Some(Need { flow: Flow { protocol, port, from: Caller::Nodes }, absence, purpose })
}

/// What of it the rules certainly do not admit. When they admit nothing of what nodes need of each other, that is one
/// thing: [`Outcome::NoSelfRule`]. Otherwise each kind of absence stands once.
pub fn missing(needs: &[Need], rules: &[Rule], parties: &Parties) -> Vec<Missing> {
    let is_missing = |need: &Need| reachability(rules, &need.flow, parties) == Truth::No;
    let among_nodes = |need: &Need| need.flow.from == Caller::Nodes;
    let nothing_among_nodes =
        needs.iter().any(among_nodes) && needs.iter().filter(|need| among_nodes(need)).all(is_missing);

    let mut found: Vec<Missing> = Vec::new();
    for need in needs.iter().copied().filter(is_missing) {
        let outcome =
            if nothing_among_nodes && among_nodes(&need) { Outcome::NoSelfRule } else { need.absence };
        match found.iter_mut().find(|missing| missing.outcome == outcome) {
            Some(missing) => missing.needs.push(need),
            None => found.push(Missing { outcome, needs: vec![need] }),
        }
    }
    found
}
