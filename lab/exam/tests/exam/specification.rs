//! What a cluster and its router are meant to be, for a comparison before and after.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::LAB;

const KINDS: &str = "namespaces,services,deployments,daemonsets,configmaps";
/// Where the API server and the controllers count changes.
const COUNTERS: [&str; 2] = ["deployment.kubernetes.io/revision", "deprecated.daemonset.template.generation"];

/// Everything that a fault may touch, by name.
pub(crate) fn specification() -> BTreeMap<String, Value> {
    let objects = LAB.get(&[KINDS, "--all-namespaces"]);
    let mut all: BTreeMap<_, _> = objects["items"].as_array().unwrap().iter().map(meant).collect();
    // Without counters and without the numbers of rules.
    let ruleset = LAB.ok(&["exec", "router", "--", "nft", "--stateless", "list", "ruleset"]);
    all.insert("router".to_owned(), Value::String(ruleset));
    all
}

/// Panics with what differs, and with nothing else of the many objects.
pub(crate) fn assert_as_before(before: &BTreeMap<String, Value>) {
    let now = specification();
    let names: std::collections::BTreeSet<_> = before.keys().chain(now.keys()).collect();
    for name in names {
        assert_eq!(now.get(name), before.get(name), "{name}");
    }
}

fn meant(object: &Value) -> (String, Value) {
    let metadata = &object["metadata"];
    let part = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let name = [&object["kind"], &metadata["namespace"], &metadata["name"]].map(part).join("/");
    let mut annotations = metadata["annotations"].clone();
    if let Some(annotations) = annotations.as_object_mut() {
        annotations.retain(|name, _| !COUNTERS.contains(&name.as_str()));
    }
    let meant = [&object["spec"], &object["data"], &metadata["labels"], &annotations].map(Clone::clone);
    (name, Value::Array(meant.into()))
}
