//! Every node's `NodePort`, asked from here.

use std::collections::BTreeSet;
use std::net::IpAddr;
use std::time::Duration;

use futures_util::{StreamExt, stream};
use hops_model::{Family, Observation, Outcome, Unseen};

use super::visit::{Visit, visit};

/// So many nodes at one time; beyond, one would measure this machine.
const AT_ONCE: usize = 256;
/// So many nodes are asked for the page: it costs the service more than a connection does.
pub(super) const PAGES: usize = 64;

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
    /// For each of three tries to get the page after that, which overlap; from the beginning of a try.
    pub page_limit: Duration,
}

/// Asks every node at once: one observation of [`Family::NodePort`] per node, in their order. Nodes that this machine
/// could not ask are in the other list, and that the page was asked for at some nodes only.
///
/// Whether the connection opens decides, and whether anything comes on it, if it does at another node; what HTTP says
/// is told beside it, and judged by [`page`](super::page()).
pub async fn node_port(question: &NodePortQuestion) -> (Vec<Observation>, Vec<Unseen>) {
    let count = question.nodes.len();
    let nodes = question.nodes.iter().enumerate();
    let visits = nodes.map(|(at, node)| visit(question, node, wants_page(at, count))).collect::<Vec<_>>();
    let visits: Vec<Visit<'_>> = stream::iter(visits).buffered(AT_ONCE).collect().await;
    let lonely = silent_for_want_of_a_pod(question, &visits);
    let is_there_a_page = visits.iter().any(Visit::has_page);
    let (mut seen, mut unseen) = (Vec::new(), Vec::new());
    for visit in &visits {
        let outcome = match visit.outcome() {
            Some(Outcome::Timeout) if lonely => Outcome::TimeoutWithoutLocalPod,
            // Where no node hands out the page, that is not a matter of any node.
            Some(Outcome::Silent) if !is_there_a_page => Outcome::Ok,
            Some(outcome) => outcome,
            None => {
                unseen.push(not_learned(visit.seen(question)));
                continue;
            }
        };
        seen.push(observation(question, visit, outcome));
    }
    unseen.extend(without_page(&question.nodes));
    (seen, unseen)
}

/// Spread evenly over all of them: neighbours in a list are often neighbours in a rack.
fn wants_page(at: usize, count: usize) -> bool {
    count <= PAGES || at * PAGES / count != (at + 1) * PAGES / count
}

/// Which nodes were not asked for the page, in one sentence.
fn without_page(nodes: &[Node]) -> Option<Unseen> {
    let left_out = nodes.iter().enumerate().filter(|(at, _)| !wants_page(*at, nodes.len()));
    let names: Vec<_> = left_out.map(|(_, node)| node.name.as_str()).collect();
    let (first, others) = names.split_first()?;
    let others = match others.len() {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let reason = format!(
        "the page was asked for at {PAGES} of {} nodes; of {first}{others} it is only known whether the connection opens",
        nodes.len()
    );
    Some(not_learned(reason))
}

fn not_learned(reason: String) -> Unseen {
    Unseen { families: vec![Family::NodePort], reason, way_out: None }
}

/// Silence at exactly the nodes without a pod, and an answer at all others.
fn silent_for_want_of_a_pod(question: &NodePortQuestion, visits: &[Visit<'_>]) -> bool {
    let Some(local_pods) = &question.local_pods else { return false };
    let has_pod = |visit: &Visit<'_>| local_pods.contains(&visit.node.name);
    visits.iter().any(has_pod)
        && visits.iter().all(|visit| match visit.outcome() {
            Some(Outcome::Timeout) => !has_pod(visit),
            _ => has_pod(visit),
        })
}

fn observation(question: &NodePortQuestion, visit: &Visit<'_>, outcome: Outcome) -> Observation {
    let Node { name, address } = visit.node;
    let subject = format!("node {name}");
    let observation = Observation::new(Family::NodePort, subject, outcome, visit.seen(question))
        .fact("node", name)
        .fact("address", address.to_string())
        .fact("port", question.port.to_string());
    match visit.connection.answer() {
        Some(reached) => observation.took(reached.took),
        None => observation,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn every_node_is_asked_for_the_page_or_as_many_as_may_be(count in 0_usize..2000) {
            let nodes: Vec<_> = (0..count).map(|at| Node { name: at.to_string(), address: [10, 0, 0, 1].into() }).collect();
            let asked = (0..count).filter(|at| wants_page(*at, count)).count();
            prop_assert_eq!(asked, count.min(PAGES));
            prop_assert_eq!(without_page(&nodes).is_some(), count > PAGES);
        }
    }

    #[test]
    fn who_was_not_asked_for_the_page_is_said() {
        let nodes: Vec<_> =
            (1..=66).map(|at| Node { name: format!("w{at}"), address: [10, 0, 0, 1].into() }).collect();
        let reason = |nodes: &[Node]| without_page(nodes).map(|unseen| unseen.reason);
        assert_eq!(reason(&nodes[..64]), None);
        assert_eq!(
            reason(&nodes[..65]).unwrap(),
            "the page was asked for at 64 of 65 nodes; of w1 it is only known whether the connection opens"
        );
        assert!(reason(&nodes).unwrap().contains("; of w1 and 1 more it is"));
    }
}
