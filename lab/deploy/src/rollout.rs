//! Waiting until workloads are ready, and saying why one is not.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::Value;
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;

use crate::cluster::Cluster;
use crate::error::DeployError;
use crate::event::{Events, Running, Step};
use crate::object::{Key, Object};

mod readiness;
mod reasons;

use readiness::readiness;
use reasons::{Reason, World, reason};

const PAUSE: Duration = Duration::from_millis(500);
/// A reason that does not go away by waiting must have been there for so long: a Secret or tag may come a moment later.
const GIVE_UP_AFTER: Duration = Duration::from_secs(10);
const KINDS: &str = "deployments,daemonsets,statefulsets,replicasets,pods";

/// Waits until every workload among `objects` is ready.
///
/// # Errors
/// [`DeployError::NotReady`] when one is not within `patience`, or never will be.
pub(crate) async fn wait(
    cluster: Cluster<'_>,
    objects: &[Object],
    patience: Duration,
    events: &Events<'_>,
    cancelled: &CancellationToken,
) -> Result<(), DeployError> {
    let workloads: Vec<&Object> = objects.iter().filter(|object| object.is_workload()).collect();
    let step = Running::begin(Step::Rollout, events);
    let (began, mut since) = (Instant::now(), BTreeMap::new());
    loop {
        let world = World::new(cluster.query(&[KINDS, "--all-namespaces"]).await?);
        let stalled = stalled(&workloads, objects, &world);
        let Some((first, why)) = stalled.first() else { break };
        step.detail(format!("{first}: {}", why.text));
        remember(&mut since, &stalled);
        if began.elapsed() > patience || is_hopeless(&since) {
            return Err(not_ready(cluster, stalled, began.elapsed()).await);
        }
        if cancelled.is_cancelled() {
            return Err(DeployError::Cancelled);
        }
        sleep(PAUSE).await;
    }
    step.end();
    Ok(())
}

/// Looks once, at what is there.
///
/// # Errors
/// [`DeployError::NotReady`] when a workload is there and not ready.
pub(crate) async fn check(cluster: Cluster<'_>, objects: &[Object]) -> Result<(), DeployError> {
    let world = World::new(cluster.query(&[KINDS, "--all-namespaces"]).await?);
    let is_there = |object: &&Object| object.is_workload() && world.get(&object.key).is_some();
    let workloads: Vec<&Object> = objects.iter().filter(is_there).collect();
    match stalled(&workloads, objects, &world) {
        stalled if stalled.is_empty() => Ok(()),
        stalled => Err(not_ready(cluster, stalled, Duration::ZERO).await),
    }
}

/// Every workload that is not ready, with its reason.
fn stalled<'a>(workloads: &[&'a Object], objects: &[Object], world: &World) -> Vec<(&'a Key, Reason)> {
    let is_stalled = |object: &&'a Object| {
        let minimum = least_replicas(&object.key, objects);
        let live = world.get(&object.key);
        let waits = live.map_or_else(|| Some("it is not there".to_owned()), |live| readiness(live, minimum));
        waits.map(|waits| (&object.key, reason(world, &object.key, waits)))
    };
    workloads.iter().filter_map(is_stalled).collect()
}

/// Where a `HorizontalPodAutoscaler` counts, its minimum.
fn least_replicas(key: &Key, objects: &[Object]) -> Option<u64> {
    let autoscaler = objects.iter().find(|object| {
        object.key.kind == "HorizontalPodAutoscaler"
            && object.key.namespace == key.namespace
            && object.content.pointer("/spec/scaleTargetRef/name").and_then(Value::as_str) == Some(&key.name)
    })?;
    Some(autoscaler.content.pointer("/spec/minReplicas").and_then(Value::as_u64).unwrap_or(1))
}

/// From when on each workload has had a reason that does not go away.
fn remember(since: &mut BTreeMap<Key, Instant>, stalled: &[(&Key, Reason)]) {
    since.retain(|key, _| stalled.iter().any(|(stalled, reason)| *stalled == key && reason.is_final));
    for (key, _) in stalled.iter().filter(|(_, reason)| reason.is_final) {
        since.entry((*key).clone()).or_insert_with(Instant::now);
    }
}

fn is_hopeless(since: &BTreeMap<Key, Instant>) -> bool {
    since.values().any(|since| since.elapsed() > GIVE_UP_AFTER)
}

async fn not_ready(cluster: Cluster<'_>, stalled: Vec<(&Key, Reason)>, waited: Duration) -> DeployError {
    let mut told = Vec::new();
    // What will never be first: others may only be waiting for their turn.
    let (hopeless, others): (Vec<_>, Vec<_>) = stalled.into_iter().partition(|(_, reason)| reason.is_final);
    for (key, reason) in hopeless.into_iter().chain(others) {
        let words = match (&reason.crashed, &key.namespace) {
            (Some((pod, container)), Some(namespace)) => cluster.last_words(namespace, pod, container).await,
            _ => None,
        };
        let words = words.map(|words| format!("; its last words: {words}")).unwrap_or_default();
        told.push((key.clone(), reason.text + &words));
    }
    DeployError::NotReady { stalled: told, patience: waited }
}
