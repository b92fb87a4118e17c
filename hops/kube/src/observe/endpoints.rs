//! Do the Services have ready endpoints at a port where a pod listens?
//!
//! What cannot be proved is not said. A container may listen at a port that it does not declare, so a number that no
//! container declares is a fault only where every container declares ports and none of the probes asks at that number.
//! A name that no container has leads nowhere, whatever the containers do.

use hops_model::{Family, Observation, Outcome};
use k8s_openapi::api::core::v1::{Pod, Service};
use k8s_openapi::api::discovery::v1::Endpoint;

use super::pod_state::judge;
use crate::snapshot::{full_name, is_ready};
use crate::{Kind, Snapshot, Target};

mod local;
mod ports;
mod selector;

/// One observation for each Service on the way.
pub fn observe(snapshot: &Snapshot, target: &Target) -> Vec<Observation> {
    let services = target.services().into_iter();
    let services = services.filter_map(|(namespace, name)| snapshot.service(namespace, name));
    let services = services.filter(|service| kind(service) != Some("ExternalName"));
    services.filter_map(|service| judge_service(snapshot, target, service)).collect()
}

/// The first thing that is wrong, in the order of a packet. Nothing where too little was listed to say.
fn judge_service(snapshot: &Snapshot, target: &Target, service: &Service) -> Option<Observation> {
    let say = |outcome, seen: String| observation(service, outcome, &seen);
    let pods: Vec<&Pod> = snapshot.pods_of(service).collect();
    if pods.is_empty() && has_selector(service) {
        return snapshot.has(&[Kind::Pods]).then(|| selector::without_pods(snapshot, service, say)).flatten();
    }
    if !snapshot.has(&[Kind::EndpointSlices]) {
        return None;
    }
    if let Some(wrong) = ports::wrong(service, &pods) {
        return Some(wrong.tell(say));
    }
    let ready = ready_endpoints(snapshot, service);
    if ready.is_empty() {
        return Some(without_ready(snapshot, service, &pods, say));
    }
    let local = local::external(snapshot, service, &ready)
        .or_else(|| local::internal(snapshot, target, service, &ready));
    Some(match local {
        Some(local) => local.tell(say),
        None => say(Outcome::Ok, count(ready.len())),
    })
}

fn count(ready: usize) -> String {
    match ready {
        1 => "has one ready endpoint".to_owned(),
        many => format!("has {many} ready endpoints"),
    }
}

/// Pods that are being made are a matter of time.
fn without_ready(
    snapshot: &Snapshot,
    service: &Service,
    pods: &[&Pod],
    say: impl Fn(Outcome, String) -> Observation,
) -> Observation {
    let now = snapshot.now();
    let in_time = pods.iter().filter(|pod| judge(snapshot, pod, now).outcome == Outcome::Ok).count();
    if in_time > 0 && pods.iter().any(|pod| !is_ready(pod)) {
        return say(Outcome::Ok, "has no ready endpoint yet: its pods are being started".to_owned());
    }
    let seen = match pods.len() {
        0 => "has no selector and no ready endpoint".to_owned(),
        1 => "has no ready endpoint: its one pod is not ready".to_owned(),
        many => format!("has no ready endpoint: none of its {many} pods is ready"),
    };
    say(Outcome::NotReady, seen).fact("selector", selector::text(service))
}

/// Endpoints to which packets may be sent.
fn ready_endpoints<'a>(snapshot: &'a Snapshot, service: &'a Service) -> Vec<&'a Endpoint> {
    let slices = snapshot.slices_of(service);
    let endpoints = slices.flat_map(|slice| slice.endpoints.iter().flatten());
    let is_ready = |endpoint: &&Endpoint| {
        endpoint.conditions.as_ref().and_then(|conditions| conditions.ready).unwrap_or(true)
    };
    endpoints.filter(is_ready).collect()
}

fn observation(service: &Service, outcome: Outcome, seen: &str) -> Observation {
    let name = full_name(&service.metadata);
    let seen = format!("Service `{name}` {seen}");
    let observation = Observation::new(Family::Endpoints, format!("service {name}"), outcome, seen);
    if outcome == Outcome::Ok {
        return observation;
    }
    observation
        .fact("namespace", service.metadata.namespace.as_deref().unwrap_or_default())
        .fact("service", service.metadata.name.as_deref().unwrap_or_default())
}

fn has_selector(service: &Service) -> bool {
    let selector = service.spec.as_ref().and_then(|spec| spec.selector.as_ref());
    selector.is_some_and(|selector| !selector.is_empty())
}

fn kind(service: &Service) -> Option<&str> {
    service.spec.as_ref()?.type_.as_deref()
}

#[cfg(test)]
mod tests;
