//! Which of the flows that a cluster needs its groups do not let in.

use std::collections::{BTreeMap, BTreeSet};

use hops_model::Outcome;
use hops_model::rules::{
    Caller, Encapsulation, Flow, Missing, Need, Parties, Party, Protocol, Rule, Source, Truth, missing,
    needed, reachability,
};
use ipnet::IpNet;

use super::{Network, Profile};
use crate::{Membership, Role, Setup, Travel};

/// Flows of one kind that a group certainly does not let in.
#[derive(Clone, Debug)]
pub(crate) struct Lack {
    /// In one word.
    pub(crate) outcome: Outcome,
    /// The group that should.
    pub(crate) group: Option<String>,
    /// What does not get in.
    pub(crate) needs: Vec<Need>,
    /// Groups of those who call.
    pub(crate) callers: BTreeSet<String>,
    /// The network of those who call, where it is one that decides.
    pub(crate) networks: BTreeSet<IpNet>,
}

/// What a cluster needs and its groups do not let in, or may not.
pub(crate) struct Judgement {
    /// All that is certainly missing, each kind and group once.
    pub(crate) lacks: Vec<Lack>,
    /// What may be missing: it is known after apply.
    pub(crate) doubts: Vec<Need>,
}

/// Asks every node for what the others, the control plane and visitors need of it.
pub(crate) fn judge(network: &Network, setup: &Setup) -> Judgement {
    let mut found = Found { network, shared: network.shared(), lacks: BTreeMap::new(), doubts: Vec::new() };
    let sure = setup.travel.is_some();
    for receiver in &network.nodes {
        let others = network.nodes.iter().flat_map(by_network);
        for (sender, at) in others {
            found.add(receiver, &sender, at, &among_nodes(setup), sure);
        }
        for (sender, at) in control_planes(network).flat_map(by_network) {
            found.add(receiver, &sender, at, &[kubelet()], true);
        }
        if visited(network, receiver) {
            let needs: Vec<_> = setup.node_ports.iter().map(|node_port| visitors(node_port.port)).collect();
            found.add(receiver, receiver, None, &needs, true);
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

fn control_planes(network: &Network) -> impl Iterator<Item = &Profile> {
    network.nodes.iter().filter(|node| node.role == Role::ControlPlane)
}

/// Visitors come to workers, and to the control plane only where there is nothing else.
fn visited(network: &Network, receiver: &Profile) -> bool {
    receiver.role == Role::Worker || network.nodes.iter().all(|node| node.role != Role::Worker)
}

/// One sender for each network: each of them must be let in, by whichever rule.
fn by_network(profile: &Profile) -> Vec<(Profile, Option<IpNet>)> {
    if profile.networks.is_empty() {
        return vec![(profile.clone(), None)];
    }
    let alone =
        |network: &IpNet| (Profile { networks: [*network].into(), ..profile.clone() }, Some(*network));
    profile.networks.iter().map(alone).collect()
}

struct Found<'a> {
    network: &'a Network,
    /// Groups of every node.
    shared: BTreeSet<&'a str>,
    lacks: BTreeMap<(Outcome, Option<String>), Lack>,
    doubts: Vec<Need>,
}

impl Found<'_> {
    fn add(&mut self, receiver: &Profile, sender: &Profile, at: Option<IpNet>, needs: &[Need], sure: bool) {
        let rules = self.network.groups.rules(&receiver.groups);
        let rules: Vec<_> = rules.into_iter().map(|rule| seen_by(rule, sender)).collect();
        let parties = parties(sender);
        let doubtful = |need: &&Need| sure && reachability(&rules, &need.flow, &parties) == Truth::Unknown;
        self.doubts.extend(needs.iter().filter(doubtful).copied());
        for Missing { outcome, needs } in missing(needs, &rules, &parties) {
            // Of ways that exclude each other only the absence of all says anything.
            if !sure && outcome != Outcome::NoSelfRule {
                continue;
            }
            let group = self.blamed(receiver, outcome);
            let lack = self.lacks.entry((outcome, group.clone())).or_insert_with(|| Lack {
                outcome,
                group,
                needs: Vec::new(),
                callers: BTreeSet::new(),
                networks: BTreeSet::new(),
            });
            for need in needs {
                if !lack.needs.contains(&need) {
                    lack.needs.push(need);
                }
            }
            lack.callers.extend(sender.groups.sure.iter().cloned());
            lack.networks.extend(at);
        }
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

    /// Where some nodes let in nothing of each other, what others lack in the same group is mended with it.
    fn judgement(self) -> Judgement {
        let alone: BTreeSet<_> = self
            .lacks
            .keys()
            .filter(|(outcome, _)| *outcome == Outcome::NoSelfRule)
            .map(|(_, group)| group.clone())
            .collect();
        let mut lacks: Vec<_> = self.lacks.into_values().collect();
        lacks.retain(|lack| {
            let other = !matches!(lack.outcome, Outcome::NoSelfRule | Outcome::NoNodePortRule);
            let same_group = other && alone.contains(&lack.group);
            let within = lack.group.iter().all(|group| lack.callers.contains(group));
            !(same_group && within)
        });
        Judgement { lacks, doubts: self.doubts }
    }
}

/// Who calls, as rules see them.
fn parties(sender: &Profile) -> Parties {
    let party = Party {
        groups: sender.groups.sure.iter().cloned().collect(),
        networks: sender.networks.iter().copied().collect(),
    };
    Parties { nodes: party.clone(), control_plane: party, visitors: None }
}

/// A rule that names what the sender may be is one of which it is not known whom it admits.
fn seen_by(rule: Rule, sender: &Profile) -> Rule {
    let unknown = match &rule.source {
        Source::Group(group) => may_be_in(&sender.groups, group),
        Source::Network(network) => network.prefix_len() > 0 && sender.networks.is_empty(),
        Source::Itself | Source::Unknown => false,
    };
    if unknown { Rule { source: Source::Unknown, ..rule } } else { rule }
}

fn may_be_in(groups: &Membership, group: &str) -> bool {
    !groups.sure.contains(group) && (groups.open || groups.perhaps.contains(group))
}
