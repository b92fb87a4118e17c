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

use crate::Certificate;

mod kind;
mod look;

pub use kind::Kind;
pub use look::{Owner, full_name, has_labels, is, is_current, is_ready, selects_template};

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
    /// The certificate by which the kubeconfig says who asks, if it does so by one.
    pub client_certificate: Option<Certificate>,
    /// The server's clock beside ours.
    pub clock: Option<Clock>,
    /// Last lines of the log of containers that ended, by `namespace/pod/container`.
    pub last_words: BTreeMap<String, String>,
    /// What the readiness probe of a pod last complained of, by `namespace/pod`.
    pub warnings: BTreeMap<String, String>,
    /// What could not be listed. An observer whose kind is in here does not know, and says nothing.
    pub missing: BTreeSet<Kind>,
    /// The same for people: which questions stay without an answer, and why.
    pub unseen: Vec<Unseen>,
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
