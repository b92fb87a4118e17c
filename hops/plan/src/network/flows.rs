//! Which of the flows that a cluster needs its groups do not let through.

use std::collections::{BTreeMap, BTreeSet};

use hops_model::Outcome;
use hops_model::rules::{
    Caller, Encapsulation, Flow, Missing, Need, Parties, Party, Protocol, Rule, Source, Truth, missing,
    needed, reachability,
};

use super::peers::{Peer, Peers};
use super::{Network, Profile};
use crate::{Direction, Membership, Role, Setup, Travel};

/// Flows of one kind that a group certainly does not let through.
#[derive(Clone, Debug)]
pub(crate) struct Lack {
    /// In or out.
    pub(crate) direction: Direction,
    /// In one word.
    pub(crate) outcome: Outcome,
    /// The group that should.
    pub(crate) group: Option<String>,
    /// What does not get through.
    pub(crate) needs: Vec<Need>,
    /// Another group, of somebody at the other end.
    pub(crate) peer: Option<String>,
}

/// What a cluster needs and its groups do not let through, or may not.
pub(crate) struct Judgement {
    /// All that is certainly missing, each kind and group once.
    pub(crate) lacks: Vec<Lack>,
    /// What may be missing: it is known after apply.
    pub(crate) doubts: Vec<Need>,
}

/// Asks every node for what the others, the control plane and visitors need of it, and for what it needs of them.
pub(crate) fn judge(network: &Network, setup: &Setup) -> Judgement {
    let peers = Peers::of(&network.nodes);
    let shared = network.shared();
    let mut found = Found { shared, peers: &peers, lacks: BTreeMap::new(), doubts: Vec::new() };
    let sure = setup.travel.is_some();
    let (among_nodes, kubelet) = (among_nodes(setup), [kubelet()]);
    for node in &network.nodes {
        for direction in [Direction::In, Direction::Out] {
            let Some(rules) = network.groups.rules_of(direction, &node.groups) else { continue };
            let asked = Asked { node, direction, rules: &rules };
            let alike = peers.alike(&rules);
            for peers in &alike {
                found.add(&asked, peers, &among_nodes, sure);
            }
            for peers in &alike {
                found.add(&asked, &found.asking_kubelets(&asked, peers), &kubelet, true);
            }
            if direction == Direction::In && visited(network, node) {
                found.add_visitors(&asked, setup);
            }
        }
    }
    found.judgement()
}

/// Where packets travel decides; where that is not known, what all ways have in common.
fn among_nodes(setup: &Setup) -> Vec<Need> {
    let needs = setup.travel.as_ref().map_or_else(any_travel, |travel| needed(&rules_setup(travel)));
    needs.into_iter().filter(|need| need.flow.from == Caller::Nodes).collect()
}

fn rules_setup(travel: &Travel) -> hops_model::rules::Setup {
    hops_model::rules::Setup {
        encapsulation: travel.encapsulation,
        bgp: travel.bgp,
        typha: travel.typha,
        node_port: None,
    }
}

/// VXLAN of Calico, of Cilium and of flannel, Geneve, `WireGuard`, BGP, IP in IP: a cluster needs one of them.
fn any_travel() -> Vec<Need> {
    let ways = [(Protocol::Udp, 4789), (Protocol::Udp, 8472), (Protocol::Udp, 6081), (Protocol::Udp, 51820)];
    let ways = ways.into_iter().chain([(Protocol::Udp, 51871), (Protocol::Tcp, 179)]);
    let need = |(protocol, port)| Need {
        flow: Flow { protocol, port: Some(port), from: Caller::Nodes },
        absence: Outcome::NoSelfRule,
        purpose: "pod packets travel from node to node",
    };
    let wrapped = hops_model::rules::Setup {
        encapsulation: Encapsulation::IpInIp,
        bgp: false,
        typha: false,
        node_port: None,
    };
    ways.map(need).chain(needed(&wrapped)).collect()
}

fn kubelet() -> Need {
    Need {
        flow: Flow { protocol: Protocol::Tcp, port: Some(10250), from: Caller::ControlPlane },
        absence: Outcome::NoKubeletRule,
        purpose: "the API server asks kubelets for logs, exec and port-forward",
    }
}

fn visitors(port: u16) -> Need {
    Need {
        flow: Flow { protocol: Protocol::Tcp, port: Some(port), from: Caller::Visitors },
        absence: Outcome::NoNodePortRule,
        purpose: "visitors call the NodePort",
    }
}

/// Visitors come to workers, and to the control plane only where there is nothing else.
fn visited(network: &Network, receiver: &Profile) -> bool {
    receiver.role == Role::Worker || network.nodes.iter().all(|node| node.role != Role::Worker)
}

/// A node and its rules about packets of one direction.
#[derive(Clone, Copy)]
struct Asked<'a> {
    node: &'a Profile,
    direction: Direction,
    rules: &'a [Rule],
}

/// What is missing of one kind, in one group.
type Key = (Direction, Outcome, Option<String>);

struct Found<'a> {
    /// Groups of every node.
    shared: BTreeSet<&'a str>,
    peers: &'a Peers<'a>,
    lacks: BTreeMap<Key, Shortage>,
    doubts: Vec<Need>,
}

struct Shortage {
    needs: Vec<Need>,
    /// Whether each of the peers is not let through.
    failing: Vec<bool>,
}

impl Found<'_> {
    /// Peers that are alike to the rules.
    fn add(&mut self, asked: &Asked, peers: &[usize], needs: &[Need], sure: bool) {
        let Some(first) = peers.first() else { return };
        let Peer { profile, network } = self.peers.get(*first);
        let networks = network.iter().copied().collect();
        let party = Party { groups: profile.groups.sure.iter().cloned().collect(), networks };
        let rules: Vec<_> = asked.rules.iter().map(|rule| seen_by(rule, &profile.groups, &party)).collect();
        self.compare(&Asked { rules: &rules, ..*asked }, peers, party, needs, sure);
    }

    /// Whoever they are, they are at the other end: the node's own groups say who is none of them.
    fn add_visitors(&mut self, asked: &Asked, setup: &Setup) {
        let needs: Vec<_> = setup.node_ports.iter().map(|node_port| visitors(node_port.port)).collect();
        let Profile { groups, networks, .. } = asked.node;
        let party = Party {
            groups: groups.sure.iter().cloned().collect(),
            networks: networks.iter().copied().collect(),
        };
        let rules: Vec<_> = asked.rules.iter().map(|rule| seen_by(rule, groups, &party)).collect();
        self.compare(&Asked { rules: &rules, ..*asked }, &[], party, &needs, true);
    }

    fn compare(&mut self, asked: &Asked, peers: &[usize], party: Party, needs: &[Need], sure: bool) {
        let parties = Parties { nodes: party.clone(), control_plane: party, visitors: None };
        for need in needs.iter().filter(|_| sure) {
            let said = || reachability(asked.rules, &need.flow, &parties);
            if !self.doubts.contains(need) && said() == Truth::Unknown {
                self.doubts.push(*need);
            }
        }
        for Missing { outcome, needs: lacking } in missing(needs, asked.rules, &parties) {
            // Of ways that exclude each other only the absence of all says anything.
            if !sure && outcome != Outcome::NoSelfRule {
                continue;
            }
            let key = (asked.direction, outcome, self.blamed(asked.node, outcome));
            let none = || Shortage { needs: Vec::new(), failing: vec![false; self.peers.len()] };
            let shortage = self.lacks.entry(key).or_insert_with(none);
            for need in lacking {
                if !shortage.needs.contains(&need) {
                    shortage.needs.push(need);
                }
            }
            for peer in peers {
                shortage.failing[*peer] = true;
            }
        }
    }

    /// The API server asks the kubelets of all nodes: of the two ends of a flow it is the calling one.
    fn asking_kubelets(&self, asked: &Asked, peers: &[usize]) -> Vec<usize> {
        let calls = |peer: &usize| match asked.direction {
            Direction::In => self.peers.get(*peer).profile.role == Role::ControlPlane,
            Direction::Out => asked.node.role == Role::ControlPlane,
        };
        peers.iter().copied().filter(calls).collect()
    }

    /// What nodes need of each other belongs into the group that all have, what visitors need into that of workers alone.
    fn blamed(&self, receiver: &Profile, outcome: Outcome) -> Option<String> {
        let of_all = |id: &&String| self.shared.contains(id.as_str());
        let mut groups = receiver.groups.sure.iter();
        let chosen = if outcome == Outcome::NoNodePortRule {
            groups.find(|id| !of_all(id))
        } else {
            groups.find(of_all)
        };
        chosen.or(receiver.groups.sure.first()).cloned()
    }

    /// Where some nodes let through nothing of each other, what others lack in the same group is mended with it.
    fn judgement(self) -> Judgement {
        let alone: BTreeSet<_> = self
            .lacks
            .keys()
            .filter(|(_, outcome, _)| *outcome == Outcome::NoSelfRule)
            .map(|(direction, _, group)| (*direction, group.clone()))
            .collect();
        let peers = self.peers;
        let is_mended = |(direction, outcome, group): &Key, shortage: &Shortage| {
            let other = !matches!(outcome, Outcome::NoSelfRule | Outcome::NoNodePortRule);
            let within = |group: &String| peers.members(group).any(|peer| shortage.failing[peer]);
            other && alone.contains(&(*direction, group.clone())) && group.iter().all(within)
        };
        let lacks = self.lacks.into_iter().filter(|(key, shortage)| !is_mended(key, shortage));
        let lack = |((direction, outcome, group), shortage): (Key, Shortage)| {
            let peer = other_group(peers, &shortage.failing, group.as_deref());
            Lack { direction, outcome, group, needs: shortage.needs, peer }
        };
        Judgement { lacks: lacks.map(lack).collect(), doubts: self.doubts }
    }
}

/// The first group of peers besides that of the rules.
fn other_group(peers: &Peers, failing: &[bool], own: Option<&str>) -> Option<String> {
    let failing = failing.iter().enumerate().filter(|(_, fails)| **fails);
    let groups = failing.filter_map(|(peer, _)| {
        let groups = &peers.get(peer).profile.groups.sure;
        groups.iter().find(|group| Some(group.as_str()) != own)
    });
    groups.min().cloned()
}

/// A rule that names what the peer may be is one of which it is not known whom it means.
pub(super) fn seen_by(rule: &Rule, groups: &Membership, party: &Party) -> Rule {
    let unknown = match &rule.source {
        Source::Group(group) => may_be_in(groups, group),
        Source::Network(network) => network.prefix_len() > 0 && party.networks.is_empty(),
        Source::Itself | Source::Unknown => false,
    };
    let source = if unknown { Source::Unknown } else { rule.source.clone() };
    Rule { source, ..*rule }
}

fn may_be_in(groups: &Membership, group: &str) -> bool {
    !groups.sure.contains(group) && (groups.open || groups.perhaps.contains(group))
}
