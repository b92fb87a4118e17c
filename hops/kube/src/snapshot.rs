//! What the API server said, all at one time.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use hops_model::Unseen;
use jiff::Timestamp;
use k8s_openapi::api::apps::v1::{DaemonSet, Deployment, ReplicaSet, StatefulSet};
use k8s_openapi::api::core::v1::{ConfigMap, Namespace, Node, Pod, Service};
use k8s_openapi::api::discovery::v1::EndpointSlice;
use k8s_openapi::api::networking::v1::NetworkPolicy;
use serde_json::Value;

/// Everything that observers read. Tests build one by hand: what they leave out is "listed, and there are none".
#[derive(Clone, Debug, Default)]
pub struct Snapshot {
    /// The server's URL.
    pub server: String,
    /// When the lists were asked for, by this machine's clock.
    pub taken: Timestamp,
    /// How long all of it took.
    pub took: Duration,
    /// Of all namespaces, as everything that follows.
    pub pods: Vec<Pod>,
    /// Services.
    pub services: Vec<Service>,
    /// `EndpointSlices`.
    pub endpoint_slices: Vec<EndpointSlice>,
    /// Nodes.
    pub nodes: Vec<Node>,
    /// Namespaces.
    pub namespaces: Vec<Namespace>,
    /// `NetworkPolicies`.
    pub network_policies: Vec<NetworkPolicy>,
    /// Deployments.
    pub deployments: Vec<Deployment>,
    /// `ReplicaSets`.
    pub replica_sets: Vec<ReplicaSet>,
    /// `DaemonSets`.
    pub daemon_sets: Vec<DaemonSet>,
    /// `StatefulSets`.
    pub stateful_sets: Vec<StatefulSet>,
    /// Of kube-system only: `coredns`, `kube-proxy`, `kubeadm-config`, `kubelet-config`, those of them that are there.
    pub config_maps: Vec<ConfigMap>,
    /// Calico's `IPPools`, if there is Calico.
    pub ip_pools: Vec<Value>,
    /// The API server's certificate, as a handshake shows it.
    pub certificate: Option<Certificate>,
    /// The server's clock beside ours.
    pub clock: Option<Clock>,
    /// Last lines of the log of containers that ended, by `namespace/pod/container`.
    pub last_words: BTreeMap<String, String>,
    /// What could not be listed. An observer whose kind is in here does not know, and says nothing.
    pub missing: BTreeSet<Kind>,
    /// The same for people: which questions stay without an answer, and why.
    pub unseen: Vec<Unseen>,
}

/// A list of a [`Snapshot`].
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Kind {
    /// [`Snapshot::pods`].
    Pods,
    /// [`Snapshot::services`].
    Services,
    /// [`Snapshot::endpoint_slices`].
    EndpointSlices,
    /// [`Snapshot::nodes`].
    Nodes,
    /// [`Snapshot::namespaces`].
    Namespaces,
    /// [`Snapshot::network_policies`].
    NetworkPolicies,
    /// [`Snapshot::deployments`].
    Deployments,
    /// [`Snapshot::replica_sets`].
    ReplicaSets,
    /// [`Snapshot::daemon_sets`].
    DaemonSets,
    /// [`Snapshot::stateful_sets`].
    StatefulSets,
    /// [`Snapshot::config_maps`].
    ConfigMaps,
    /// [`Snapshot::ip_pools`].
    IpPools,
}

/// For how long a certificate is good.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Certificate {
    /// From then on.
    pub not_before: Timestamp,
    /// Until then.
    pub not_after: Timestamp,
}

/// Two clocks, read in one exchange.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Clock {
    /// The header `Date` of an answer: whole seconds.
    pub server: Timestamp,
    /// Ours, when the question was sent.
    pub asked: Timestamp,
    /// Ours, when the answer came.
    pub answered: Timestamp,
}

impl Snapshot {
    /// Whether these were listed, all of them; if not, an empty list means nothing.
    pub fn has(&self, kinds: &[Kind]) -> bool {
        kinds.iter().all(|kind| !self.missing.contains(kind))
    }
}
