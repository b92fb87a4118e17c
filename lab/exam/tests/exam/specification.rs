//! What a cluster and its router are meant to be, for a comparison before and after.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::LAB;

/// All that a fault or a deployment may touch. Pods, endpoints and leases come and go by themselves.
const KINDS: &str = "namespaces,services,deployments,daemonsets,configmaps,secrets,serviceaccounts,\
    networkpolicies,poddisruptionbudgets,horizontalpodautoscalers,roles,rolebindings,clusterroles,\
    clusterrolebindings,apiservices,customresourcedefinitions";
/// Where the API server and the controllers count changes.
const COUNTERS: [&str; 2] = ["deployment.kubernetes.io/revision", "deprecated.daemonset.template.generation"];

/// Everything that a fault may touch, by name.
pub(crate) fn specification() -> BTreeMap<String, Value> {
    let mut all = objects(meant);
    replicas_are_the_autoscalers(&mut all);
    // Without counters and without the numbers of rules.
    let ruleset = LAB.ok(&["exec", "router", "--", "nft", "--stateless", "list", "ruleset"]);
    all.insert("router".to_owned(), Value::String(ruleset));
    all
}

/// What Terraform, or whoever sends objects in its name, said of them, and when.
pub(crate) fn applied_by_terraform() -> BTreeMap<String, Value> {
    let mut all = objects(|object| {
        let managers = object["metadata"]["managedFields"].as_array();
        let of_terraform = managers.into_iter().flatten().filter(|entry| entry["manager"] == "Terraform");
        of_terraform.cloned().collect()
    });
    all.retain(|_, managed| managed != &Value::Array(Vec::new()));
    assert!(!all.is_empty(), "nothing is Terraform's");
    all
}

/// Panics with what differs, and with nothing else of the many objects.
pub(crate) fn assert_as_before(before: &BTreeMap<String, Value>) {
    let now = specification();
    let names = |of: &BTreeMap<String, Value>| of.keys().cloned().collect::<BTreeSet<_>>();
    let (came, went) = (&names(&now) - &names(before), &names(before) - &names(&now));
    assert!(came.is_empty() && went.is_empty(), "came: {came:#?}\nwent: {went:#?}");
    for (name, meant) in before {
        assert_eq!(now.get(name), Some(meant), "{name}");
    }
}

/// Of what is scaled by load, nobody else means a number.
fn replicas_are_the_autoscalers(all: &mut BTreeMap<String, Value>) {
    let scaled = |(name, autoscaler): (&String, &Value)| {
        let namespace = name.strip_prefix("HorizontalPodAutoscaler/")?.split('/').next()?;
        let target = &autoscaler["spec"]["scaleTargetRef"];
        Some(format!("{}/{namespace}/{}", target["kind"].as_str()?, target["name"].as_str()?))
    };
    for target in all.iter().filter_map(scaled).collect::<Vec<_>>() {
        if let Some(specification) = all.get_mut(&target).and_then(|target| target["spec"].as_object_mut()) {
            specification.remove("replicas");
        }
    }
}

fn objects(of: impl Fn(&Value) -> Value) -> BTreeMap<String, Value> {
    let objects = LAB.get(&[KINDS, "--all-namespaces", "--show-managed-fields"]);
    objects["items"].as_array().unwrap().iter().map(|object| (name(object), of(object))).collect()
}

fn name(object: &Value) -> String {
    let metadata = &object["metadata"];
    let part = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    [&object["kind"], &metadata["namespace"], &metadata["name"]].map(part).join("/")
}

/// All but `metadata`, of which little is meant, and `status`, of which nothing is.
fn meant(object: &Value) -> Value {
    let metadata = &object["metadata"];
    let mut annotations = metadata["annotations"].clone();
    if let Some(annotations) = annotations.as_object_mut() {
        annotations.retain(|name, _| !COUNTERS.contains(&name.as_str()));
    }
    let mut meant = object.clone();
    let fields = meant.as_object_mut().unwrap();
    fields.remove("status");
    let kept = serde_json::json!({ "labels": &metadata["labels"], "annotations": annotations });
    fields.insert("metadata".to_owned(), kept);
    meant
}
