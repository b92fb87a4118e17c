use serde_json::json;

use super::*;

fn object(kind: &str, namespace: Option<&str>) -> Key {
    let mut object = json!({ "apiVersion": "v1", "kind": kind, "metadata": { "name": "shop" } });
    if let Some(namespace) = namespace {
        object["metadata"]["namespace"] = json!(namespace);
    }
    Key::of(&object).unwrap()
}

#[test]
fn a_namespace_must_be_there_or_be_made() {
    let keys = BTreeSet::from([object("Service", Some("shop")), object("ClusterRole", None)]);
    let refused = refuse_without_namespace(&keys, &BTreeMap::new()).unwrap_err();
    insta::assert_snapshot!(refused, @r#"Service shop/shop: namespaces "shop" not found"#);

    let namespace = object("Namespace", None);
    let live = BTreeMap::from([(namespace.clone(), json!({}))]);
    refuse_without_namespace(&keys, &live).unwrap();
    let with_namespace = keys.iter().cloned().chain([namespace]).collect();
    refuse_without_namespace(&with_namespace, &BTreeMap::new()).unwrap();
}
