//! The shop's pods, and what they count.

use std::collections::BTreeSet;

use serde_json::Value;

use super::NAMESPACE;
use crate::LAB;
use crate::boot::{WORKERS, is_ready};
use crate::wait::until;

/// What both services are called, and their containers.
pub(crate) const SERVICES: [&str; 2] = ["marketplace", "recommendations"];
/// Where a process tells of itself.
const OPS_PORT: u16 = 9464;

/// The pods of a service that are not on their way out.
pub(crate) fn of(service: &str) -> Vec<Value> {
    all_of(service).into_iter().filter(stays).collect()
}

/// With those that are on their way out.
pub(crate) fn all_of(service: &str) -> Vec<Value> {
    let selector = format!("--selector=app.kubernetes.io/name={service}");
    LAB.get(&["pods", NAMESPACE, &selector])["items"].as_array().unwrap().clone()
}

fn stays(pod: &Value) -> bool {
    pod["metadata"]["deletionTimestamp"].is_null()
}

/// Those of them that are Ready.
pub(crate) fn ready(service: &str) -> Vec<Value> {
    of(service).into_iter().filter(is_ready).collect()
}

pub(crate) fn name(pod: &Value) -> &str {
    pod["metadata"]["name"].as_str().unwrap()
}

/// Where a pod runs; nothing while it does not.
pub(crate) fn node(pod: &Value) -> &str {
    pod["spec"]["nodeName"].as_str().unwrap_or_default()
}

/// How often its containers were started again.
pub(crate) fn restarts(pod: &Value) -> u64 {
    let statuses = pod["status"]["containerStatuses"].as_array();
    let counts = statuses.into_iter().flatten().map(|status| status["restartCount"].as_u64());
    counts.map(Option::unwrap_or_default).sum()
}

/// Waits until each worker has a pod of each service, all that there shall be are Ready, and no old one is left.
pub(crate) fn until_spread() {
    for service in SERVICES {
        rollout_is_over(service);
        until("a pod on each worker", || nodes(service), |nodes| nodes.iter().eq(WORKERS.iter()));
        let old = || all_of(service).iter().filter(|pod| !stays(pod)).map(name).map(str::to_owned).collect();
        until("the end of old pods", old, Vec::<String>::is_empty);
    }
}

/// Where the Ready pods of a service are.
fn nodes(service: &str) -> BTreeSet<String> {
    ready(service).iter().map(|pod| node(pod).to_owned()).collect()
}

/// Replaces the pods of both services, and again until each worker has one of each: the scheduler spreads pods when
/// it places them, and what an autoscaler or a rollout taken back removes later may leave them side by side.
pub(crate) fn spread_again() {
    let is_spread = || {
        restart_both();
        SERVICES.into_iter().all(|service| {
            rollout_is_over(service);
            nodes(service).iter().eq(WORKERS.iter())
        })
    };
    until("a pod on each worker", is_spread, |spread| *spread);
    until_spread();
}

/// Begins to replace the pods of both services.
fn restart_both() {
    for service in SERVICES {
        LAB.kubectl(&["rollout", "restart", &format!("deployment/{service}"), NAMESPACE]);
    }
}

/// Waits until a Deployment is as it is meant to be.
pub(crate) fn rollout_is_over(service: &str) {
    LAB.kubectl(&["rollout", "status", &format!("deployment/{service}"), NAMESPACE, "--timeout=180s"]);
}

/// The sum of a counter's series in a pod. A pod that is being born or dying has none.
pub(crate) fn counter(pod: &Value, series: &str) -> Option<f64> {
    let path = format!("/api/v1/namespaces/marketplace/pods/{}:{OPS_PORT}/proxy/metrics", name(pod));
    let metrics = LAB.run(&["kubectl", "get", "--raw", &path]);
    if metrics.exit != Some(0) {
        return None;
    }
    let value = |line: &str| {
        let rest = line.strip_prefix(series)?;
        let value = if rest.starts_with('{') { rest.rsplit_once('}')?.1 } else { rest };
        value.strip_prefix(' ')?.split(' ').next()?.parse::<f64>().ok()
    };
    Some(metrics.stdout.lines().filter_map(value).sum())
}
