//! What the logs say that nobody can read: whether kubelets answer the API server at all.

use std::collections::BTreeMap;

use hops_model::{Family, Observation, Outcome};

use super::AgentPod;

/// So often the log of each agent of a node must have been asked for in vain. One silence is a busy node.
const ENOUGH: usize = 2;
/// Who asks for logs.
const API_SERVER: &str = "API server";
const PORT: u16 = 10250;

/// Of agents, whether anything came of their logs and how many readings timed out: the nodes whose kubelets let all of
/// them time out. Somebody must have been heard, or it is the API server that hangs.
pub(super) fn kubelets<'a>(
    agents: impl Iterator<Item = (&'a AgentPod, bool, usize)>,
) -> impl Iterator<Item = Observation> {
    let mut is_mute: BTreeMap<&str, bool> = BTreeMap::new();
    let mut is_anybody_heard = false;
    for (pod, has_answered, silences) in agents {
        is_anybody_heard |= has_answered;
        *is_mute.entry(&pod.node).or_insert(true) &= !has_answered && silences >= ENOUGH;
    }
    let mute = is_mute.into_iter().filter(move |(_, is_mute)| is_anybody_heard && *is_mute);
    mute.map(|(node, _)| of(node))
}

fn of(node: &str) -> Observation {
    let seen = format!(
        "the kubelet of {node} does not answer the API server, which asks it for logs at TCP {PORT}, while the node is Ready"
    );
    Observation::new(Family::NodeTcp, format!("{API_SERVER} -> {node}"), Outcome::Timeout, seen)
        .fact("from", API_SERVER)
        .fact("to", node)
        .fact("port", PORT.to_string())
}
