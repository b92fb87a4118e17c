//! Who is there to be asked.

use hops_agent::{Mode, NAMESPACE};
use hops_kube::Snapshot;
use hops_model::{Access, FAMILIES, Family, Unseen};
use k8s_openapi::api::core::v1::{Node, Pod};

/// Names of the two `DaemonSets`.
const DAEMON_SETS: [(&str, Mode); 2] = [(IN_THE_POD_NETWORK, Mode::Pod), ("ninehops-agent-host", Mode::Host)];
/// The one whose pods answer each other.
pub(crate) const IN_THE_POD_NETWORK: &str = "ninehops-agent";
/// Why nothing is heard of a node that is down.
pub(crate) const NODE_NOT_READY: &str = "the node is not Ready";

/// A pod of one of them.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) struct AgentPod {
    pub(crate) node: String,
    pub(crate) name: String,
    pub(crate) is_host: bool,
}

/// The agents that can answer, and why the others cannot.
#[derive(Debug, Default)]
pub(crate) struct Roll {
    pub(crate) pods: Vec<AgentPod>,
    pub(crate) unseen: Vec<Unseen>,
}

/// From what the API server says of the two `DaemonSets` and the nodes.
pub(crate) fn roll(snapshot: &Snapshot) -> Roll {
    let mut roll = Roll::default();
    for (name, mode) in DAEMON_SETS {
        let pods: Vec<&Pod> = snapshot.pods_made_by(NAMESPACE, "DaemonSet", name).collect();
        if pods.is_empty() {
            roll.unseen.push(not_installed(mode));
            continue;
        }
        for node in &snapshot.nodes {
            let node_name = node.metadata.name.as_deref().unwrap_or_default();
            match state(node, pods.iter().copied().find(|pod| node_of(pod) == Some(node_name))) {
                Ok(name) => {
                    roll.pods.push(AgentPod {
                        node: node_name.to_owned(),
                        name,
                        is_host: mode == Mode::Host,
                    });
                }
                Err(why) => roll.unseen.push(silent(mode, node_name, &why)),
            }
        }
    }
    merge(&mut roll.unseen);
    roll
}

fn state(node: &Node, pod: Option<&Pod>) -> Result<String, String> {
    if !is_ready(node) {
        return Err(NODE_NOT_READY.to_owned());
    }
    let pod = pod.ok_or("it has no pod there")?;
    let name = pod.metadata.name.clone().unwrap_or_default();
    let status = pod.status.as_ref();
    match status.and_then(|status| status.phase.as_deref()) {
        Some("Running") => Ok(name),
        phase => {
            let statuses = status.iter().flat_map(|status| status.container_statuses.iter().flatten());
            let waiting: Vec<_> = statuses
                .filter_map(|status| status.state.as_ref()?.waiting.as_ref()?.reason.clone())
                .collect();
            let why =
                waiting.into_iter().next_back().unwrap_or_else(|| phase.unwrap_or("unknown").to_owned());
            Err(format!("its pod {name} does not run: {why}"))
        }
    }
}

/// What an agent is asked; the rest of its access nobody asks yet.
fn families(mode: Mode) -> Vec<Family> {
    let access = match mode {
        Mode::Pod => Access::PodAgent,
        Mode::Host => Access::HostAgent,
    };
    FAMILIES.iter().filter(|row| row.access == access).map(|row| row.family).collect()
}

fn not_installed(mode: Mode) -> Unseen {
    Unseen {
        families: families(mode),
        reason: "no agent is installed in the cluster".to_owned(),
        way_out: Some("ninehops trace --install-agent".to_owned()),
    }
}

/// An agent of which nothing is heard.
pub(crate) fn silent(mode: Mode, node: &str, why: &str) -> Unseen {
    Unseen {
        families: families(mode),
        reason: format!("the agent on {node} is silent: {why}"),
        way_out: None,
    }
}

/// One sentence for both agents of a node, and for both `DaemonSets`.
pub(crate) fn merge(unseen: &mut Vec<Unseen>) {
    let mut merged: Vec<Unseen> = Vec::new();
    for one in unseen.drain(..) {
        match merged.iter_mut().find(|other| other.reason == one.reason) {
            Some(other) => {
                let new = one.families.into_iter().filter(|family| !other.families.contains(family));
                other.families.extend(new.collect::<Vec<_>>());
            }
            None => merged.push(one),
        }
    }
    *unseen = merged;
}

fn node_of(pod: &Pod) -> Option<&str> {
    pod.spec.as_ref()?.node_name.as_deref()
}

/// Whether a node's own condition says that it is.
pub(crate) fn is_ready(node: &Node) -> bool {
    let conditions = node.status.iter().flat_map(|status| status.conditions.iter().flatten());
    conditions.into_iter().any(|condition| condition.type_ == "Ready" && condition.status == "True")
}
