//! The lists of a snapshot.

use hops_model::Family;

/// A list of a [`Snapshot`](super::Snapshot).
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Kind {
    /// [`Snapshot::pods`](super::Snapshot::pods).
    Pods,
    /// [`Snapshot::services`](super::Snapshot::services).
    Services,
    /// [`Snapshot::endpoint_slices`](super::Snapshot::endpoint_slices).
    EndpointSlices,
    /// [`Snapshot::nodes`](super::Snapshot::nodes).
    Nodes,
    /// [`Snapshot::namespaces`](super::Snapshot::namespaces).
    Namespaces,
    /// [`Snapshot::network_policies`](super::Snapshot::network_policies).
    NetworkPolicies,
    /// [`Snapshot::deployments`](super::Snapshot::deployments).
    Deployments,
    /// [`Snapshot::replica_sets`](super::Snapshot::replica_sets).
    ReplicaSets,
    /// [`Snapshot::daemon_sets`](super::Snapshot::daemon_sets).
    DaemonSets,
    /// [`Snapshot::stateful_sets`](super::Snapshot::stateful_sets).
    StatefulSets,
    /// [`Snapshot::config_maps`](super::Snapshot::config_maps).
    ConfigMaps,
    /// [`Snapshot::ip_pools`](super::Snapshot::ip_pools).
    IpPools,
}

impl Kind {
    /// As a person and the server call it.
    pub fn plural(self) -> &'static str {
        match self {
            Self::Pods => "pods",
            Self::Services => "services",
            Self::EndpointSlices => "endpointslices",
            Self::Nodes => "nodes",
            Self::Namespaces => "namespaces",
            Self::NetworkPolicies => "networkpolicies",
            Self::Deployments => "deployments",
            Self::ReplicaSets => "replicasets",
            Self::DaemonSets => "daemonsets",
            Self::StatefulSets => "statefulsets",
            Self::ConfigMaps => "configmaps of kube-system",
            Self::IpPools => "ippools",
        }
    }

    /// The questions that cannot be answered, or not whole, without it.
    pub(crate) fn families(self) -> &'static [Family] {
        match self {
            Self::Pods => &[
                Family::PodState,
                Family::Endpoints,
                Family::NetworkPolicy,
                Family::DnsConfig,
                Family::ReferencedNames,
                Family::SystemPods,
                Family::PodNetwork,
            ],
            Self::Services => &[
                Family::PodState,
                Family::Endpoints,
                Family::NetworkPolicy,
                Family::DnsConfig,
                Family::ReferencedNames,
                Family::SystemPods,
            ],
            Self::EndpointSlices => &[Family::Endpoints],
            Self::Nodes => &[Family::Nodes, Family::SystemPods, Family::PodNetwork, Family::PodCidr],
            Self::Namespaces => &[Family::NetworkPolicy, Family::ReferencedNames],
            Self::NetworkPolicies => &[Family::NetworkPolicy],
            Self::Deployments | Self::DaemonSets => &[Family::SystemPods, Family::ReferencedNames],
            Self::ReplicaSets => &[],
            Self::StatefulSets => &[Family::ReferencedNames],
            Self::ConfigMaps => &[Family::DnsConfig, Family::PodCidr, Family::SystemPods],
            Self::IpPools => &[Family::PodNetwork, Family::PodCidr],
        }
    }
}
