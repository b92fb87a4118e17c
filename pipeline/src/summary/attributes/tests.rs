use serde_json::json;

use super::*;

/// Lines for two objects, with what is known of them.
fn lines(before: &Value, after: &Value, unknown: &Value, sensitive: &Value) -> Vec<String> {
    let trees = Trees { before, after, unknown, before_sensitive: sensitive, after_sensitive: &Value::Null };
    let (found, more) = difference(&trees, &Secrets::default(), 20);
    assert_eq!(more, 0);
    found.into_iter().map(|attribute| format!("{}: {}", attribute.path, attribute.words)).collect()
}

fn plain(before: &Value, after: &Value) -> Vec<String> {
    lines(before, after, &Value::Null, &Value::Null)
}

#[test]
fn only_what_is_different_is_shown() {
    let before = json!({ "a": 1, "b": "x", "c": [1, 2], "d": { "e": null, "f g": true }, "h": null });
    let after = json!({ "a": 1, "b": "y", "c": [1], "d": { "e": 2, "f g": false }, "h": "new" });
    assert_eq!(
        plain(&before, &after),
        [
            "b: `\"x\"` → `\"y\"`",
            "c: `[1,2]` → `[1]`",
            "d.e: `2`",
            "d[\"f g\"]: `true` → `false`",
            "h: `\"new\"`",
        ]
    );
    assert_eq!(plain(&json!({ "a": 1 }), &json!({ "a": null })), ["a: `1` → *(none)*"]);
    assert_eq!(plain(&before, &before), Vec::<String>::new());
}

#[test]
fn blocks_are_compared_one_by_one() {
    let before = json!({ "rule": [{ "port": 1 }, { "port": 2 }] });
    let after = json!({ "rule": [{ "port": 1 }, { "port": 3 }, { "port": 4 }] });
    assert_eq!(plain(&before, &after), ["rule[1].port: `2` → `3`", "rule[2].port: `4`"]);
}

#[test]
fn what_is_known_after_apply_is_said_to_be() {
    let before = json!({ "id": "a", "list": [1, { "b": 2 }] });
    let unknown = json!({ "id": true, "list": [false, { "b": true, "c": true }], "new": { "x": true } });
    assert_eq!(
        lines(&before, &json!({ "list": [1, {}] }), &unknown, &Value::Null),
        [
            "id: `\"a\"` → *(known after apply)*",
            "list[1].b: `2` → *(known after apply)*",
            "list[1].c: *(known after apply)*",
            "new.x: *(known after apply)*",
        ]
    );
}

#[test]
fn what_is_marked_is_only_said_to_change() {
    let before = json!({ "a": "one", "b": { "c": ["two", 2] }, "d": "same" });
    let after = json!({ "a": "three", "b": { "c": ["four", 3] }, "d": "same" });
    let marks = json!({ "a": true, "b": { "c": [true] }, "d": true });
    assert_eq!(
        lines(&before, &after, &Value::Null, &marks),
        ["a: *(sensitive)*", "b.c[0]: *(sensitive)*", "b.c[1]: `2` → `3`"]
    );
    let unknown = json!({ "b": true });
    let shown = lines(&before, &json!({ "a": "one", "d": "same" }), &unknown, &marks);
    assert_eq!(shown, ["b: `{\"c\":[\"(sensitive)\",2]}` → *(known after apply)*"]);
}

#[test]
fn what_is_only_written_and_what_is_in_a_secret_is_never_shown() {
    let before = json!({ "x": { "data_wo": "old", "data_wo_revision": 1 } });
    let after = json!({ "x": { "data_wo": "new", "data_wo_revision": 2 } });
    assert_eq!(plain(&before, &after), ["x.data_wo: *(write-only)*", "x.data_wo_revision: `1` → `2`"]);
    let secret = |value: &str| json!({ "manifest": { "kind": "Secret", "stringData": { "key": value } } });
    assert_eq!(plain(&secret("old"), &secret("new")), ["manifest.stringData: *(sensitive)*"]);
}

#[test]
fn of_long_values_the_part_that_differs_is_shown() {
    let text = |word: &str| json!({ "a": format!("{}{word}{}", "begin ".repeat(40), "end ".repeat(100)) });
    let lines = plain(&text("old "), &text("new "));
    assert_eq!(lines.len(), 1);
    assert!(lines[0].starts_with("a: `…n begin begin begin old end end"), "{}", lines[0]);
    assert!(lines[0].contains(" → `…n begin begin begin new end end"), "{}", lines[0]);
    assert!(lines[0].len() < 300, "{}", lines[0]);
}

#[test]
fn millions_of_attributes_are_counted_and_not_made_into_words() {
    let many = |number: u32| (0..10_000).map(|each| (each.to_string(), number)).collect::<Value>();
    let (before, after) = (many(1), many(2));
    let none = &Value::Null;
    let trees = Trees {
        before: &before,
        after: &after,
        unknown: none,
        before_sensitive: none,
        after_sensitive: none,
    };
    let (found, more) = difference(&trees, &Secrets::default(), 20);
    assert_eq!((found.len(), more), (20, 9_980));
}
