//! A healthy cluster with the shop on it, for tests to break.

use jiff::{SignedDuration, Timestamp};
use k8s_openapi::api::core::v1::Pod;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use hops_model::{Observation, Outcome};

use crate::{Snapshot, Target, Wanted, target};

/// The shop's objects as `deploy/modules/shop` returns them.
const SHOP: &str = include_str!("testing/shop.json");
const COREFILE: &str =
    ".:53 {\n    forward . /etc/resolv.conf {\n       max_concurrent 1000\n    }\n    loop\n}\n";
const KUBELET: &str = "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\nclusterDNS:\n- 10.96.0.10\nclusterDomain: cluster.local\n";

/// When all tests are.
pub(super) const NOW: &str = "2026-03-01T12:00:00Z";

pub(super) fn parse<T: DeserializeOwned>(value: Value) -> T {
    serde_json::from_value(value).unwrap()
}

/// Some seconds before now, as objects write it.
pub(super) fn ago(seconds: i64) -> String {
    let now: Timestamp = NOW.parse().unwrap();
    (now - SignedDuration::from_secs(seconds)).to_string()
}

/// The cluster.
pub(super) fn healthy() -> Snapshot {
    let mut snapshot = Snapshot { taken: NOW.parse().unwrap(), ..Snapshot::default() };
    for name in ["default", "kube-system", "ninehops"] {
        snapshot.namespaces.push(parse(json!({ "metadata": { "name": name } })));
    }
    for (name, address) in [("cp", "10.0.0.10"), ("w1", "10.0.0.11"), ("w2", "10.0.0.12")] {
        snapshot.nodes.push(parse(json!({
            "metadata": { "name": name, "creationTimestamp": ago(3600), "labels": { "kubernetes.io/os": "linux" } },
            "status": {
                "addresses": [{ "type": "InternalIP", "address": address }],
                "conditions": [{ "type": "Ready", "status": "True", "lastTransitionTime": ago(3500) }],
            },
        })));
        add_pod(
            &mut snapshot,
            "kube-system",
            &format!("kube-proxy-{name}"),
            name,
            json!({
                "metadata": { "labels": { "k8s-app": "kube-proxy" },
                    "ownerReferences": [owner("DaemonSet", "kube-proxy")] },
                "spec": { "hostNetwork": true, "containers": [{ "name": "kube-proxy" }] },
            }),
        );
    }
    for name in ["etcd", "kube-apiserver"] {
        add_pod(
            &mut snapshot,
            "kube-system",
            &format!("{name}-cp"),
            "cp",
            json!({
                "metadata": { "annotations": { "kubernetes.io/config.mirror": "x" } },
                "spec": { "hostNetwork": true, "containers": [{ "name": name }] },
            }),
        );
    }
    add_dns(&mut snapshot);
    for object in serde_json::from_str::<Vec<Value>>(SHOP).unwrap() {
        add(&mut snapshot, object);
    }
    snapshot
}

/// The way of a request through the shop.
pub(super) fn shop(snapshot: &Snapshot) -> Target {
    let wanted = Wanted {
        service: Some("marketplace".to_owned()),
        namespace: Some("marketplace".to_owned()),
        ..Wanted::default()
    };
    target::choose(snapshot, &wanted).unwrap()
}

/// The pods of a Deployment of the shop.
pub(super) fn pods_of<'a>(snapshot: &'a mut Snapshot, name: &'a str) -> impl Iterator<Item = &'a mut Pod> {
    let is_of = move |pod: &&mut Pod| pod.metadata.name.as_deref().is_some_and(|pod| pod.starts_with(name));
    snapshot.pods.iter_mut().filter(is_of)
}

/// The observations that are faults.
pub(super) fn faults(seen: Vec<Observation>) -> Vec<Observation> {
    seen.into_iter().filter(|seen| seen.outcome.is_fault()).collect()
}

/// Outcome, subject and sentence of each, and its facts.
pub(super) fn told(seen: &[Observation]) -> String {
    let mut lines = Vec::new();
    for Observation { subject, outcome, seen, facts, .. } in seen {
        lines.push(format!("{outcome:?} {subject}: {seen}"));
        lines.extend(facts.iter().map(|(key, value)| format!("    {key} = {value}")));
    }
    lines.join("\n")
}

/// Every outcome and key of facts is in the family's row, every subject there once, every sentence without a full stop.
pub(super) fn check(seen: &[Observation]) {
    for observation in seen {
        let Observation { family, subject, outcome, seen: sentence, facts, .. } = observation;
        let row = family.row();
        assert!(row.outcomes.contains(outcome), "{outcome:?} is no answer of {}", row.name);
        for key in facts.keys() {
            assert!(row.facts.contains(&key.as_str()), "`{key}` is no fact of {}", row.name);
        }
        assert_eq!(seen.iter().filter(|other| other.subject == *subject).count(), 1, "{subject}");
        assert!(!sentence.is_empty() && !sentence.ends_with('.'), "{sentence}");
        assert!(*outcome == Outcome::Ok || !facts.is_empty(), "no fact of {subject}");
    }
}

pub(super) fn owner(kind: &str, name: &str) -> Value {
    json!({ "apiVersion": "apps/v1", "kind": kind, "name": name, "uid": name, "controller": true })
}

/// A pod that runs since an hour, with what else a test says of it.
pub(super) fn add_pod(snapshot: &mut Snapshot, namespace: &str, name: &str, node: &str, mut pod: Value) {
    let number = snapshot.pods.len() + 2;
    let host = snapshot.nodes.iter().position(|known| known.metadata.name.as_deref() == Some(node)).unwrap();
    let host = format!("10.0.0.{}", host + 10);
    let is_host = pod["spec"]["hostNetwork"] == true;
    let names: Vec<Value> = pod["spec"]["containers"]
        .as_array()
        .unwrap()
        .iter()
        .map(|container| container["name"].clone())
        .collect();
    pod["metadata"]["namespace"] = json!(namespace);
    pod["metadata"]["name"] = json!(name);
    pod["metadata"]["creationTimestamp"] = json!(ago(3600));
    pod["spec"]["nodeName"] = json!(node);
    pod["status"] = json!({
        "phase": "Running",
        "podIP": if is_host { host.clone() } else { format!("10.244.1.{number}") },
        "hostIP": host,
        "conditions": [{ "type": "Ready", "status": "True", "lastTransitionTime": ago(3500) }],
        "containerStatuses": names.iter().map(|name| json!({
            "name": name, "ready": true, "restartCount": 0, "image": "", "imageID": "",
            "state": { "running": { "startedAt": ago(3550) } },
        })).collect::<Vec<_>>(),
    });
    snapshot.pods.push(parse(pod));
}

fn add_dns(snapshot: &mut Snapshot) {
    let labels = json!({ "k8s-app": "kube-dns" });
    let ports = json!([
        { "name": "dns", "port": 53, "protocol": "UDP", "targetPort": 53 },
        { "name": "dns-tcp", "port": 53, "protocol": "TCP", "targetPort": 53 },
    ]);
    snapshot.services.push(parse(json!({
        "metadata": { "namespace": "kube-system", "name": "kube-dns", "labels": labels },
        "spec": { "clusterIP": "10.96.0.10", "clusterIPs": ["10.96.0.10"], "selector": labels, "ports": ports },
    })));
    for (map, key, text) in [("coredns", "Corefile", COREFILE), ("kubelet-config", "kubelet", KUBELET)] {
        snapshot.config_maps.push(parse(json!({
            "metadata": { "namespace": "kube-system", "name": map }, "data": { key: text },
        })));
    }
    snapshot.daemon_sets.push(parse(json!({
        "metadata": { "namespace": "kube-system", "name": "kube-proxy" },
        "spec": { "selector": {}, "template": { "spec": {
            "nodeSelector": { "kubernetes.io/os": "linux" }, "containers": [],
        } } },
        "status": { "desiredNumberScheduled": 3, "currentNumberScheduled": 3, "numberReady": 3, "numberMisscheduled": 0 },
    })));
    add(
        snapshot,
        json!({
            "kind": "Deployment", "metadata": { "namespace": "kube-system", "name": "coredns" },
            "spec": { "replicas": 2, "selector": { "matchLabels": labels }, "template": {
                "metadata": { "labels": labels },
                "spec": { "dnsPolicy": "Default", "containers": [{ "name": "coredns" }] },
            } },
        }),
    );
}

fn add(snapshot: &mut Snapshot, mut object: Value) {
    match object["kind"].as_str().unwrap() {
        "Namespace" => snapshot.namespaces.push(parse(object)),
        "NetworkPolicy" => snapshot.network_policies.push(parse(object)),
        "Service" => snapshot.services.push(parse(object)),
        "Deployment" => {
            let text = |pointer: &str| object.pointer(pointer).and_then(Value::as_str).unwrap().to_owned();
            let (namespace, name) = (text("/metadata/namespace"), text("/metadata/name"));
            let template = object["spec"]["template"].clone();
            object["status"] = json!({ "conditions": [
                { "type": "Available", "status": "True", "lastTransitionTime": ago(3500) },
            ] });
            snapshot.deployments.push(parse(object));
            add_revision(snapshot, &namespace, &name, 1, &template);
            for node in ["w1", "w2"] {
                let mut pod = template.clone();
                pod["metadata"]["ownerReferences"] = json!([owner("ReplicaSet", &format!("{name}-1"))]);
                add_pod(snapshot, &namespace, &format!("{name}-1-{node}"), node, pod);
            }
        }
        kind => panic!("what is a {kind}?"),
    }
}

/// What a Deployment made its pods from.
pub(super) fn add_revision(
    snapshot: &mut Snapshot,
    namespace: &str,
    name: &str,
    revision: u32,
    template: &Value,
) {
    snapshot.replica_sets.push(parse(json!({
        "metadata": {
            "namespace": namespace, "name": format!("{name}-{revision}"),
            "annotations": { "deployment.kubernetes.io/revision": revision.to_string() },
            "ownerReferences": [owner("Deployment", name)],
        },
        "spec": { "selector": {}, "template": template },
    })));
}
