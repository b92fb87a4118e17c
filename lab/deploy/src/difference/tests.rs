use proptest::prelude::*;
use serde_json::json;

use super::*;

fn text(change: &FieldChange) -> String {
    let value = |value: &Option<Value>| value.as_ref().map_or_else(|| "–".to_owned(), Value::to_string);
    format!("{} {} → {}", change.path, value(&change.before), value(&change.after))
}

fn missing_text(sent: &Value, found: &Value) -> Option<String> {
    first_missing(sent, found).as_ref().map(text)
}

#[test]
fn a_change_says_where_and_from_what_to_what() {
    let before = json!({
        "metadata": { "labels": { "app.kubernetes.io/version": "1" } },
        "spec": { "replicas": 2, "containers": [
            { "name": "proxy", "image": "p" },
            { "name": "shop", "image": "s:1", "args": ["a"] },
        ], "ports": [1, 2] },
    });
    let after = json!({
        "metadata": { "labels": { "app.kubernetes.io/version": "2" } },
        "spec": { "containers": [
            { "name": "shop", "image": "s:2", "args": ["a", "b"] },
            { "name": "proxy", "image": "p" },
        ], "ports": [1, 3] },
    });
    let text: Vec<String> = changes(&before, &after).iter().map(text).collect();
    insta::assert_snapshot!(text.join("\n"), @r#"
    .metadata.labels[app.kubernetes.io/version] "1" → "2"
    .spec.containers[shop].args ["a"] → ["a","b"]
    .spec.containers[shop].image "s:1" → "s:2"
    .spec.ports[1] 2 → 3
    .spec.replicas 2 → –
    "#);
}

#[test]
fn what_the_server_adds_is_no_difference() {
    let sent = json!({ "spec": {
        "containers": [{ "name": "shop", "env": [{ "name": "HOST", "value": "a" }] }],
        "ports": [{ "port": 80 }],
        "podSelector": {},
        "egress": [],
    } });
    let found = json!({ "spec": {
        "containers": [
            { "name": "injected" },
            { "name": "shop", "env": [{ "name": "MORE" }, { "name": "HOST", "value": "a" }], "tty": false },
        ],
        "ports": [{ "port": 80, "protocol": "TCP" }],
        "podSelector": {},
        "policy": "x",
    } });
    assert_eq!(missing_text(&sent, &found), None);
}

#[test]
fn the_first_field_that_is_not_as_sent_is_named() {
    let sent = json!({ "spec": { "containers": [{ "name": "shop", "resources": { "requests": { "cpu": "1000m" } } }] } });
    let found = |cpu: Value| json!({ "spec": { "containers": [{ "name": "shop", "resources": { "requests": { "cpu": cpu } } }] } });
    assert_eq!(missing_text(&sent, &found(json!("1"))), None);
    assert_eq!(missing_text(&sent, &found(json!(1))), None);
    insta::assert_snapshot!(
        missing_text(&sent, &found(json!("2"))).unwrap(),
        @r#".spec.containers[shop].resources.requests.cpu "2" → "1000m""#
    );
    insta::assert_snapshot!(
        missing_text(&json!({ "a": [{ "port": 1 }, { "port": 2 }] }), &json!({ "a": [{ "port": 1 }] })).unwrap(),
        @r#".a[1] – → {"port":2}"#
    );
    insta::assert_snapshot!(
        missing_text(&json!({ "a": { "off": false } }), &json!({ "a": {} })).unwrap(),
        @".a.off – → false"
    );
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        any::<bool>().prop_map(Value::from),
        (-5_i64..5).prop_map(Value::from),
        "[a-c]{1,3}".prop_map(Value::from)
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map("[a-d]|name", inner, 0..4)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn everything_has_all_of_itself_and_no_change_from_itself(value in value()) {
        prop_assert_eq!(first_missing(&value, &value), None);
        prop_assert_eq!(changes(&value, &value), []);
    }

    #[test]
    fn two_that_differ_have_a_change(one in value(), other in value()) {
        // But for the order of things with names, which means nothing.
        if changes(&one, &other).is_empty() {
            prop_assert_eq!(first_missing(&one, &other), None);
            prop_assert_eq!(first_missing(&other, &one), None);
        }
    }
}
