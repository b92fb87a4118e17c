//! A small cluster with a shop on it, as an API server tells of it.

use serde_json::{Value, json};

use crate::api::{Api, Asked, Reply, nothing, refusal};

const LONG_AGO: &str = "2026-01-01T00:00:00Z";

/// What a visitor sees, at any path.
pub(crate) async fn page() -> Api {
    Api::raw(|_| Reply::Text("<!doctype html><title>Books</title>")).await
}

/// Answers lists; nothing else is there. The shop's page is at this port of every node.
pub(crate) fn healthy(node_port: u16, asked: &Asked) -> Reply {
    if asked.path.contains("/configmaps/") {
        return refusal(404, "configmaps not found");
    }
    let items = match asked.path.as_str() {
        "/api/v1/pods" => pods(),
        "/api/v1/services" => services(node_port),
        "/api/v1/nodes" => vec![node("w1", "127.0.0.1"), node("w2", "127.0.0.1")],
        "/api/v1/namespaces" => {
            ["default", "shop"].map(|name| json!({ "metadata": { "name": name } })).into()
        }
        "/apis/discovery.k8s.io/v1/endpointslices" => vec![
            slice("kube-system", "kube-dns", 53, &[("coredns-1", "10.244.1.2", "w1")]),
            slice("shop", "front", 8080, &[("front-1", "10.244.1.3", "w1")]),
            slice("shop", "back", 50051, &[("back-1", "10.244.2.3", "w2")]),
        ],
        "/apis/apps/v1/deployments" => vec![
            deployment("kube-system", "coredns", &json!([])),
            deployment("shop", "front", &json!([{ "name": "BACK", "value": "back:50051" }])),
            deployment("shop", "back", &json!([])),
        ],
        _ => return nothing(),
    };
    Reply::Json(json!({ "metadata": {}, "items": items }))
}

pub(crate) fn pods() -> Vec<Value> {
    vec![
        pod("kube-system", "kube-proxy-w1", ("DaemonSet", "kube-proxy"), "w1", "127.0.0.1"),
        pod("kube-system", "kube-proxy-w2", ("DaemonSet", "kube-proxy"), "w2", "127.0.0.1"),
        pod("kube-system", "coredns-1", ("ReplicaSet", "coredns-x"), "w1", "10.244.1.2"),
        pod("shop", "front-1", ("ReplicaSet", "front-x"), "w1", "10.244.1.3"),
        pod("shop", "back-1", ("ReplicaSet", "back-x"), "w2", "10.244.2.3"),
    ]
}

fn services(node_port: u16) -> Vec<Value> {
    vec![
        service("kube-system", "kube-dns", "10.96.0.10", 53, 0),
        service("shop", "front", "10.96.0.20", 80, node_port),
        service("shop", "back", "10.96.0.21", 50051, 0),
    ]
}

fn node(name: &str, address: &str) -> Value {
    json!({
        "metadata": { "name": name, "creationTimestamp": LONG_AGO },
        "status": {
            "addresses": [{ "type": "InternalIP", "address": address }],
            "conditions": [{ "type": "Ready", "status": "True", "lastTransitionTime": LONG_AGO }],
        },
    })
}

/// One that runs and is ready. What belongs to a Deployment carries its name as a label.
pub(crate) fn pod(
    namespace: &str,
    name: &str,
    (kind, owner): (&str, &str),
    node: &str,
    address: &str,
) -> Value {
    let app = owner.strip_suffix("-x").unwrap_or(owner);
    json!({
        "metadata": {
            "namespace": namespace, "name": name, "creationTimestamp": LONG_AGO,
            "labels": { "app": app, "k8s-app": app, "pod-template-hash": "x" },
            "ownerReferences": [
                { "apiVersion": "apps/v1", "kind": kind, "name": owner, "uid": owner, "controller": true },
            ],
        },
        "spec": { "nodeName": node, "hostNetwork": owner == "kube-proxy", "containers": [{ "name": app }] },
        "status": {
            "phase": "Running", "podIP": address, "podIPs": [{ "ip": address }],
            "conditions": [{ "type": "Ready", "status": "True", "lastTransitionTime": LONG_AGO }],
            "containerStatuses": [{
                "name": app, "ready": true, "restartCount": 0, "image": "", "imageID": "",
                "state": { "running": { "startedAt": LONG_AGO } },
            }],
        },
    })
}

fn service(namespace: &str, name: &str, address: &str, port: u16, node_port: u16) -> Value {
    let app = if name == "kube-dns" { "coredns" } else { name };
    let mut service = json!({
        "metadata": { "namespace": namespace, "name": name },
        "spec": {
            "type": "ClusterIP", "clusterIP": address, "clusterIPs": [address], "selector": { "app": app },
            "ports": [{ "port": port, "protocol": "TCP" }],
        },
    });
    if node_port != 0 {
        service["spec"]["type"] = json!("NodePort");
        service["spec"]["ports"][0]["nodePort"] = json!(node_port);
    }
    service
}

fn slice(namespace: &str, service: &str, port: u16, endpoints: &[(&str, &str, &str)]) -> Value {
    let endpoint = |(pod, address, node): &(&str, &str, &str)| {
        json!({
            "addresses": [address], "conditions": { "ready": true }, "nodeName": node,
            "targetRef": { "kind": "Pod", "namespace": namespace, "name": pod },
        })
    };
    json!({
        "metadata": { "namespace": namespace, "name": format!("{service}-1"),
            "labels": { "kubernetes.io/service-name": service } },
        "addressType": "IPv4",
        "endpoints": endpoints.iter().map(endpoint).collect::<Vec<_>>(),
        "ports": [{ "port": port, "protocol": "TCP" }],
    })
}

fn deployment(namespace: &str, name: &str, env: &Value) -> Value {
    json!({
        "metadata": { "namespace": namespace, "name": name },
        "spec": {
            "replicas": 1,
            "selector": { "matchLabels": { "app": name } },
            "template": {
                "metadata": { "labels": { "app": name } },
                "spec": { "containers": [{ "name": name, "env": env }] },
            },
        },
        "status": { "replicas": 1, "readyReplicas": 1, "availableReplicas": 1, "conditions": [
            { "type": "Available", "status": "True", "lastTransitionTime": LONG_AGO },
        ] },
    })
}
