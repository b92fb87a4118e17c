use serde_json::json;

use super::*;

fn value() -> Value {
    serde_json::from_str(COPY).unwrap()
}

/// The message about a copy in which the field at a pointer has another value.
fn refused(pointer: &str, value: Value) -> String {
    let mut config = self::value();
    let (parent, field) = pointer.rsplit_once('/').unwrap();
    match config.pointer_mut(parent).unwrap() {
        Value::Array(items) => items[field.parse::<usize>().unwrap()] = value,
        parent => parent[field] = value,
    }
    ClusterConfig::from_json(&config.to_string()).unwrap_err().to_string()
}

#[test]
fn what_a_lab_cannot_follow_is_refused_with_the_name_of_the_field() {
    let cases = [
        refused("/cluster_name", json!("")),
        refused("/kubernetes_version", json!("1.36")),
        refused("/encapsulation", json!("ipip")),
        refused("/network/vpc_cidr", json!("10.0.0.0/20")),
        refused("/network/pod_cidr", json!("10.244.0.1/16")),
        refused("/network/cluster_dns", json!("10.96.0.11")),
        refused("/network/mtu", json!(9001)),
        refused("/api_server/name", json!("api")),
        refused("/api_server/port", json!(65_536)),
        refused("/subnets", json!([])),
        refused("/subnets/1/cidr_block", json!("10.1.2.0/24")),
        refused("/subnets/1/cidr_block", json!("10.0.0.0/17")),
        refused("/nodes/1/role", json!("control-plane")),
        refused("/nodes/1/name", json!("cp")),
        refused("/nodes/1/name", json!("a-long-name-1")),
        refused("/nodes/1/name", json!("router")),
        refused("/nodes/1/subnet", json!(2)),
        refused("/nodes/1/host_number", json!(1)),
        refused("/nodes/1/host_number", json!(255)),
        refused("/nodes/1/host_number", json!(10)),
        refused("/nodes/1/pod_cidr", json!("10.244.1.128/25")),
        refused("/nodes/1/security_groups", json!(["workers"])),
        refused("/nodes/1", json!({ "name": "w1" })),
        refused("/nodes", json!(vec![0; 65])),
        refused("/internet_security_groups", json!(["visitors"])),
        refused("/internet_security_groups", json!(["node"])),
        refused("/node_ports/storefront", json!(80)),
        refused("/security_groups/node/ingress/self-vxlan/from_port", json!(5000)),
        refused("/calico/version", json!("latest")),
        refused("/calico/manifest_url", json!("http://example.org/calico.yaml")),
        refused("/calico/sha256", json!("C2AB")),
        refused("/kubeadm/join_configuration", json!({ "kind": "ClusterConfiguration" })),
        refused("/kubeadm/upgrade_configuration", json!({})),
        refused("/proxy", json!("http://10.0.0.1")),
    ];
    insta::assert_snapshot!(cases.join("\n"));
}

#[test]
fn what_is_missing_is_named() {
    for field in ["nodes", "kubeadm", "internet_security_groups"] {
        let mut config = value();
        config.as_object_mut().unwrap().remove(field);
        let error = ClusterConfig::from_json(&config.to_string()).unwrap_err();
        assert_eq!(error.to_string(), format!("the cluster's configuration has no `{field}`"));
    }
}

#[test]
fn text_that_is_no_configuration_is_refused() {
    for text in ["", "[]", "null"] {
        assert!(matches!(ClusterConfig::from_json(text), Err(ClusterConfigError::Json(_))), "{text}");
    }
    let long = " ".repeat(2 << 20);
    assert!(matches!(ClusterConfig::from_json(&long), Err(ClusterConfigError::TooLong { .. })));
}

#[test]
fn the_copy_has_as_many_workers_as_a_lab_can_be_asked_for() {
    let config = ClusterConfig::copy();
    assert_eq!((config.nodes.len(), config.subnets.len()), (21, 2));
}
