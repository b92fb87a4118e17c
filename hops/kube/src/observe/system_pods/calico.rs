//! Calico's pod of each node, and what its readiness probe says.

use hops_model::{Family, Observation, Outcome};
use jiff::SignedDuration;
use k8s_openapi::api::core::v1::Pod;

use super::{containers, node_of, now};
use crate::Snapshot;
use crate::snapshot::{full_name, is_current, is_ready};

const LABEL: &str = "k8s-app";
const NAME: &str = "calico-node";
/// Sessions with the other nodes take that long after a start.
const PATIENCE: SignedDuration = SignedDuration::from_secs(60);

/// Those that have neither ended nor are about to.
pub(super) fn pods(snapshot: &Snapshot) -> impl Iterator<Item = &Pod> {
    let is_calico = |pod: &&Pod| {
        let label = pod.metadata.labels.as_ref().and_then(|labels| labels.get(LABEL));
        label.is_some_and(|label| label == NAME) && is_current(pod)
    };
    snapshot.pods.iter().filter(is_calico)
}

/// One observation for each node; none of a pod that is not ready and does not say why.
pub(super) fn observe(snapshot: &Snapshot) -> Vec<Observation> {
    pods(snapshot).filter_map(|pod| judge(snapshot, pod)).collect()
}

fn judge(snapshot: &Snapshot, pod: &Pod) -> Option<Observation> {
    let node = node_of(pod);
    let subject = format!("{NAME} on {node}");
    if is_ready(pod) || containers::unready_for(pod, now(snapshot)) <= PATIENCE {
        let seen = format!("{NAME} runs on {node}");
        return Some(Observation::new(Family::SystemPods, subject, Outcome::Ok, seen));
    }
    let warning = snapshot.warnings.get(&full_name(&pod.metadata))?;
    let outcome = outcome(warning)?;
    let seen = format!("{NAME} on {node} is not ready: {warning}");
    let observation = Observation::new(Family::SystemPods, subject, outcome, seen);
    Some(
        observation
            .fact("node", node)
            .fact("workload", format!("daemonset/{NAME}"))
            .fact("reason", warning.clone()),
    )
}

/// What the probe of calico-node prints: of BIRD first, as Felix may be ready without routes.
fn outcome(warning: &str) -> Option<Outcome> {
    let warning = warning.to_ascii_lowercase();
    if warning.contains("bgp not established") || warning.contains("bird is not ready") {
        return Some(Outcome::BgpNotEstablished);
    }
    warning.contains("felix is not ready").then_some(Outcome::FelixNotReady)
}
