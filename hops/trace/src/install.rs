//! The agents: brought, told whom to ask, removed. All that is ever written to a cluster is written here.

use std::time::Duration;

use hops_agent::{CONFIG_MAP, NAMESPACE, TARGETS_FILE, Targets, manifests};
use hops_kube::{Cluster, ConnectOptions, Snapshot, Target, Wanted, target};
use k8s_openapi::api::core::v1::Pod;
use serde_json::{Value, json};
use tokio::time::{Instant, sleep};

use crate::TraceError;
use crate::agents::{self, AgentPod, Roll, roll};
use crate::targets::targets;

/// Who is written down as the owner of the fields.
const FIELD_MANAGER: &str = "ninehops-trace";
/// Changed on a pod, its kubelet mounts its `ConfigMaps` anew.
const ANNOTATION: &str = "ninehops.dev/targets";
const PODS_COME_WITHIN: Duration = Duration::from_secs(40);
const TARGETS_COME_WITHIN: Duration = Duration::from_secs(20);
const NAMESPACE_GOES_WITHIN: Duration = Duration::from_mins(1);
/// So many late nodes are named.
const NAMED: usize = 3;
const PAUSE: Duration = Duration::from_millis(700);

/// Whom the agents are for, and what they are made of.
#[derive(Clone, Debug)]
pub struct InstallOptions {
    /// Which cluster.
    pub connect: ConnectOptions,
    /// Whose requests.
    pub wanted: Wanted,
    /// The agents' image; without one, that of this version.
    pub image: Option<String>,
}

/// Who is told what was written, a line each.
pub type Told<'a> = &'a (dyn Fn(&str) + Sync);

/// Brings the agents, or brings those that are there up to date, tells them whom to ask and waits until they do.
///
/// # Errors
/// No right, no answer, or no agent that runs.
pub async fn install(options: &InstallOptions, told: Told<'_>) -> Result<(), TraceError> {
    let cluster = Cluster::connect(&options.connect).await?;
    let snapshot = cluster.snapshot().await;
    let target = target::choose(&snapshot, &options.wanted)?;
    for object in objects(options, &snapshot, &target) {
        apply(&cluster, &object).await?;
        told(&format!("wrote {}", name(&object)));
    }
    let (snapshot, here) = pods(&cluster).await?;
    for unseen in &here.unseen {
        told(&unseen.reason);
    }
    let targets = targets(&snapshot, &target, &in_the_pod_network(&snapshot));
    apply(&cluster, &config_map(&targets)).await?;
    for pod in &here.pods {
        let annotated = cluster.annotate_pod(NAMESPACE, &pod.name, ANNOTATION, &targets.revision).await;
        annotated.map_err(TraceError::Install)?;
    }
    told(&format!("told {} agents whom to ask (revision {})", here.pods.len(), targets.revision));
    let late = wait_for_revision(&cluster, here.pods, &targets.revision).await;
    if !late.is_empty() {
        told(&format!("not heard of yet: {}", few(late.iter().map(|pod| pod.node.as_str()).collect())));
    }
    Ok(())
}

/// Removes the agents, and waits until they are gone.
///
/// # Errors
/// No right, or no answer.
pub async fn uninstall(connect: &ConnectOptions, told: Told<'_>) -> Result<(), TraceError> {
    let cluster = Cluster::connect(connect).await?;
    let mut removed = false;
    for object in manifests("").iter().rev() {
        let text = |pointer: &str| object.pointer(pointer).and_then(Value::as_str);
        let deleted = cluster.delete(
            text("/apiVersion").unwrap_or_default(),
            text("/kind").unwrap_or_default(),
            text("/metadata/namespace"),
            text("/metadata/name").unwrap_or_default(),
        );
        if deleted.await.map_err(TraceError::Install)? {
            told(&format!("removed {}", name(object)));
            removed = true;
        }
    }
    if !removed {
        told("there was no agent");
        return Ok(());
    }
    let until = Instant::now() + NAMESPACE_GOES_WITHIN;
    while Instant::now() < until && has_namespace(&cluster.snapshot().await) {
        sleep(PAUSE).await;
    }
    Ok(())
}

/// In the order in which they are applied. The targets are those that are known before there are agents, so that what
/// runs already goes on.
fn objects(options: &InstallOptions, snapshot: &Snapshot, target: &Target) -> Vec<Value> {
    let usual = || format!("docker.io/ninehops/agent:{}", env!("CARGO_PKG_VERSION"));
    let image = options.image.clone().unwrap_or_else(usual);
    let targets = targets(snapshot, target, &in_the_pod_network(snapshot));
    let with_targets = |object: Value| {
        if object["kind"] == "ConfigMap" { config_map(&targets) } else { object }
    };
    manifests(&image).into_iter().map(with_targets).collect()
}

/// The manifest, with these targets in it.
fn config_map(targets: &Targets) -> Value {
    let text = serde_json::to_string(targets).expect("strings and numbers are JSON");
    let of_the_room = manifests("").into_iter().find(|object| object["kind"] == "ConfigMap");
    let mut object = of_the_room.unwrap_or_else(|| {
        json!({ "apiVersion": "v1", "kind": "ConfigMap", "metadata": { "name": CONFIG_MAP, "namespace": NAMESPACE } })
    });
    object["data"] = json!({ TARGETS_FILE: text });
    object
}

async fn apply(cluster: &Cluster, object: &Value) -> Result<(), TraceError> {
    cluster.apply(object, FIELD_MANAGER).await.map(drop).map_err(TraceError::Install)
}

/// Waits until an agent runs on every node that could have one.
async fn pods(cluster: &Cluster) -> Result<(Snapshot, Roll), TraceError> {
    let until = Instant::now() + PODS_COME_WITHIN;
    loop {
        let snapshot = cluster.snapshot().await;
        let here = roll(&snapshot);
        let complete = here.unseen.iter().all(|unseen| unseen.reason.ends_with(agents::NODE_NOT_READY));
        let addressed = in_the_pod_network(&snapshot).len() * 2 >= here.pods.len();
        if !here.pods.is_empty() && complete && addressed {
            return Ok((snapshot, here));
        }
        if Instant::now() >= until {
            let why = here.unseen.first().map(|unseen| unseen.reason.clone());
            return if here.pods.is_empty() {
                Err(TraceError::NoAgentRuns(why.unwrap_or_else(|| "they are not there yet".to_owned())))
            } else {
                Ok((snapshot, here))
            };
        }
        sleep(PAUSE).await;
    }
}

/// Agents in the pod network that have an address.
pub(crate) fn in_the_pod_network(snapshot: &Snapshot) -> Vec<&Pod> {
    let pods = snapshot.pods_made_by(NAMESPACE, "DaemonSet", agents::IN_THE_POD_NETWORK);
    pods.filter(|pod| pod.status.as_ref().is_some_and(|status| status.pod_ip.is_some())).collect()
}

/// Those of which nothing is heard in time.
async fn wait_for_revision(cluster: &Cluster, pods: Vec<AgentPod>, revision: &str) -> Vec<AgentPod> {
    let until = Instant::now() + TARGETS_COME_WITHIN;
    let mut waiting = pods;
    while !waiting.is_empty() && Instant::now() < until {
        let readings = agents::read(cluster, waiting).await;
        let late = readings.into_iter().filter(|reading| {
            let last = reading.records.as_ref().ok().and_then(|records| records.last());
            last.is_none_or(|record| record.revision != revision)
        });
        waiting = late.map(|reading| reading.pod).collect();
        if !waiting.is_empty() {
            sleep(PAUSE).await;
        }
    }
    waiting
}

/// The first of these, each once, and how many more there are.
fn few(mut names: Vec<&str>) -> String {
    names.sort_unstable();
    names.dedup();
    match names.split_at_checked(NAMED) {
        Some((first, more)) if !more.is_empty() => format!("{} and {} more", first.join(", "), more.len()),
        _ => names.join(", "),
    }
}

fn has_namespace(snapshot: &Snapshot) -> bool {
    snapshot.namespaces.iter().any(|namespace| namespace.metadata.name.as_deref() == Some(NAMESPACE))
}

fn name(object: &Value) -> String {
    let text = |pointer: &str| object.pointer(pointer).and_then(Value::as_str).unwrap_or("?");
    let name = text("/metadata/name");
    match object.pointer("/metadata/namespace").and_then(Value::as_str) {
        Some(namespace) => format!("{} {namespace}/{name}", text("/kind")),
        None => format!("{} {name}", text("/kind")),
    }
}
