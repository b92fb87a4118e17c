use hops_model::{Observation, Outcome};
use serde_json::{Value, json};

use super::super::testing::{ago, check, faults, healthy, parse, pods_of, shop, told};
use crate::{Kind, Snapshot};

fn observe(snapshot: &Snapshot) -> Vec<Observation> {
    let seen = super::observe(snapshot, &shop(snapshot));
    check(&seen);
    seen
}

fn wrong(snapshot: &Snapshot) -> String {
    told(&faults(observe(snapshot)))
}

/// The shop with slices: a ready endpoint on each worker for both Services on the way.
fn with_slices() -> Snapshot {
    let mut snapshot = healthy();
    for service in ["marketplace", "recommendations-headless"] {
        set_slice(&mut snapshot, service, &["w1", "w2"], true);
    }
    snapshot
}

fn set_slice(snapshot: &mut Snapshot, service: &str, nodes: &[&str], ready: bool) {
    snapshot.endpoint_slices.retain(|slice| slice.metadata.name.as_deref() != Some(service));
    let endpoints: Vec<Value> = nodes
        .iter()
        .map(
            |node| json!({ "addresses": ["10.244.1.9"], "nodeName": node, "conditions": { "ready": ready } }),
        )
        .collect();
    snapshot.endpoint_slices.push(parse(json!({
        "metadata": { "namespace": "marketplace", "name": service, "labels": { "kubernetes.io/service-name": service } },
        "addressType": "IPv4", "endpoints": endpoints,
    })));
}

/// Changes a Service of the shop.
fn edit(snapshot: &mut Snapshot, service: &str, edit: impl Fn(&mut Value)) {
    let object =
        snapshot.services.iter_mut().find(|one| one.metadata.name.as_deref() == Some(service)).unwrap();
    let mut value = serde_json::to_value(&*object).unwrap();
    edit(&mut value["spec"]);
    *object = parse(value);
}

fn let_be_unready(snapshot: &mut Snapshot, name: &str, made: i64) {
    for pod in pods_of(snapshot, name) {
        pod.metadata.creation_timestamp = Some(parse(json!(ago(made))));
        let status = pod.status.as_mut().unwrap();
        status.conditions.as_mut().unwrap()[0].status = "False".to_owned();
        status.container_statuses.as_mut().unwrap()[0].ready = false;
    }
}

#[test]
fn services_of_a_healthy_shop_are_fine() {
    assert_eq!(
        told(&observe(&with_slices())),
        "\
Ok service marketplace/marketplace: Service `marketplace/marketplace` has 2 ready endpoints
Ok service marketplace/recommendations-headless: Service `marketplace/recommendations-headless` has 2 ready endpoints"
    );
}

#[test]
fn a_selector_that_no_pod_satisfies_is_told_with_the_labels_that_it_should_have() {
    let mut snapshot = with_slices();
    edit(&mut snapshot, "marketplace", |spec| spec["selector"]["app.kubernetes.io/name"] = json!("market"));
    set_slice(&mut snapshot, "marketplace", &[], true);
    let seen = faults(observe(&snapshot));
    assert_eq!(seen[0].outcome, Outcome::NoPods);
    assert_eq!(seen[0].facts["selector"], "app.kubernetes.io/name=market");
    assert_eq!(seen[0].facts["labels"], "app.kubernetes.io/name=marketplace");
    assert_eq!(seen[0].facts["service"], "marketplace");

    edit(&mut snapshot, "marketplace", |spec| spec["selector"] = json!({ "app": "marketplace" }));
    let seen = faults(observe(&snapshot));
    assert!(seen[0].facts["labels"].contains("app.kubernetes.io/name=marketplace"), "{seen:?}");
}

#[test]
fn a_workload_without_a_pod_is_no_wrong_selector() {
    let mut snapshot = with_slices();
    snapshot.pods.retain(|pod| !pod.metadata.name.as_deref().unwrap().starts_with("marketplace"));
    set_slice(&mut snapshot, "marketplace", &[], true);
    assert!(wrong(&snapshot).starts_with("NotReady service marketplace/marketplace: "));

    let deployment =
        snapshot.deployments.iter_mut().find(|one| one.metadata.name.as_deref() == Some("marketplace"));
    deployment.unwrap().metadata.creation_timestamp = Some(parse(json!(ago(5))));
    assert_eq!(wrong(&snapshot), "");
}

#[test]
fn one_ready_endpoint_is_enough() {
    let mut snapshot = with_slices();
    let_be_unready(&mut snapshot, "marketplace-1-w1", 3600);
    set_slice(&mut snapshot, "marketplace", &["w2"], true);
    assert_eq!(wrong(&snapshot), "");
}

#[test]
fn no_ready_endpoint_is_a_fault_once_the_pods_had_their_time() {
    let mut snapshot = with_slices();
    set_slice(&mut snapshot, "marketplace", &["w1", "w2"], false);
    let_be_unready(&mut snapshot, "marketplace", 20);
    assert_eq!(wrong(&snapshot), "");
    let_be_unready(&mut snapshot, "marketplace", 3600);
    assert!(wrong(&snapshot).starts_with("NotReady service marketplace/marketplace: "));
}

#[test]
fn a_name_that_no_container_has_leads_nowhere() {
    let mut snapshot = with_slices();
    edit(&mut snapshot, "marketplace", |spec| spec["ports"][0]["targetPort"] = json!("web"));
    let seen = faults(observe(&snapshot));
    assert_eq!(seen[0].outcome, Outcome::WrongPort);
    assert_eq!(seen[0].facts["target_port"], "web");
    assert_eq!(seen[0].facts["container_port"], "5000");
}

#[test]
fn a_number_is_wrong_only_where_every_container_says_where_it_listens() {
    let mut snapshot = with_slices();
    edit(&mut snapshot, "marketplace", |spec| spec["ports"][0]["targetPort"] = json!(8080));
    let seen = faults(observe(&snapshot));
    assert_eq!((seen[0].outcome, seen[0].facts["container_port"].as_str()), (Outcome::WrongPort, "5000"));

    let with = |container: Value, init: bool| {
        let mut snapshot = snapshot.clone();
        for pod in pods_of(&mut snapshot, "marketplace") {
            let spec = pod.spec.as_mut().unwrap();
            if init {
                spec.init_containers.get_or_insert_default().push(parse(container.clone()));
            } else {
                spec.containers.push(parse(container.clone()));
            }
        }
        snapshot
    };
    // A container that declares nothing, a sidecar that declares it, a probe that asks there.
    assert_eq!(wrong(&with(json!({ "name": "proxy" }), false)), "");
    let sidecar = json!({ "name": "s", "restartPolicy": "Always", "ports": [{ "containerPort": 8080 }] });
    assert_eq!(wrong(&with(sidecar, true)), "");
    let probe = json!({ "tcpSocket": { "port": 8080 } });
    let probed = json!({ "name": "p", "ports": [{ "containerPort": 1 }], "readinessProbe": probe });
    assert_eq!(wrong(&with(probed, false)), "");
}

#[test]
fn one_pod_that_listens_there_is_enough() {
    let mut snapshot = with_slices();
    edit(&mut snapshot, "marketplace", |spec| spec["ports"][0]["targetPort"] = json!("web"));
    let pod = pods_of(&mut snapshot, "marketplace-1-w2").next().unwrap();
    let ports = pod.spec.as_mut().unwrap().containers[0].ports.as_mut().unwrap();
    ports.push(parse(json!({ "name": "web", "containerPort": 1234 })));
    assert_eq!(wrong(&snapshot), "");
}

#[test]
fn visitors_that_are_kept_on_their_node_are_told_where_there_is_no_pod() {
    let mut snapshot = with_slices();
    edit(&mut snapshot, "marketplace", |spec| spec["externalTrafficPolicy"] = json!("Local"));
    let exclude = json!({ "node.kubernetes.io/exclude-from-external-load-balancers": "" });
    snapshot.nodes[0].metadata.labels = Some(parse(exclude));
    assert_eq!(wrong(&snapshot), "");

    snapshot.pods.retain(|pod| pod.metadata.name.as_deref() != Some("marketplace-1-w2"));
    set_slice(&mut snapshot, "marketplace", &["w1"], true);
    let seen = faults(observe(&snapshot));
    assert_eq!((seen[0].outcome, seen[0].facts["nodes"].as_str()), (Outcome::ExternalLocal, "w2"));

    edit(&mut snapshot, "marketplace", |spec| spec["type"] = json!("LoadBalancer"));
    assert_eq!(wrong(&snapshot), "");
}

#[test]
fn during_a_rollout_a_node_may_have_no_ready_pod() {
    let mut snapshot = with_slices();
    edit(&mut snapshot, "marketplace", |spec| spec["externalTrafficPolicy"] = json!("Local"));
    snapshot.nodes.remove(0);
    set_slice(&mut snapshot, "marketplace", &["w1"], true);
    let pod = pods_of(&mut snapshot, "marketplace-1-w2").next().unwrap();
    pod.metadata.deletion_timestamp = Some(parse(json!(ago(2))));
    assert_eq!(wrong(&snapshot), "");
}

#[test]
fn calls_that_are_kept_on_their_node_are_told_where_callers_are_alone() {
    let mut snapshot = with_slices();
    for node in ["marketplace-1-w1", "marketplace-1-w2"] {
        let pod = pods_of(&mut snapshot, node).next().unwrap();
        pod.spec.as_mut().unwrap().containers[0].env =
            Some(parse(json!([{ "name": "RECOMMENDATIONS_HOST", "value": "recommendations:50051" }])));
    }
    snapshot.deployments.retain(|one| one.metadata.name.as_deref() != Some("marketplace"));
    edit(&mut snapshot, "recommendations", |spec| spec["internalTrafficPolicy"] = json!("Local"));
    snapshot.pods.retain(|pod| pod.metadata.name.as_deref() != Some("recommendations-1-w1"));
    set_slice(&mut snapshot, "recommendations", &["w2"], true);
    let seen = faults(observe(&snapshot));
    assert_eq!((seen[0].outcome, seen[0].facts["nodes"].as_str()), (Outcome::InternalLocal, "w1"));
}

#[test]
fn without_slices_or_pods_nothing_is_claimed() {
    let mut snapshot = with_slices();
    snapshot.missing.insert(Kind::EndpointSlices);
    assert_eq!(observe(&snapshot), []);
    let mut snapshot = with_slices();
    snapshot.pods.clear();
    snapshot.missing.insert(Kind::Pods);
    assert_eq!(observe(&snapshot), []);
}

#[test]
fn a_service_without_a_selector_needs_endpoints_and_no_pods() {
    let mut snapshot = with_slices();
    edit(&mut snapshot, "marketplace", |spec| spec["selector"] = Value::Null);
    assert_eq!(wrong(&snapshot), "");
    set_slice(&mut snapshot, "marketplace", &[], true);
    assert!(wrong(&snapshot).contains("no selector and no ready endpoint"));
}
