//! What the API server says of nodes and pods, read for one question: is it ready, and if not, why?

use std::collections::BTreeMap;

use serde_json::Value;

/// Nodes and pods by name, as last heard.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cluster {
    nodes: BTreeMap<String, Readiness>,
    pods: BTreeMap<String, Readiness>,
}

/// Whether something can be used.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Readiness {
    Ready,
    /// Not yet, for that reason.
    NotReady(String),
}

impl Cluster {
    /// Takes in a Node or Pod. Others are no concern here.
    pub(crate) fn hear(&mut self, object: &Value) {
        let Some(name) = object.pointer("/metadata/name").and_then(Value::as_str) else { return };
        match object.get("kind").and_then(Value::as_str) {
            Some("Node") => {
                self.nodes.insert(name.to_owned(), node_readiness(object));
            }
            Some("Pod") if object.pointer("/metadata/deletionTimestamp").is_some() => {
                self.pods.remove(name);
            }
            Some("Pod") => {
                self.pods.insert(name.to_owned(), pod_readiness(object));
            }
            _ => {}
        }
    }

    pub(crate) fn node(&self, name: &str) -> Readiness {
        let unknown = || Readiness::NotReady("it has not registered".to_owned());
        self.nodes.get(name).cloned().unwrap_or_else(unknown)
    }

    /// Pods whose names begin so.
    pub(crate) fn pods(&self, prefix: &str) -> impl Iterator<Item = (&str, &Readiness)> {
        self.pods
            .iter()
            .filter(move |(name, _)| name.starts_with(prefix))
            .map(|(name, it)| (name.as_str(), it))
    }

    /// Every reason for which something is not ready, as `what: why`.
    pub(crate) fn reasons(&self, nodes: &[&str]) -> Vec<String> {
        let nodes = nodes.iter().map(|name| ((*name).to_owned(), self.node(name)));
        let pods = self.pods.iter().map(|(name, readiness)| (format!("pod {name}"), readiness.clone()));
        nodes
            .chain(pods)
            .filter_map(|(name, readiness)| match readiness {
                Readiness::Ready => None,
                Readiness::NotReady(reason) => Some(format!("{name}: {reason}")),
            })
            .collect()
    }
}

/// Ready means that ordinary pods are scheduled to it, the control plane's own taint aside.
pub(crate) fn node_readiness(node: &Value) -> Readiness {
    let Some(ready) = condition(node, "Ready") else {
        return Readiness::NotReady("its kubelet has not reported".to_owned());
    };
    if ready.get("status").and_then(Value::as_str) != Some("True") {
        return Readiness::NotReady(text(ready));
    }
    let taints = node.pointer("/spec/taints").and_then(Value::as_array).into_iter().flatten();
    let keys = taints.filter_map(|taint| taint.get("key").and_then(Value::as_str));
    match keys.into_iter().find(|key| *key == "node.kubernetes.io/not-ready") {
        Some(taint) => Readiness::NotReady(format!("it has the taint `{taint}`")),
        None => Readiness::Ready,
    }
}

fn pod_readiness(pod: &Value) -> Readiness {
    if condition(pod, "Ready").and_then(|ready| ready.get("status")).and_then(Value::as_str) == Some("True") {
        return Readiness::Ready;
    }
    let statuses = ["initContainerStatuses", "containerStatuses"];
    let mut containers = statuses.iter().filter_map(|key| pod.get("status")?.get(key)?.as_array()).flatten();
    let waiting = containers.find_map(|container| container.pointer("/state/waiting"));
    let unscheduled = condition(pod, "PodScheduled")
        .filter(|scheduled| scheduled.get("status").and_then(Value::as_str) == Some("False"));
    Readiness::NotReady(match waiting.or(unscheduled) {
        Some(reason) => text(reason),
        None => "it runs, and its readiness probe has not succeeded".to_owned(),
    })
}

fn condition<'a>(object: &'a Value, kind: &str) -> Option<&'a Value> {
    let conditions = object.pointer("/status/conditions")?.as_array()?;
    conditions.iter().find(|condition| condition.get("type").and_then(Value::as_str) == Some(kind))
}

/// `Reason (message)`, on one line.
fn text(condition: &Value) -> String {
    let field = |name| condition.get(name).and_then(Value::as_str).unwrap_or_default();
    let message = field("message").split_whitespace().collect::<Vec<_>>().join(" ");
    match (field("reason"), message.as_str()) {
        (reason, "") => reason.to_owned(),
        (reason, message) => format!("{reason} ({message})"),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn node(status: &str, taints: &Value) -> Value {
        json!({
            "kind": "Node", "metadata": { "name": "w1" }, "spec": { "taints": taints },
            "status": { "conditions": [
                { "type": "Ready", "status": status, "reason": "KubeletNotReady", "message": "cni plugin not\ninitialized" },
            ] },
        })
    }

    #[test]
    fn a_node_is_ready_when_pods_are_scheduled_to_it() {
        let mut cluster = Cluster::default();
        let not_ready = json!([{ "key": "node.kubernetes.io/not-ready", "effect": "NoSchedule" }]);
        let control_plane =
            json!([{ "key": "node-role.kubernetes.io/control-plane", "effect": "NoSchedule" }]);
        let mut heard = vec![cluster.node("w1")];
        for object in [node("False", &not_ready), node("True", &not_ready), node("True", &control_plane)] {
            cluster.hear(&object);
            heard.push(cluster.node("w1"));
        }
        insta::assert_debug_snapshot!(heard, @r#"
        [
            NotReady(
                "it has not registered",
            ),
            NotReady(
                "KubeletNotReady (cni plugin not initialized)",
            ),
            NotReady(
                "it has the taint `node.kubernetes.io/not-ready`",
            ),
            Ready,
        ]
        "#);
    }

    #[test]
    fn a_pod_says_what_it_waits_for() {
        let pod = |name: &str, status: &Value| json!({ "kind": "Pod", "metadata": { "name": name }, "status": status });
        let mut cluster = Cluster::default();
        cluster.hear(&pod(
            "no-image",
            &json!({ "containerStatuses": [{ "state": { "waiting": {
            "reason": "ErrImagePull", "message": "no match for platform in manifest: not found" } } }] }),
        ));
        cluster.hear(&pod("no-node", &json!({ "conditions": [
            { "type": "PodScheduled", "status": "False", "reason": "Unschedulable", "message": "0/3 nodes are available" }] })));
        cluster.hear(&pod("probed", &json!({ "containerStatuses": [{ "state": { "running": {} } }] })));
        cluster.hear(&pod("ready", &json!({ "conditions": [{ "type": "Ready", "status": "True" }] })));
        insta::assert_snapshot!(cluster.reasons(&[]).join("\n"), @r"
        pod no-image: ErrImagePull (no match for platform in manifest: not found)
        pod no-node: Unschedulable (0/3 nodes are available)
        pod probed: it runs, and its readiness probe has not succeeded
        ");
    }

    #[test]
    fn a_deleted_pod_is_forgotten() {
        let mut cluster = Cluster::default();
        cluster.hear(&json!({ "kind": "Pod", "metadata": { "name": "coredns-1" }, "status": {} }));
        assert_eq!(cluster.pods("coredns-").count(), 1);
        cluster.hear(&json!({ "kind": "Pod", "metadata": { "name": "coredns-1", "deletionTimestamp": "2026-01-01T00:00:00Z" } }));
        assert_eq!(cluster.pods("coredns-").count(), 0);
    }
}
