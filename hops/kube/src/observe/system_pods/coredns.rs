//! CoreDNS.

use hops_model::{Family, Observation, Outcome};
use jiff::SignedDuration;
use k8s_openapi::api::apps::v1::Deployment;
use k8s_openapi::api::core::v1::Pod;

use super::{containers, now};
use crate::Snapshot;
use crate::observe::cluster_dns;
use crate::snapshot::{full_name, is_ready};

/// As long as a restart takes.
const PATIENCE: SignedDuration = SignedDuration::from_secs(20);
/// What kubeadm makes.
const USUAL: i32 = 2;

pub(super) fn observe(snapshot: &Snapshot) -> Option<Observation> {
    let pods = cluster_dns::pods(snapshot);
    let deployment = deployment(snapshot, &pods);
    if pods.is_empty() && deployment.is_none() && cluster_dns::service(snapshot).is_none() {
        return None;
    }
    let name = deployment.and_then(|deployment| deployment.metadata.name.as_deref()).unwrap_or("coredns");
    let desired =
        deployment.and_then(|deployment| deployment.spec.as_ref()).map(|spec| spec.replicas.unwrap_or(1));
    let (outcome, seen, reason) = judge(snapshot, &pods, deployment, desired);
    let observation = Observation::new(Family::SystemPods, "CoreDNS", outcome, seen);
    if outcome == Outcome::Ok {
        return Some(observation);
    }
    let observation = observation
        .fact("workload", format!("deployment/{name}"))
        // As many as there should be, for a fix.
        .fact("replicas", desired.filter(|desired| *desired > 0).unwrap_or(USUAL).to_string());
    Some(match reason {
        Some(reason) => observation.fact("reason", reason),
        None => observation,
    })
}

fn judge(
    snapshot: &Snapshot,
    pods: &[&Pod],
    deployment: Option<&Deployment>,
    desired: Option<i32>,
) -> (Outcome, String, Option<String>) {
    let now = now(snapshot);
    let ready = pods.iter().filter(|pod| is_ready(pod)).count();
    let all = pods.len();
    if let Some((pod, words)) = pods.iter().find_map(|pod| Some((pod, looping(snapshot, pod)?))) {
        let seen = format!("{} ended with: {words}", full_name(&pod.metadata));
        return (Outcome::DnsLoop, seen, Some(words));
    }
    let is_out_of_memory =
        |pod: &&&Pod| containers::statuses(pod).any(|status| containers::is_out_of_memory(status, now));
    if let Some(pod) = pods.iter().find(is_out_of_memory) {
        let seen =
            format!("{} was killed for want of memory, {ready} of {all} ready", full_name(&pod.metadata));
        return (Outcome::OutOfMemory, seen, Some("OOMKilled".to_owned()));
    }
    if ready > 0 {
        return (Outcome::Ok, format!("{ready} of {all} CoreDNS pods are ready"), None);
    }
    let since = unavailable_for(snapshot, pods, deployment);
    if desired != Some(0) && since <= PATIENCE {
        let seen =
            format!("none of {all} CoreDNS pods is ready since {} s, as in a restart", since.as_secs());
        return (Outcome::Ok, seen, None);
    }
    let reason = pods.iter().flat_map(|pod| containers::statuses(pod)).find_map(containers::waiting);
    let seen = match desired {
        Some(0) => "the Deployment of CoreDNS wants 0 pods, and none is ready".to_owned(),
        _ if pods.is_empty() => "there is no CoreDNS pod".to_owned(),
        _ => format!("none of {all} CoreDNS pods is ready since {} s", since.as_secs()),
    };
    let seen = reason.map_or(seen.clone(), |reason| format!("{seen}: {reason}"));
    (Outcome::NoDnsPods, seen, reason.map(str::to_owned))
}

/// The line by which the plugin `loop` says that a query came back.
fn looping(snapshot: &Snapshot, pod: &Pod) -> Option<String> {
    if is_ready(pod) {
        return None;
    }
    containers::statuses(pod).find_map(|status| {
        let key = format!("{}/{}", full_name(&pod.metadata), status.name);
        let message = containers::end(status).and_then(|end| end.message.as_deref());
        let words = snapshot.last_words.get(&key).map(String::as_str).into_iter().chain(message);
        let mut lines = words.flat_map(str::lines);
        let line = lines.find(|line| line.contains("plugin/loop") && line.contains("detected"))?;
        Some(line.trim().chars().take(200).collect())
    })
}

fn unavailable_for(snapshot: &Snapshot, pods: &[&Pod], deployment: Option<&Deployment>) -> SignedDuration {
    let now = now(snapshot);
    let conditions = deployment.and_then(|deployment| deployment.status.as_ref()?.conditions.as_ref());
    let available = conditions.into_iter().flatten().find(|condition| condition.type_ == "Available");
    if let Some(condition) = available {
        let since = condition.last_transition_time.as_ref().filter(|_| condition.status == "False");
        return since.map_or(SignedDuration::ZERO, |since| now.duration_since(since.0));
    }
    let youngest = pods.iter().map(|pod| containers::unready_for(pod, now)).min();
    youngest.unwrap_or(SignedDuration::MAX)
}

fn deployment<'a>(snapshot: &'a Snapshot, pods: &[&Pod]) -> Option<&'a Deployment> {
    let owner = pods.iter().find_map(|pod| snapshot.owner(pod)).filter(|owner| owner.kind == "Deployment");
    let by_owner = owner.and_then(|owner| snapshot.deployment(cluster_dns::NAMESPACE, owner.name));
    by_owner.or_else(|| snapshot.deployment(cluster_dns::NAMESPACE, "coredns"))
}
