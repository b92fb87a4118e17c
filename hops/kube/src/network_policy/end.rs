//! Who takes part in a flow.

use std::net::IpAddr;

use k8s_openapi::api::core::v1::Pod;

use super::addresses;

/// One end of a flow.
#[derive(Clone, Copy, Debug)]
pub enum End<'a> {
    /// A pod. One in the host's network is what its node is: an address.
    Pod(&'a Pod),
    /// Anybody else: a node, or something outside of the cluster.
    Address(IpAddr),
}

impl<'a> End<'a> {
    /// The pod, if selectors can mean it.
    pub(super) fn selectable(self) -> Option<&'a Pod> {
        match self {
            Self::Pod(pod) if !in_host_network(pod) => Some(pod),
            Self::Pod(_) | Self::Address(_) => None,
        }
    }

    /// Every address that it can be met at.
    pub(super) fn addresses(self) -> Vec<IpAddr> {
        match self {
            Self::Pod(pod) => addresses(pod).collect(),
            Self::Address(address) => vec![address],
        }
    }

    /// Whether both are one pod, which cannot keep itself out.
    pub(super) fn same_as(self, other: End<'_>) -> bool {
        let (Self::Pod(one), End::Pod(other)) = (self, other) else { return false };
        let name = |pod: &Pod| (pod.metadata.namespace.clone(), pod.metadata.name.clone());
        name(one) == name(other)
    }

    /// Whether this is the node on which the other end, a pod, runs: between the two everything passes.
    pub(super) fn is_node_of(self, other: End<'_>) -> bool {
        let Some(pod) = other.selectable() else { return false };
        let Some(status) = &pod.status else { return false };
        let mut hosts: Vec<IpAddr> =
            status.host_ips.iter().flatten().filter_map(|host| host.ip.parse().ok()).collect();
        hosts.extend(status.host_ip.iter().filter_map(|host| host.parse::<IpAddr>().ok()));
        match self {
            Self::Pod(host) if !in_host_network(host) => false,
            Self::Pod(_) | Self::Address(_) => self.addresses().iter().any(|address| hosts.contains(address)),
        }
    }
}

fn in_host_network(pod: &Pod) -> bool {
    pod.spec.as_ref().and_then(|spec| spec.host_network).unwrap_or(false)
}
