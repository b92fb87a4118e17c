use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::*;
use crate::Action;

fn change(kind: &str, after: Value, after_unknown: Value) -> Change {
    Change {
        address: format!("{kind}.x").parse().unwrap(),
        actions: vec![Action::Create],
        after,
        after_unknown,
        importing: false,
        past: crate::Past::default(),
    }
}

fn metadata(metadata: &Value) -> Value {
    json!({ "metadata": [metadata] })
}

#[test]
fn at_least_twenty_types_are_known_and_none_twice() {
    let names: Vec<_> = ROWS.iter().flat_map(|row| row.names).collect();
    assert!(names.len() >= 20);
    assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len());
}

#[test]
fn an_object_without_a_namespace_is_in_the_default_one() {
    let change = change("kubernetes_service_v1", metadata(&json!({ "name": "web" })), Value::Null);
    let object = object(&change).unwrap();
    assert_eq!(object.namespace, Known::Value("default".to_owned()));
    assert_eq!(object.name, Known::Value("web".to_owned()));
    assert_eq!(object.kind, Known::Value("Service".to_owned()));
}

#[test]
fn an_object_of_the_whole_cluster_is_in_no_namespace() {
    let after = metadata(&json!({ "name": "shop" }));
    let object = object(&change("kubernetes_namespace", after, Value::Null)).unwrap();
    assert_eq!(object.namespace, Known::Absent);
}

#[test]
fn a_name_that_comes_from_another_resource_is_unknown() {
    let after = metadata(&json!({ "namespace": null }));
    let unknown = metadata(&json!({ "name": true }));
    let object = object(&change("kubernetes_secret", after, unknown)).unwrap();
    assert_eq!(object.name, Known::Unknown);
}

#[test]
fn a_manifest_says_itself_what_it_is() {
    let after = json!({ "manifest": {
        "apiVersion": "example.org/v1", "kind": "Thing", "metadata": { "name": "a", "namespace": "b" },
    }});
    let object = object(&change("kubernetes_manifest", after, Value::Null)).unwrap();
    assert_eq!(object.api_version, Known::Value("example.org/v1".to_owned()));
    assert_eq!(object.namespace, Known::Value("b".to_owned()));
}

#[test]
fn a_manifest_whose_name_the_server_makes_up_has_an_unknown_name() {
    let after = json!({ "manifest": {
        "apiVersion": "batch/v1", "kind": "Job", "metadata": { "generateName": "a-" },
    }});
    let object = object(&change("kubernetes_manifest", after, Value::Null)).unwrap();
    assert_eq!(object.name, Known::Unknown);
    assert_eq!(object.namespace, Known::Value("default".to_owned()));
}

#[test]
fn what_changes_an_object_of_somebody_else_creates_none() {
    let after = metadata(&json!({ "name": "web" }));
    for kind in ["kubernetes_labels", "kubernetes_config_map_v1_data", "aws_instance"] {
        assert!(object(&change(kind, after.clone(), Value::Null)).is_none(), "{kind}");
    }
}
