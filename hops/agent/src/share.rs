//! What of all questions one node asks.

use crate::ring::Ring;
use crate::targets::{DnsPod, Endpoint, Name, Node, Service, Targets};

/// The most CoreDNS pods of its own node, and of others, that a node asks.
const MOST_DNS_PODS: (usize, usize) = (2, 3);
/// The most Services that are asked, and of each the most pods.
const MOST_SERVICES: usize = 8;
const MOST_ENDPOINTS: usize = 5;
/// A Service of no more pods has all of them asked by every node.
const FEW_ENDPOINTS: usize = 3;
/// How many nodes ask the same name: a server gives the same answer to each of them.
const ASKERS_OF_A_NAME: usize = 2;
const MOST_NAMES: usize = 12;
/// How many workers ask the same node of the control plane.
const ASKERS_OF_A_CONTROL_PLANE: usize = 2;

/// The part of an agent in the pod network.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Share<'t> {
    /// Nodes whose agents it asks, in one direction only.
    pub peers: Vec<&'t Node>,
    /// CoreDNS pods of its own node.
    pub dns_local: Vec<&'t DnsPod>,
    /// And of others. A question to one of them goes the way that every pod's queries go, so it opens no path that they
    /// do not; that is why it needs no direction.
    pub dns_remote: Vec<&'t DnsPod>,
    /// Names that it resolves.
    pub names: Vec<&'t Name>,
    /// Services that it calls at their `ClusterIP`.
    pub services: Vec<&'t Service>,
    /// Pods of Services that it calls at their own address.
    pub endpoints: Vec<(&'t Service, &'t Endpoint)>,
}

/// The part of an agent in its node's own network.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct HostShare<'t> {
    /// Nodes whose kubelets it asks.
    ///
    /// The control plane asks no worker: its calls to kubelets have a rule of their own in the security groups, so that
    /// an answer says nothing of what nodes admit of each other.
    pub kubelets: Vec<&'t Node>,
}

impl<'t> Share<'t> {
    /// Of the node of that name. A node that is not among the targets still asks what does not depend on a place.
    pub fn of(targets: &'t Targets, node: &str) -> Self {
        let with_agent = targets.nodes.iter().filter(|node| node.agent.is_some());
        let ring = Ring::new(with_agent.map(name_and_class));
        let all = Ring::new(targets.nodes.iter().map(name_and_class));
        let place = Place { position: all.position(node).unwrap_or(0), nodes: all.len().max(1) };
        let (local, remote): (Vec<_>, Vec<_>) = targets.dns.pods.iter().partition(|pod| pod.node == node);
        let services: Vec<_> = targets.services.iter().take(MOST_SERVICES).collect();
        let endpoints = services.iter().flat_map(|service| {
            let asked = place.some_of(&service.endpoints, FEW_ENDPOINTS, MOST_ENDPOINTS);
            asked.into_iter().map(move |endpoint| (*service, endpoint))
        });
        Self {
            peers: ring.asked_by(node).filter_map(|name| targets.node(name)).collect(),
            dns_local: local.into_iter().take(MOST_DNS_PODS.0).collect(),
            dns_remote: place.some_of(&remote, 2, MOST_DNS_PODS.1).into_iter().copied().collect(),
            names: place.names(&targets.names),
            endpoints: endpoints.collect(),
            services: services.into_iter().filter(|service| service.address.is_some()).collect(),
        }
    }

    /// How many answers it gives at most.
    pub fn questions(&self) -> usize {
        // A peer is asked for a short answer, a long one and its clock; a CoreDNS pod of its own node says at once
        // whether pods of one node reach each other; the DNS Service is asked in three ways.
        let dns = self.dns_local.len() + self.dns_remote.len() + 4;
        3 * self.peers.len() + dns + self.names.len() + self.services.len() + 2 * self.endpoints.len()
    }
}

impl<'t> HostShare<'t> {
    /// Of the node of that name.
    pub fn of(targets: &'t Targets, node: &str) -> Self {
        let (planes, workers): (Vec<&Node>, Vec<&Node>) =
            targets.nodes.iter().partition(|node| node.control_plane);
        let among = Ring::new(workers.iter().copied().map(name_and_class));
        let Some(position) = among.position(node) else {
            let among = Ring::new(planes.iter().copied().map(name_and_class));
            return Self { kubelets: among.asked_by(node).filter_map(|name| targets.node(name)).collect() };
        };
        let mut kubelets: Vec<_> = among.asked_by(node).filter_map(|name| targets.node(name)).collect();
        let asks = |number: usize| {
            let askers = ASKERS_OF_A_CONTROL_PLANE.min(among.len());
            (0..askers).any(|asker| (number + asker) % among.len() == position)
        };
        let planes = planes.into_iter().enumerate().filter(|(number, _)| asks(*number));
        kubelets.extend(planes.map(|(_, plane)| plane));
        Self { kubelets }
    }
}

/// Of a node among all.
#[derive(Clone, Copy)]
struct Place {
    position: usize,
    nodes: usize,
}

impl Place {
    /// All of a few; of more a part, such that together the nodes ask all of them as often as each other, as long as
    /// `most` suffices for that.
    fn some_of<T>(self, all: &[T], few: usize, most: usize) -> Vec<&T> {
        if all.len() <= few {
            return all.iter().collect();
        }
        let each = all.len().div_ceil(self.nodes).clamp(few, most).min(all.len());
        (0..each).map(|number| &all[(self.position * each + number) % all.len()]).collect()
    }

    fn names(self, all: &[Name]) -> Vec<&Name> {
        let asks = |number: usize| {
            let askers = ASKERS_OF_A_NAME.min(self.nodes);
            (0..askers).any(|asker| (ASKERS_OF_A_NAME * number + asker) % self.nodes == self.position)
        };
        let asked = all.iter().enumerate().filter(|(number, _)| asks(*number));
        asked.map(|(_, name)| name).take(MOST_NAMES).collect()
    }
}

fn name_and_class(node: &Node) -> (&str, &str) {
    (&node.name, node.subnet.as_deref().unwrap_or_default())
}

#[cfg(test)]
mod tests;
