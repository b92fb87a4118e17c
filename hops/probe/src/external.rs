//! What can be asked from where the command runs: the `NodePort` of every node, and the page.

use std::collections::BTreeSet;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use hops_model::{Observation, Unseen};

/// A node to be asked.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Node {
    /// As Kubernetes calls it.
    pub name: String,
    /// Where it is reached from here.
    pub address: IpAddr,
}

/// The question to every node.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct NodePortQuestion {
    /// Those whose port may be open: workers, as a rule.
    pub nodes: Vec<Node>,
    /// The `NodePort`.
    pub port: u16,
    /// For the `Host` header; the node's address when it is empty.
    pub host: String,
    /// Path and query to GET once the connection opens.
    pub path: String,
    /// With `externalTrafficPolicy: Local`, the nodes that have a ready pod; `None` when every node serves.
    pub local_pods: Option<BTreeSet<String>>,
    /// For each of three tries to connect.
    pub limit: Duration,
}

/// The question for the page.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct PageQuestion {
    /// As the user wrote it: subject and fact.
    pub url: String,
    /// Where the connection goes.
    pub address: SocketAddr,
    /// For the `Host` header.
    pub host: String,
    /// Path and query.
    pub path: String,
    /// For each of three tries.
    pub limit: Duration,
    /// An answer that takes longer is slow.
    pub slow: Duration,
}

/// Asks every node at once: one observation of [`Family::NodePort`](hops_model::Family::NodePort) per node, in their
/// order. Nodes that could not be asked are in the other list.
pub async fn node_port(question: &NodePortQuestion) -> (Vec<Observation>, Vec<Unseen>) {
    unimplemented!("{question:?}")
}

/// Asks for the page, up to three times: one observation of [`Family::Page`](hops_model::Family::Page).
///
/// # Errors
/// When this machine could not ask.
pub async fn page(question: &PageQuestion) -> Result<Observation, Unseen> {
    unimplemented!("{question:?}")
}
