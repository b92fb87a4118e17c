//! Every node's `NodePort`, asked from here.

use std::collections::BTreeSet;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use futures_util::{StreamExt, stream};
use hops_model::{Family, Observation, Outcome, Unseen};

use crate::failure::milliseconds;
use crate::http::{self, HttpTarget, Page};
use crate::retry::{Tries, three};
use crate::tcp::{self, Reached};
use crate::{Failure, FailureKind};

/// So many nodes at one time; beyond, one would measure this machine.
const AT_ONCE: usize = 256;

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
    /// For each of three tries to connect, and for the one GET after that.
    pub limit: Duration,
}

struct Asked<'a> {
    node: &'a Node,
    connection: Tries<Reached>,
    page: Option<Result<Page, Failure>>,
}

/// Asks every node at once: one observation of [`Family::NodePort`] per node, in their order. Nodes that this machine
/// could not ask are in the other list.
///
/// Whether the connection opens decides; what HTTP says is told beside it, and judged by [`page`](super::page()).
pub async fn node_port(question: &NodePortQuestion) -> (Vec<Observation>, Vec<Unseen>) {
    let asked = stream::iter(&question.nodes).map(|node| ask(question, node)).buffered(AT_ONCE);
    let asked: Vec<Asked<'_>> = asked.collect().await;
    let lonely = silent_for_want_of_a_pod(question, &asked);
    let (mut seen, mut unseen) = (Vec::new(), Vec::new());
    for asked in &asked {
        match asked.outcome() {
            Some(Outcome::Timeout) if lonely => {
                seen.push(asked.observation(question, Outcome::TimeoutWithoutLocalPod));
            }
            Some(outcome) => seen.push(asked.observation(question, outcome)),
            None => unseen.push(asked.unseen(question)),
        }
    }
    (seen, unseen)
}

async fn ask<'a>(question: &NodePortQuestion, node: &'a Node) -> Asked<'a> {
    let address = SocketAddr::new(node.address, question.port);
    let connection = three(|| tcp::connect(address, question.limit)).await;
    let page = match connection.answer() {
        Some(_) => {
            let host = if question.host.is_empty() { address.to_string() } else { question.host.clone() };
            let target = HttpTarget { address, host, path: question.path.clone() };
            Some(http::get(&target, question.limit).await)
        }
        None => None,
    };
    Asked { node, connection, page }
}

/// Silence at exactly the nodes without a pod, and an answer at all others.
fn silent_for_want_of_a_pod(question: &NodePortQuestion, asked: &[Asked<'_>]) -> bool {
    let Some(local_pods) = &question.local_pods else { return false };
    let has_pod = |asked: &Asked<'_>| local_pods.contains(&asked.node.name);
    asked.iter().any(has_pod)
        && asked.iter().all(|asked| match asked.outcome() {
            Some(Outcome::Timeout) => !has_pod(asked),
            _ => has_pod(asked),
        })
}

impl Asked<'_> {
    fn outcome(&self) -> Option<Outcome> {
        let cut = |page: &Result<Page, Failure>| {
            page.as_ref().is_err_and(|failure| failure.kind == FailureKind::Reset)
        };
        match self.connection.outcome(Family::NodePort) {
            Some(Outcome::Ok) if self.page.as_ref().is_some_and(cut) => Some(Outcome::Reset),
            outcome => outcome,
        }
    }

    fn observation(&self, question: &NodePortQuestion, outcome: Outcome) -> Observation {
        let Node { name, address } = self.node;
        let subject = format!("node {name}");
        let observation = Observation::new(Family::NodePort, subject, outcome, self.seen(question))
            .fact("node", name)
            .fact("address", address.to_string())
            .fact("port", question.port.to_string());
        match self.connection.answer() {
            Some(reached) => observation.took(reached.took),
            None => observation,
        }
    }

    fn unseen(&self, question: &NodePortQuestion) -> Unseen {
        Unseen { families: vec![Family::NodePort], reason: self.seen(question), way_out: None }
    }

    fn seen(&self, question: &NodePortQuestion) -> String {
        let address = SocketAddr::new(self.node.address, question.port);
        let connection = match &self.connection {
            Tries::Ok(reached) => format!("connects in {}", milliseconds(reached.took)),
            Tries::Partial { failures, .. } => {
                format!("connects at try {}, the first: {}", failures.len() + 1, failures[0])
            }
            Tries::Fault { failures } => self
                .connection
                .fault()
                .map_or_else(String::new, |fault| format!("{} tries: {fault}", failures.len())),
        };
        let page = match &self.page {
            Some(Ok(page)) => format!(", status {} after {}", page.status, milliseconds(page.took)),
            Some(Err(failure)) => format!(", GET {}: {failure}", question.path),
            None => String::new(),
        };
        format!("{address} {connection}{page}")
    }
}
