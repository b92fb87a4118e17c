//! Whether anything of a node answers from here, so that a closed port is told from a way that does not exist.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use futures_util::stream::FuturesUnordered;
use futures_util::{StreamExt, stream};
use hops_model::{Family, Observation, Outcome};

use super::Node;
use crate::failure::milliseconds;
use crate::retry::three;
use crate::{Failure, FailureKind, tcp};

/// So many nodes at one time, each at all of its ports.
const AT_ONCE: usize = 256;

/// The question to every node.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct NodeReachQuestion {
    /// Whom to ask, and at which ports something may listen: the API server's on a control plane, kubelet's on all.
    pub nodes: Vec<(Node, Vec<u16>)>,
    /// For each of three tries.
    pub limit: Duration,
}

/// Asks every node at once: observations of [`Family::NodeReach`].
///
/// A port that refuses is an answer: it is the node that refuses. Silence is none, and where some node answers it is not
/// even a sign, since a security group drops what it does not admit. So each node that answers is told, and silent ones
/// only where all of them are.
pub async fn node_reach(question: &NodeReachQuestion) -> Vec<Observation> {
    let ask =
        async |(node, ports): &(Node, Vec<u16>)| (node.clone(), answer(node, ports, question.limit).await);
    let asked: Vec<_> = stream::iter(&question.nodes).map(ask).buffered(AT_ONCE).collect().await;
    let anybody = asked.iter().any(|(_, answer)| answer.is_some());
    let told =
        asked.into_iter().zip(&question.nodes).filter_map(|((node, answer), (_, ports))| match answer {
            Some(answer) => Some(reached(&node, &answer)),
            None if anybody || ports.is_empty() => None,
            None => Some(silent(&node, ports)),
        });
    told.collect()
}

struct Answered {
    port: u16,
    how: String,
    took: Duration,
}

/// The first answer of any port.
async fn answer(node: &Node, ports: &[u16], limit: Duration) -> Option<Answered> {
    let mut asked: FuturesUnordered<_> = ports.iter().map(|port| ask(node.address, *port, limit)).collect();
    while let Some(answer) = asked.next().await {
        if answer.is_some() {
            return answer;
        }
    }
    None
}

async fn ask(address: IpAddr, port: u16, limit: Duration) -> Option<Answered> {
    let address = SocketAddr::new(address, port);
    let tries = three(async || match tcp::connect(address, limit).await {
        Ok(reached) => Ok((format!("connects in {}", milliseconds(reached.took)), reached.took)),
        Err(failure) if is_of_the_node(&failure) => Ok((failure.to_string(), failure.took)),
        Err(failure) => Err(failure),
    });
    let (how, took) = tries.await.answer()?.clone();
    Some(Answered { port, how, took })
}

/// An ICMP error may come from any router on the way.
fn is_of_the_node(failure: &Failure) -> bool {
    matches!(failure.kind, FailureKind::Refused | FailureKind::Reset)
}

fn reached(node: &Node, answer: &Answered) -> Observation {
    let seen = format!("{} {}", SocketAddr::new(node.address, answer.port), answer.how);
    observation(node, Outcome::Ok, seen).fact("port", answer.port.to_string()).took(answer.took)
}

fn silent(node: &Node, ports: &[u16]) -> Observation {
    let ports = ports.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    observation(
        node,
        Outcome::Timeout,
        format!("{} is silent at TCP {ports}, three tries each", node.address),
    )
}

fn observation(node: &Node, outcome: Outcome, seen: String) -> Observation {
    Observation::new(Family::NodeReach, format!("node {}", node.name), outcome, seen)
        .fact("node", &node.name)
        .fact("address", node.address.to_string())
}
