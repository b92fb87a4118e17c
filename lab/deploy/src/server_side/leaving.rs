//! Objects that are there and have been told to go: to whoever comes now, they are absent.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::object::Key;

/// Those that go, by themselves or with their namespace.
pub(super) fn leaving(live: &BTreeMap<Key, Value>) -> BTreeSet<Key> {
    let told: BTreeSet<&Key> =
        live.iter().filter(|(_, object)| is_told(object)).map(|(key, _)| key).collect();
    let goes_along = |key: &Key| {
        let namespace = key.namespace.as_deref().map(Key::namespace_named);
        namespace.is_some_and(|namespace| told.contains(&namespace))
    };
    live.keys().filter(|key| told.contains(key) || goes_along(key)).cloned().collect()
}

/// Whether the API server has been told to delete it (Kubernetes, "Finalizers").
pub(super) fn is_told(object: &Value) -> bool {
    object.pointer("/metadata/deletionTimestamp").is_some()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_in_a_namespace_that_goes_goes_along() {
        let service = |namespace: &str, told: bool| {
            let mut object = json!({
                "apiVersion": "v1", "kind": "Service", "metadata": { "name": "shop", "namespace": namespace },
            });
            if told {
                object["metadata"]["deletionTimestamp"] = json!("2026-01-01T00:00:00Z");
            }
            (Key::of(&object).unwrap(), object)
        };
        let goes = json!({ "metadata": { "deletionTimestamp": "2026-01-01T00:00:00Z" } });
        let live = BTreeMap::from([
            (Key::namespace_named("a"), goes),
            (Key::namespace_named("b"), json!({})),
            service("a", false),
            service("b", false),
            service("c", true),
        ]);
        let names: Vec<String> = leaving(&live).iter().map(ToString::to_string).collect();
        assert_eq!(names, ["Namespace a", "Service a/shop", "Service c/shop"]);
    }
}
