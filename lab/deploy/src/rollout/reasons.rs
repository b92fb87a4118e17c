//! Why a workload is not ready, from its pods.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::object::Key;

/// Restarts after which a crash is no accident.
const CRASHES: u64 = 3;
/// What kubelet says when no registry has the image for this node.
const NO_IMAGE: [&str; 4] =
    ["not found", "no match for platform", "invalid reference format", "InvalidImageName"];

/// Workloads and pods, as they are.
pub(super) struct World {
    objects: BTreeMap<Key, Value>,
}

/// Why, in words.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Reason {
    pub(super) text: String,
    /// Whether waiting does not help.
    pub(super) is_final: bool,
    /// The pod and container that ended, if that is why.
    pub(super) crashed: Option<(String, String)>,
}

impl World {
    pub(super) fn new(objects: Vec<Value>) -> Self {
        Self { objects: objects.into_iter().filter_map(|object| Some((Key::of(&object)?, object))).collect() }
    }

    pub(super) fn get(&self, key: &Key) -> Option<&Value> {
        self.objects.get(key)
    }

    /// Objects of a kind that an object owns.
    fn owned<'a>(&'a self, owner: &'a Value, kind: &'a str) -> impl Iterator<Item = &'a Value> {
        let uid = &owner["metadata"]["uid"];
        let is_owned = move |object: &&Value| {
            let owners = object.pointer("/metadata/ownerReferences").and_then(Value::as_array);
            owners.into_iter().flatten().any(|owner| &owner["uid"] == uid)
        };
        self.objects
            .iter()
            .filter(move |(key, _)| key.kind == kind)
            .map(|(_, object)| object)
            .filter(is_owned)
    }

    /// The pods of a workload; the newest first, for it is those that are waited for.
    fn pods<'a>(&'a self, workload: &'a Value) -> Vec<&'a Value> {
        let mut pods: Vec<&Value> = self.owned(workload, "Pod").collect();
        pods.extend(self.owned(workload, "ReplicaSet").flat_map(|set| self.owned(set, "Pod")));
        pods.sort_by_key(|pod| std::cmp::Reverse(pod["metadata"]["creationTimestamp"].as_str()));
        pods
    }
}

/// The first reason that a pod has, else that of the workload itself, else what it waits for.
pub(super) fn reason(world: &World, key: &Key, waits: String) -> Reason {
    let plain = |text| Reason { text, is_final: false, crashed: None };
    let Some(workload) = world.get(key) else { return plain(waits) };
    let pods = world.pods(workload);
    let of_pods = pods.iter().filter_map(|pod| of_pod(pod));
    // One that never ends says more than one that may.
    let of_pods = of_pods.max_by_key(|reason| (reason.is_final, reason.crashed.is_some()));
    of_pods.or_else(|| of_workload(workload)).map_or_else(
        || plain(waits.clone()),
        |reason| Reason { text: format!("{waits}: {}", reason.text), ..reason },
    )
}

/// No pod can be made, or none came to be ready in the time that the workload itself sets.
fn of_workload(workload: &Value) -> Option<Reason> {
    let failure = condition(workload, "ReplicaFailure", "True");
    let late = condition(workload, "Progressing", "False");
    let found = failure.or(late)?;
    Some(Reason { text: text(found), is_final: true, crashed: None })
}

fn of_pod(pod: &Value) -> Option<Reason> {
    if condition(pod, "Ready", "True").is_some() || pod.pointer("/metadata/deletionTimestamp").is_some() {
        return None;
    }
    let name = pod.pointer("/metadata/name").and_then(Value::as_str).unwrap_or_default();
    let named = |reason: Reason| Reason { text: format!("pod {name}: {}", reason.text), ..reason };
    let statuses = ["initContainerStatuses", "containerStatuses"];
    let mut containers = statuses.iter().filter_map(|key| pod["status"].get(key)?.as_array()).flatten();
    if let Some(reason) = containers.find_map(|container| of_container(name, container)) {
        return Some(named(reason));
    }
    let unscheduled = condition(pod, "PodScheduled", "False")?;
    Some(named(Reason { text: text(unscheduled), is_final: false, crashed: None }))
}

fn of_container(pod: &str, container: &Value) -> Option<Reason> {
    let waiting = container.pointer("/state/waiting");
    let ended = container.pointer("/state/terminated").or_else(|| container.pointer("/lastState/terminated"));
    let restarts = container["restartCount"].as_u64().unwrap_or(0);
    match (waiting, ended) {
        (waiting, Some(ended)) if restarts > 0 || waiting.is_none() => {
            let name = container["name"].as_str().unwrap_or_default().to_owned();
            let state = waiting.map_or_else(|| "it ended".to_owned(), |waiting| field(waiting, "reason"));
            let text = format!("{state} ({})", end(ended));
            let crashed = Some((pod.to_owned(), name));
            Some(Reason { text, is_final: restarts >= CRASHES, crashed })
        }
        (Some(waiting), _) if field(waiting, "reason") != "ContainerCreating" => {
            let text = text(waiting);
            let is_final = NO_IMAGE.iter().any(|words| text.contains(words));
            Some(Reason { text, is_final, crashed: None })
        }
        _ => None,
    }
}

/// How a container ended: `exit code 1`, `OOMKilled, exit code 137`.
fn end(terminated: &Value) -> String {
    let code = terminated["exitCode"].as_i64().unwrap_or_default();
    match field(terminated, "reason").as_str() {
        "" | "Error" | "Completed" => format!("exit code {code}"),
        reason => format!("{reason}, exit code {code}"),
    }
}

fn condition<'a>(object: &'a Value, kind: &str, status: &str) -> Option<&'a Value> {
    let conditions = object.pointer("/status/conditions")?.as_array()?;
    conditions.iter().find(|condition| condition["type"] == kind && condition["status"] == status)
}

/// `Reason (message)`, on one line.
fn text(condition: &Value) -> String {
    let message = field(condition, "message");
    let message = message.split_whitespace().collect::<Vec<_>>().join(" ");
    match (field(condition, "reason"), message.as_str()) {
        (reason, "") => reason,
        (reason, message) => format!("{reason} ({message})"),
    }
}

fn field(object: &Value, name: &str) -> String {
    object[name].as_str().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests;
