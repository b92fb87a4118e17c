use std::net::IpAddr;

use hops_agent::Targets;
use hops_kube::{Snapshot, Wanted, target};
use hops_model::Family;
use k8s_openapi::api::core::v1::Pod;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::{closed_to_agents, targets};

fn parse<T: DeserializeOwned>(value: Value) -> T {
    serde_json::from_value(value).unwrap()
}

fn node(name: &str, address: &str, ready: &str) -> Value {
    json!({
        "metadata": { "name": name, "labels": { "topology.kubernetes.io/zone": "eu-1a" } },
        "status": {
            "addresses": [{ "type": "Hostname", "address": name }, { "type": "InternalIP", "address": address }],
            "conditions": [{ "type": "Ready", "status": ready }],
        },
    })
}

fn pod(namespace: &str, app: &str, node: &str, address: &str, env: &Value) -> Value {
    json!({
        "metadata": { "namespace": namespace, "name": format!("{app}-1"), "labels": { "app": app },
            "ownerReferences": [
                { "apiVersion": "apps/v1", "kind": "DaemonSet", "name": app, "uid": "1", "controller": true },
            ] },
        "spec": { "nodeName": node, "containers": [{ "name": app, "env": env }] },
        "status": { "phase": "Running", "podIP": address },
    })
}

fn service(namespace: &str, name: &str, address: &str, port: &Value) -> Value {
    json!({
        "metadata": { "namespace": namespace, "name": name },
        "spec": { "clusterIP": address, "selector": { "app": "back" }, "ports": [port] },
    })
}

fn slice(namespace: &str, service: &str, port: u16, endpoints: &Value) -> Value {
    json!({
        "metadata": { "namespace": namespace, "name": service, "labels": { "kubernetes.io/service-name": service } },
        "addressType": "IPv4", "endpoints": endpoints, "ports": [{ "name": "", "port": port }],
    })
}

fn endpoint(address: &str, node: &str, ready: &Value) -> Value {
    json!({ "addresses": [address], "nodeName": node, "conditions": { "ready": ready },
        "targetRef": { "kind": "Pod", "name": "back-1" } })
}

/// A front that is told to call `back`, on two nodes that are Ready and beside one that is not.
fn shop() -> Snapshot {
    let ends = json!([
        endpoint("10.244.2.3", "w2", &json!(true)),
        endpoint("10.244.2.4", "w2", &json!(false)),
        endpoint("10.244.2.5", "w2", &Value::Null),
    ]);
    let dns = json!([endpoint("10.244.1.2", "w1", &json!(true))]);
    Snapshot {
        nodes: vec![
            parse(node("w1", "10.0.1.11", "True")),
            parse(node("w2", "10.0.1.12", "True")),
            parse(node("w3", "10.0.1.13", "Unknown")),
        ],
        pods: vec![
            parse(pod(
                "shop",
                "front",
                "w1",
                "10.244.1.3",
                &json!([{ "name": "BACK", "value": "back:9000" }]),
            )),
            parse(pod("shop", "back", "w2", "10.244.2.3", &json!([]))),
        ],
        services: vec![
            parse(service("kube-system", "kube-dns", "10.96.0.10", &json!({ "port": 53 }))),
            parse(json!({ "metadata": { "namespace": "shop", "name": "front" },
                "spec": { "selector": { "app": "front" }, "ports": [{ "port": 80 }] } })),
            parse(service("shop", "back", "10.96.0.21", &json!({ "port": 9000, "appProtocol": "grpc" }))),
        ],
        endpoint_slices: vec![
            parse(slice("kube-system", "kube-dns", 53, &dns)),
            parse(slice("shop", "back", 50051, &ends)),
        ],
        ..Snapshot::default()
    }
}

fn agent(node: &str, address: &str) -> Pod {
    parse(pod("ninehops", "ninehops-agent", node, address, &json!([])))
}

fn front(snapshot: &Snapshot) -> hops_kube::Target {
    let wanted = Wanted { service: Some("shop/front".to_owned()), ..Wanted::default() };
    target::choose(snapshot, &wanted).unwrap()
}

fn made(snapshot: &Snapshot) -> Targets {
    let agents = [agent("w1", "10.244.1.9"), agent("w3", "10.244.3.9")];
    targets(snapshot, &front(snapshot), &agents.iter().collect::<Vec<_>>())
}

fn address(text: &str) -> IpAddr {
    text.parse().unwrap()
}

#[test]
fn nodes_that_are_ready_are_asked_with_their_agents_where_there_are_some() {
    let nodes = made(&shop()).nodes;
    let told: Vec<_> = nodes.iter().map(|node| (node.name.as_str(), node.address, node.agent)).collect();
    assert_eq!(
        told,
        [("w1", address("10.0.1.11"), Some(address("10.244.1.9"))), ("w2", address("10.0.1.12"), None)]
    );
    assert!(nodes.iter().all(|node| node.subnet.as_deref() == Some("eu-1a") && !node.control_plane));
}

#[test]
fn dns_is_asked_at_its_service_and_at_each_ready_pod() {
    let dns = made(&shop()).dns;
    assert_eq!(dns.service, Some(address("10.96.0.10")));
    let pods: Vec<_> = dns.pods.iter().map(|pod| (pod.address, pod.node.as_str())).collect();
    assert_eq!(pods, [(address("10.244.1.2"), "w1")]);
}

#[test]
fn names_are_those_of_the_environment_with_the_search_list_of_their_namespace() {
    let [name] = made(&shop()).names.try_into().unwrap();
    assert_eq!((name.workload.as_str(), name.variable.as_str()), ("shop/front", "BACK"));
    assert_eq!((name.value.as_str(), name.host.as_str()), ("back:9000", "back"));
    assert_eq!(name.search, ["shop.svc.cluster.local", "svc.cluster.local", "cluster.local"]);
}

#[test]
fn a_cluster_with_a_domain_of_its_own_is_searched_under_it() {
    let mut snapshot = shop();
    snapshot.config_maps.push(parse(json!({
        "metadata": { "namespace": "kube-system", "name": "kubelet-config" },
        "data": { "kubelet": "kind: KubeletConfiguration\nclusterDomain: corp.example\n" },
    })));
    assert_eq!(made(&snapshot).names[0].search[0], "shop.svc.corp.example");
}

/// What each of these makes of the one Service behind the front: address, port, whether it speaks gRPC, endpoints.
#[test]
fn a_service_is_asked_as_its_callers_reach_it() {
    type Change = fn(&mut Snapshot);
    type Expected = (Option<&'static str>, u16, bool, usize);
    fn spec(snapshot: &mut Snapshot) -> &mut k8s_openapi::api::core::v1::ServiceSpec {
        snapshot.services[2].spec.as_mut().unwrap()
    }
    let table: [(&str, Change, Expected); 5] = [
        ("as it is, without what is not ready", |_| {}, (Some("10.96.0.21"), 9000, true, 2)),
        (
            "another protocol",
            |snapshot| spec(snapshot).ports.as_mut().unwrap()[0].app_protocol = Some("http".to_owned()),
            (Some("10.96.0.21"), 9000, false, 2),
        ),
        (
            "headless, and nobody beside it",
            |snapshot| spec(snapshot).cluster_ip = Some("None".to_owned()),
            (None, 9000, true, 2),
        ),
        (
            "headless, and another one leads to the same pods",
            |snapshot| {
                spec(snapshot).cluster_ip = Some("None".to_owned());
                let beside = service("shop", "back-too", "10.96.0.22", &json!({ "port": 9000 }));
                snapshot.services.push(parse(beside));
            },
            (Some("10.96.0.22"), 9000, true, 2),
        ),
        (
            "nobody behind it",
            |snapshot| snapshot.endpoint_slices.truncate(1),
            (Some("10.96.0.21"), 9000, true, 0),
        ),
    ];
    for (name, change, (at, port, grpc, endpoints)) in table {
        let mut snapshot = shop();
        change(&mut snapshot);
        let [service] = made(&snapshot).services.try_into().unwrap();
        assert_eq!(service.name, "shop/back", "{name}");
        assert_eq!(service.address, at.map(address), "{name}");
        assert_eq!((service.port, service.grpc), (port, grpc), "{name}");
        assert_eq!(service.endpoints.len(), endpoints, "{name}");
        assert!(service.endpoints.iter().all(|endpoint| endpoint.port == 50051), "{name}");
    }
}

#[test]
fn what_a_policy_closes_to_the_agents_is_not_asked_and_said_to_be_unseen() {
    let mut snapshot = shop();
    snapshot.network_policies.push(parse(json!({
        "metadata": { "namespace": "shop", "name": "back" },
        "spec": {
            "podSelector": { "matchLabels": { "app": "back" } }, "policyTypes": ["Ingress"],
            "ingress": [{ "from": [{ "podSelector": { "matchLabels": { "app": "front" } } }] }],
        },
    })));
    assert_eq!(made(&snapshot).services, []);
    let agent = agent("w1", "10.244.1.9");
    let unseen = closed_to_agents(&snapshot, &front(&snapshot), &[&agent]).unwrap();
    assert_eq!(unseen.families, [Family::Service, Family::Endpoint, Family::Grpc]);
    assert!(closed_to_agents(&shop(), &front(&shop()), &[&agent]).is_none());
}

#[test]
fn the_revision_changes_with_the_contents_and_with_nothing_else() {
    let first = made(&shop());
    assert_eq!(first.revision, made(&shop()).revision);
    assert_eq!(first.revision.len(), 12);
    let mut moved = shop();
    moved.nodes.pop();
    assert_eq!(first.revision, made(&moved).revision, "a node that is not Ready is not among the targets");
    moved.nodes.pop();
    assert_ne!(first.revision, made(&moved).revision);
}

#[test]
fn of_an_empty_cluster_there_is_nobody_to_ask() {
    let nobody = targets(&Snapshot::default(), &hops_kube::Target::default(), &[]);
    assert!(nobody.nodes.is_empty() && nobody.services.is_empty() && nobody.names.is_empty());
    assert_eq!(nobody.dns, hops_agent::Dns::default());
}
