//! Namespaces and definitions that objects need.

use std::collections::BTreeSet;

use crate::cluster::Refusal;
use crate::error::DeployError;
use crate::object::Key;
use crate::order::may_be_of_a_definition;

/// Objects whose namespace is neither there to stay nor among those to be made, or whose definition is to be deleted.
/// In the words of the API server, which would use them after half of the work.
pub(super) fn refuse_without_ground(
    keys: &BTreeSet<Key>,
    stays: &BTreeSet<&Key>,
    delete: &[Key],
) -> Result<(), DeployError> {
    let without_namespace = |key: &Key| {
        let namespace = Key::namespace_named(key.namespace.as_deref()?);
        let is_missing = !keys.contains(&namespace) && !stays.contains(&namespace);
        is_missing.then(|| format!("namespaces \"{}\" not found", namespace.name))
    };
    let without_definition = |key: &Key| {
        let definition = key.definition();
        let is_its = |other: &Key| other.kind == "CustomResourceDefinition" && other.name == definition;
        (may_be_of_a_definition(key) && delete.iter().any(is_its))
            .then(|| format!("no matches for kind \"{}\" in version \"{}\"", key.kind, key.api_version))
    };
    let refusal = |key: &Key| {
        let reason = without_namespace(key).or_else(|| without_definition(key))?;
        Some(Refusal { key: key.clone(), reason })
    };
    let refusals: Vec<Refusal> = keys.iter().filter_map(refusal).collect();
    if refusals.is_empty() { Ok(()) } else { Err(DeployError::Refused(refusals)) }
}

/// Those that are to be made again, or that something is to be put into.
pub(super) fn needed_of(keys: &BTreeSet<Key>, found: BTreeSet<Key>) -> Vec<Key> {
    let is_namespace_of = |namespace: &Key| {
        *namespace == Key::namespace_named(&namespace.name)
            && keys.iter().any(|key| key.namespace.as_ref() == Some(&namespace.name))
    };
    found.into_iter().filter(|key| keys.contains(key) || is_namespace_of(key)).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn object(api_version: &str, kind: &str, namespace: Option<&str>) -> Key {
        let mut object = json!({ "apiVersion": api_version, "kind": kind, "metadata": { "name": "shop" } });
        if let Some(namespace) = namespace {
            object["metadata"]["namespace"] = json!(namespace);
        }
        Key::of(&object).unwrap()
    }

    #[test]
    fn a_namespace_must_be_there_or_be_made() {
        let keys = BTreeSet::from([
            object("v1", "Service", Some("shop")),
            object("rbac.authorization.k8s.io/v1", "ClusterRole", None),
        ]);
        let refused = refuse_without_ground(&keys, &BTreeSet::new(), &[]).unwrap_err();
        insta::assert_snapshot!(refused, @r#"Service shop/shop: namespaces "shop" not found"#);

        let namespace = Key::namespace_named("shop");
        refuse_without_ground(&keys, &BTreeSet::from([&namespace]), &[]).unwrap();
        let with_namespace = keys.iter().cloned().chain([namespace]).collect();
        refuse_without_ground(&with_namespace, &BTreeSet::new(), &[]).unwrap();
    }

    #[test]
    fn what_is_to_be_deleted_is_no_ground_to_stand_on() {
        let gateway = object("gateway.networking.k8s.io/v1", "Gateway", Some("shop"));
        let namespace = Key::namespace_named("shop");
        let definition = Key {
            name: "gateways.gateway.networking.k8s.io".to_owned(),
            ..object("apiextensions.k8s.io/v1", "CustomResourceDefinition", None)
        };
        let keys = BTreeSet::from([gateway.clone()]);
        let refused = refuse_without_ground(&keys, &BTreeSet::from([&namespace]), &[definition]).unwrap_err();
        insta::assert_snapshot!(
            refused,
            @r#"Gateway shop/shop: no matches for kind "Gateway" in version "gateway.networking.k8s.io/v1""#
        );
        let refused = refuse_without_ground(&keys, &BTreeSet::new(), &[namespace]).unwrap_err();
        insta::assert_snapshot!(refused, @r#"Gateway shop/shop: namespaces "shop" not found"#);
    }

    #[test]
    fn only_what_somebody_needs_is_waited_for() {
        let service = object("v1", "Service", Some("shop"));
        let found = [Key::namespace_named("shop"), Key::namespace_named("other"), service.clone()];
        let needed = needed_of(&BTreeSet::from([service.clone()]), BTreeSet::from(found));
        assert_eq!(needed, [Key::namespace_named("shop"), service]);
    }
}
