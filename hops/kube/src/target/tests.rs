use serde_json::{Value, json};

use super::*;
use crate::Kind;

fn parse<T: serde::de::DeserializeOwned>(value: Value) -> T {
    serde_json::from_value(value).unwrap()
}

fn service(name: &str, spec: &Value) -> Service {
    let (namespace, name) = name.split_once('/').unwrap();
    parse(json!({ "metadata": { "namespace": namespace, "name": name }, "spec": spec }))
}

fn pod(name: &str, env: &Value) -> Pod {
    parse(json!({
        "metadata": { "namespace": "shop", "name": name, "labels": { "app": "front" } },
        "spec": { "containers": [{ "name": "c", "env": env }] },
    }))
}

/// Two Services, one of them open to the outside, and the cluster's own.
fn cluster() -> Snapshot {
    let port = json!([{ "name": "http", "port": 80, "nodePort": 30080 }]);
    Snapshot {
        services: vec![
            service("default/kubernetes", &json!({ "clusterIP": "10.96.0.1", "ports": [{ "port": 443 }] })),
            service(
                "ingress/traefik",
                &json!({ "type": "LoadBalancer", "ports": [{ "port": 80, "nodePort": 31000 }] }),
            ),
            service(
                "shop/front",
                &json!({ "type": "NodePort", "selector": { "app": "front" }, "ports": port }),
            ),
            service("shop/back", &json!({ "selector": { "app": "back" }, "ports": [{ "port": 50051 }] })),
            service("data/db", &json!({ "ports": [{ "port": 5432 }] })),
        ],
        pods: vec![pod("a", &json!([{ "name": "BACK", "value": "back:50051" }]))],
        ..Snapshot::default()
    }
}

fn chosen(snapshot: &Snapshot, url: Option<&str>, service: Option<&str>) -> Result<String, TargetError> {
    let wanted = Wanted { url: url.map(str::to_owned), service: service.map(str::to_owned), namespace: None };
    choose(snapshot, &wanted).map(|target| format!("{}/{}:{}", target.namespace, target.service, target.port))
}

#[test]
fn the_service_is_found_by_name_by_url_or_as_the_only_open_one() {
    let cluster = cluster();
    for (url, name, expected) in [
        (None, None, "shop/front:80"),
        (Some("http://10.0.0.5:30080/x"), None, "shop/front:80"),
        (Some("http://10.0.0.5:31000"), None, "ingress/traefik:80"),
        (Some("https://10.96.0.1"), None, "default/kubernetes:443"),
        (Some("http://who.knows"), None, "shop/front:80"),
        (None, Some("back"), "shop/back:50051"),
        (None, Some("data/db"), "data/db:5432"),
        (Some("http://10.0.0.5:30080"), Some("back"), "shop/back:50051"),
    ] {
        assert_eq!(chosen(&cluster, url, name).as_deref(), Ok(expected), "{url:?} {name:?}");
    }
}

#[test]
fn what_is_not_clear_is_told_with_what_there_is() {
    let mut cluster = cluster();
    assert_eq!(
        chosen(&cluster, None, Some("fronts")).unwrap_err().to_string(),
        "there is no Service `fronts`; there are: shop/front"
    );
    cluster.services.push(service("other/front", &json!({ "type": "NodePort" })));
    for name in [None, Some("front")] {
        let error = chosen(&cluster, None, name).unwrap_err();
        assert_eq!(
            error.to_string(),
            "which Service is meant is not clear; there are: other/front, shop/front"
        );
    }
    cluster.services.clear();
    cluster.missing.insert(Kind::Services);
    assert!(matches!(chosen(&cluster, None, None), Err(TargetError::Unseen { .. })));
}

#[test]
fn backends_are_the_services_that_pods_and_templates_name() {
    let mut cluster = cluster();
    let env = json!([
        { "name": "DB_URL", "value": "postgres://me:secret@db.data.svc:5432/x" },
        { "name": "BACK", "value": "http://back" },
        { "name": "SELF", "value": "front:80" },
        { "name": "ELSEWHERE", "value": "https://example.com" },
    ]);
    cluster.pods.push(pod("b", &env));
    let target = choose(&cluster, &Wanted::default()).unwrap();
    assert_eq!(target.front_pods, ["a", "b"]);
    assert_eq!(target.node_port, Some(30080));
    assert_eq!(target.services(), [("shop", "front"), ("shop", "back"), ("data", "db")]);
    assert_eq!(target.backends[1].value, "postgres://db.data.svc:5432/x");
}

#[test]
fn a_selector_that_matches_nothing_still_leads_to_the_namesakes_pods() {
    let mut cluster = cluster();
    cluster.pods[0].metadata.labels = Some(parse(json!({ "app": "other", "pod-template-hash": "1" })));
    cluster.pods[0].metadata.owner_references = Some(parse(json!([
        { "apiVersion": "apps/v1", "kind": "ReplicaSet", "name": "front-1", "uid": "", "controller": true },
    ])));
    let target = choose(&cluster, &Wanted::default()).unwrap();
    assert_eq!(target.front_pods, ["a"]);
    assert_eq!(target.services(), [("shop", "front"), ("shop", "back")]);
}

#[test]
fn without_any_pod_the_template_tells() {
    let mut cluster = cluster();
    cluster.pods.clear();
    cluster.deployments.push(parse(json!({
        "metadata": { "namespace": "shop", "name": "front" },
        "spec": { "selector": {}, "template": { "spec": { "containers": [
            { "name": "c", "env": [{ "name": "BACK", "value": "back:50051" }] },
        ] } } },
    })));
    let target = choose(&cluster, &Wanted::default()).unwrap();
    assert_eq!(target.services(), [("shop", "front"), ("shop", "back")]);
}
