//! Which objects must be there before which.

use crate::object::Key;

/// Kinds that others need, first to last. What is in no row comes after all of them: objects of definitions.
const ORDER: [&[&str]; 10] = [
    &["Namespace"],
    &["CustomResourceDefinition"],
    &["ServiceAccount"],
    &["ClusterRole", "Role"],
    &["ClusterRoleBinding", "RoleBinding"],
    &["Secret", "ConfigMap", "PersistentVolumeClaim"],
    // Before the pods that they concern, so that none is ever without.
    &["NetworkPolicy", "PodDisruptionBudget", "Service"],
    &["DaemonSet", "Deployment", "StatefulSet"],
    &["HorizontalPodAutoscaler"],
    // It makes the API server ask a Service that must be there.
    &["APIService"],
];
/// The classes of Gateways before the Gateways, and those before their routes.
const OF_DEFINITIONS: [&str; 2] = ["GatewayClass", "Gateway"];

/// The place in the order; a smaller one is earlier.
pub(crate) fn rank(key: &Key) -> usize {
    let built_in = ORDER.iter().position(|kinds| kinds.contains(&key.kind.as_str()));
    let defined = OF_DEFINITIONS.iter().position(|kind| *kind == key.kind);
    built_in.unwrap_or_else(|| ORDER.len() + defined.unwrap_or(OF_DEFINITIONS.len()))
}

/// Namespaces and definitions: without them the API server can take no object that is in one or of one.
pub(crate) fn is_ground(key: &Key) -> bool {
    rank(key) < 2
}

/// Whether its kind is defined by another object, as far as its kind tells.
pub(crate) fn may_be_of_a_definition(key: &Key) -> bool {
    rank(key) >= ORDER.len()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::object::{Object, in_order};

    #[test]
    fn what_is_needed_comes_before_what_needs_it() {
        let kinds = [
            "HTTPRoute",
            "Gateway",
            "GatewayClass",
            "APIService",
            "HorizontalPodAutoscaler",
            "Deployment",
            "Service",
            "NetworkPolicy",
            "Secret",
            "ClusterRoleBinding",
            "ClusterRole",
            "ServiceAccount",
            "CustomResourceDefinition",
            "Namespace",
        ];
        let objects = kinds.iter().map(|kind| {
            Object::new(json!({ "apiVersion": "v1", "kind": kind, "metadata": { "name": "x" } })).unwrap()
        });
        let sorted = in_order(objects.collect());
        let sorted: Vec<&str> = sorted.iter().map(|object| object.key.kind.as_str()).collect();
        let mut expected = kinds;
        expected.reverse();
        assert_eq!(sorted, expected);
    }
}
