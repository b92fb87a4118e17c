//! Which packets `NetworkPolicies` let pass, as <https://kubernetes.io/docs/concepts/services-networking/network-policies/>
//! defines it. Nothing is sent.
//!
//! A policy isolates the pods that it selects in the directions of its `policyTypes`; what an isolated pod may do is the
//! union of the rules of all policies that isolate it. A connection passes when the sender's egress and the receiver's
//! ingress both admit it. Where the definition leaves it to the plugin, this follows what nearly all of them do: a pod
//! in the host's network is its node, which no policy selects.

use std::net::IpAddr;

use k8s_openapi::api::core::v1::{Namespace, Pod};
use k8s_openapi::api::networking::v1::{NetworkPolicy, NetworkPolicyPeer, NetworkPolicyPort};

mod end;
mod peer;
mod ports;
mod selector;
#[cfg(test)]
mod tests;

pub use end::End;
pub use selector::selects;

/// A connection that somebody wants to open.
#[derive(Clone, Copy, Debug)]
pub struct Flow<'a> {
    /// Who opens it.
    pub from: End<'a>,
    /// To whom; behind a Service that is one of its pods, since policies see the address after it was rewritten.
    pub to: End<'a>,
    /// By which protocol.
    pub protocol: Protocol,
    /// The port where the receiver listens.
    pub port: u16,
}

/// What a policy can tell apart.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Protocol {
    /// The one meant by a rule that names none.
    Tcp,
    /// User datagrams.
    Udp,
    /// Stream control transmission.
    Sctp,
}

/// Whether a flow passes, and whose doing that is.
#[derive(Clone, Debug, Default)]
pub struct Decision<'a> {
    /// What the sender's policies say.
    pub egress: Side<'a>,
    /// What the receiver's policies say.
    pub ingress: Side<'a>,
}

/// What the policies of one end say. Without any that isolates it, everything passes.
#[derive(Clone, Debug, Default)]
pub struct Side<'a> {
    /// Policies that isolate the pod in this direction.
    pub isolating: Vec<&'a NetworkPolicy>,
    /// Those of them that have a rule for the flow.
    pub admitting: Vec<&'a NetworkPolicy>,
}

impl<'a> Decision<'a> {
    /// Whether both sides let it pass.
    pub fn allowed(&self) -> bool {
        self.egress.allowed() && self.ingress.allowed()
    }

    /// The policies that isolate an end without any rule for the flow: each of them could let it pass.
    pub fn denied_by(&self) -> impl Iterator<Item = &'a NetworkPolicy> {
        let closed = [&self.egress, &self.ingress].into_iter().filter(|side| !side.allowed());
        closed.flat_map(|side| side.isolating.iter().copied())
    }
}

impl Side<'_> {
    /// Whether this side lets it pass.
    pub fn allowed(&self) -> bool {
        self.isolating.is_empty() || !self.admitting.is_empty()
    }
}

impl Protocol {
    /// As objects of Kubernetes spell it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Tcp => "TCP",
            Self::Udp => "UDP",
            Self::Sctp => "SCTP",
        }
    }
}

/// What all policies of a cluster say to a flow. Of a namespace that is not among `namespaces` only its name is known,
/// which is the label `kubernetes.io/metadata.name` of every namespace.
pub fn evaluate<'a>(
    flow: &Flow<'_>,
    policies: &'a [NetworkPolicy],
    namespaces: &[Namespace],
) -> Decision<'a> {
    if flow.from.same_as(flow.to) || flow.from.is_node_of(flow.to) || flow.to.is_node_of(flow.from) {
        return Decision::default();
    }
    let mut decision = Decision::default();
    for policy in policies {
        for (direction, own, other) in
            [(Direction::Egress, flow.from, flow.to), (Direction::Ingress, flow.to, flow.from)]
        {
            if !isolates(policy, direction, own) {
                continue;
            }
            let side = match direction {
                Direction::Egress => &mut decision.egress,
                Direction::Ingress => &mut decision.ingress,
            };
            side.isolating.push(policy);
            let of = policy.metadata.namespace.as_deref().unwrap_or_default();
            let admits = |(peers, ports): (&[NetworkPolicyPeer], &[NetworkPolicyPort])| {
                ports::admit(ports, flow) && peer::admit(peers, of, other, namespaces)
            };
            if rules(policy, direction).into_iter().any(admits) {
                side.admitting.push(policy);
            }
        }
    }
    decision
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Direction {
    Egress,
    Ingress,
}

fn isolates(policy: &NetworkPolicy, direction: Direction, end: End<'_>) -> bool {
    let Some(pod) = end.selectable() else { return false };
    let Some(spec) = &policy.spec else { return false };
    policy.metadata.namespace == pod.metadata.namespace
        && spec
            .pod_selector
            .as_ref()
            .is_none_or(|selector| selects(selector, &pod.metadata.labels.clone().unwrap_or_default()))
        && has_direction(policy, direction)
}

/// `policyTypes`, or what stands for it: Ingress, and Egress where there is a rule for it.
fn has_direction(policy: &NetworkPolicy, direction: Direction) -> bool {
    let Some(spec) = &policy.spec else { return false };
    let types = spec.policy_types.as_deref().unwrap_or_default();
    match direction {
        Direction::Egress if types.is_empty() => spec.egress.as_ref().is_some_and(|rules| !rules.is_empty()),
        Direction::Ingress if types.is_empty() => true,
        Direction::Egress => types.iter().any(|name| name == "Egress"),
        Direction::Ingress => types.iter().any(|name| name == "Ingress"),
    }
}

/// Peers and ports of each rule. Neither a missing list nor an empty one restricts anything.
fn rules(policy: &NetworkPolicy, direction: Direction) -> Vec<(&[NetworkPolicyPeer], &[NetworkPolicyPort])> {
    let Some(spec) = &policy.spec else { return Vec::new() };
    match direction {
        Direction::Egress => {
            let rules = spec.egress.iter().flatten();
            rules
                .map(|rule| {
                    (rule.to.as_deref().unwrap_or_default(), rule.ports.as_deref().unwrap_or_default())
                })
                .collect()
        }
        Direction::Ingress => {
            let rules = spec.ingress.iter().flatten();
            rules
                .map(|rule| {
                    (rule.from.as_deref().unwrap_or_default(), rule.ports.as_deref().unwrap_or_default())
                })
                .collect()
        }
    }
}

/// The addresses of a pod that can be read.
fn addresses(pod: &Pod) -> impl Iterator<Item = IpAddr> {
    let status = pod.status.iter();
    status
        .flat_map(|status| {
            let all = status.pod_ips.iter().flatten().map(|address| address.ip.as_str());
            all.chain(status.pod_ip.as_deref())
        })
        .filter_map(|address| address.parse().ok())
}
