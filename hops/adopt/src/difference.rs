//! Which fields of a plan an object has otherwise.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

/// Beyond that nobody reads on.
const MOST: usize = 50;

/// Paths of fields that the manifest names and the object has otherwise or not at all.
pub(crate) fn of_manifest(manifest: &Value, object: &Value) -> Vec<String> {
    let mut paths = BTreeSet::new();
    let Some(fields) = manifest.as_object() else { return Vec::new() };
    for (field, wanted) in fields {
        let is_known = matches!(field.as_str(), "apiVersion" | "kind" | "status");
        if !is_known && !is_secret(object, field) {
            compare(wanted, object.get(field), field, Names::AsTheyAre, &mut paths);
        }
    }
    paths.into_iter().take(MOST).collect()
}

/// The same for the attributes of a typed resource, whose names are the provider's own. What cannot be found under any
/// of its names is not compared.
pub(crate) fn of_typed(after: &Value, object: &Value) -> Vec<String> {
    let mut paths = BTreeSet::new();
    let metadata = after.pointer("/metadata/0");
    for field in ["labels", "annotations"] {
        let wanted = metadata.and_then(|metadata| metadata.get(field)).unwrap_or(&Value::Null);
        let path = format!("metadata.{field}");
        compare(wanted, object.pointer(&format!("/metadata/{field}")), &path, Names::AsTheyAre, &mut paths);
    }
    for (field, wanted) in after.as_object().into_iter().flatten() {
        let Some(name) = its_name(field, object) else { continue };
        if !matches!(field.as_str(), "metadata" | "id" | "timeouts") && !is_secret(object, &name) {
            let names = if matches!(field.as_str(), "data" | "binary_data" | "parameters") {
                Names::AsTheyAre
            } else {
                Names::Providers
            };
            compare(wanted, object.get(&name), &name, names, &mut paths);
        }
    }
    paths.into_iter().take(MOST).collect()
}

/// In which words fields are written.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Names {
    /// The API's.
    AsTheyAre,
    /// The provider's: `service_account_name`, blocks as lists.
    Providers,
}

/// A Secret's values are in a plan as they are and in the API encoded, and are nobody's to compare.
fn is_secret(object: &Value, field: &str) -> bool {
    object.get("kind").and_then(Value::as_str) == Some("Secret") && matches!(field, "data" | "stringData")
}

fn compare(wanted: &Value, found: Option<&Value>, path: &str, names: Names, paths: &mut BTreeSet<String>) {
    if is_nothing(wanted) {
        return;
    }
    match (wanted, found) {
        (Value::Object(wanted), Some(Value::Object(found))) => {
            compare_fields(wanted, found, path, names, paths);
        }
        (Value::Array(wanted), Some(Value::Array(found))) => compare_lists(wanted, found, path, names, paths),
        // A block is a list of one where the API has an object.
        (Value::Array(blocks), Some(found @ Value::Object(_)))
            if names == Names::Providers && blocks.len() == 1 =>
        {
            compare(&blocks[0], Some(found), path, names, paths);
        }
        (wanted, Some(found)) if is_same(wanted, found) => {}
        _ => {
            paths.insert(path.to_owned());
        }
    }
}

fn compare_fields(
    wanted: &Map<String, Value>,
    found: &Map<String, Value>,
    path: &str,
    names: Names,
    paths: &mut BTreeSet<String>,
) {
    let object = Value::Object(found.clone());
    for (field, wanted) in wanted {
        let name = match names {
            Names::AsTheyAre => Some(field.clone()),
            Names::Providers => its_name(field, &object),
        };
        if let Some(name) = name {
            let names = if is_map(field, wanted) { Names::AsTheyAre } else { names };
            compare(wanted, found.get(&name), &join(path, &name), names, paths);
        }
    }
}

/// Whether the keys below a field are the caller's own words.
fn is_map(field: &str, value: &Value) -> bool {
    let maps = ["annotations", "labels", "limits", "match_labels", "node_selector", "requests", "selector"];
    value.is_object() && maps.contains(&field)
}

/// By the field `name` where entries have one, as the API merges most of its lists; else by place.
fn compare_lists(wanted: &[Value], found: &[Value], path: &str, names: Names, paths: &mut BTreeSet<String>) {
    let name = |entry: &Value| entry.get("name").and_then(Value::as_str).map(str::to_owned);
    for (place, entry) in wanted.iter().enumerate() {
        let (label, other) = match name(entry) {
            Some(name_of) => {
                let other = found.iter().find(|other| name(other).as_deref() == Some(&name_of));
                (format!("{path}[{name_of}]"), other)
            }
            None => (format!("{path}[{place}]"), found.get(place)),
        };
        compare(entry, other, &label, names, paths);
    }
    if wanted.len() < found.len() {
        paths.insert(path.to_owned());
    }
}

fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(entries) => entries.is_empty(),
        Value::Object(fields) => fields.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

/// Numbers and flags may be texts on either side.
fn is_same(wanted: &Value, found: &Value) -> bool {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let is_scalar = |value: &Value| !value.is_array() && !value.is_object();
    wanted == found || is_scalar(wanted) && is_scalar(found) && text(wanted) == text(found)
}

/// `service_account_name` is `serviceAccountName`, and the block `port` one of `ports`; `None` if the object has neither.
fn its_name(field: &str, object: &Value) -> Option<String> {
    let mut words = field.split('_');
    let mut name = words.next()?.to_owned();
    for word in words {
        let mut letters = word.chars();
        name.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        name.push_str(letters.as_str());
    }
    let several = format!("{name}s");
    [name, several].into_iter().find(|name| object.get(name).is_some())
}

fn join(path: &str, field: &str) -> String {
    if field.contains(['.', '/']) { format!("{path}[{field}]") } else { format!("{path}.{field}") }
}
