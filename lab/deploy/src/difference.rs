//! What two forms of an object have in common, and what not.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::{Map, Value};

use crate::quantity::thousandths;

/// One field that is to become another.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FieldChange {
    /// Such as `.spec.template.spec.containers[marketplace].image`.
    pub path: String,
    /// What it is; none if it is not there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<Value>,
    /// What it will be; none if it goes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<Value>,
}

/// Every field in which two forms differ.
pub(crate) fn changes(before: &Value, after: &Value) -> Vec<FieldChange> {
    let mut found = Vec::new();
    compare("", Some(before), Some(after), &mut found);
    found
}

/// The first field of `sent` that an object does not have, or not so: its path, what was sent, and what is there.
pub(crate) fn first_missing(sent: &Value, found: &Value) -> Option<FieldChange> {
    missing("", sent, Some(found))
}

fn compare(path: &str, before: Option<&Value>, after: Option<&Value>, found: &mut Vec<FieldChange>) {
    match (before, after) {
        (Some(Value::Object(before)), Some(Value::Object(after))) => {
            let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
            for name in names {
                compare(&member(path, name), before.get(name), after.get(name), found);
            }
        }
        (Some(Value::Array(old)), Some(Value::Array(new))) => match (by_name(old), by_name(new)) {
            (Some(old), Some(new)) => {
                let names: BTreeSet<&&str> = old.keys().chain(new.keys()).collect();
                for name in names {
                    let path = format!("{path}[{name}]");
                    compare(&path, old.get(*name).copied(), new.get(*name).copied(), found);
                }
            }
            _ if old.len() == new.len() => {
                for (index, (old, new)) in old.iter().zip(new).enumerate() {
                    compare(&format!("{path}[{index}]"), Some(old), Some(new), found);
                }
            }
            _ => found.push(change(path, before, after)),
        },
        _ if before == after => {}
        _ => found.push(change(path, before, after)),
    }
}

fn missing(path: &str, sent: &Value, found: Option<&Value>) -> Option<FieldChange> {
    match (sent, found) {
        // What is empty need not be written down, and the API server does not.
        (sent, None) if is_empty(sent) => None,
        (Value::Object(sent), Some(Value::Object(found))) => {
            sent.iter().find_map(|(name, sent)| missing(&member(path, name), sent, found.get(name)))
        }
        (Value::Array(sent), Some(Value::Array(found))) => missing_of_list(path, sent, found),
        (sent, Some(found)) if is_same(sent, found) => None,
        (sent, found) => Some(change(path, found, Some(sent))),
    }
}

/// Lists of named things are compared by name, others in any order: the API server may add to both.
fn missing_of_list(path: &str, sent: &[Value], found: &[Value]) -> Option<FieldChange> {
    if let (Some(_), Some(found)) = (by_name(sent), by_name(found)) {
        return sent.iter().find_map(|item| {
            let name = name_of(item)?;
            missing(&format!("{path}[{name}]"), item, found.get(name).copied())
        });
    }
    let is_there = |item: &Value| found.iter().any(|found| missing("", item, Some(found)).is_none());
    let (index, item) = sent.iter().enumerate().find(|(_, item)| !is_there(item))?;
    let path = format!("{path}[{index}]");
    // With as many there, the one at that place is probably meant, and says more.
    let counterpart = found.get(index).filter(|_| sent.len() == found.len());
    missing(&path, item, counterpart).or_else(|| Some(change(&path, None, Some(item))))
}

fn is_same(sent: &Value, found: &Value) -> bool {
    let quantity = |value: &Value| match value {
        Value::String(text) => thousandths(text),
        Value::Number(number) => thousandths(&number.to_string()),
        _ => None,
    };
    sent == found
        || (sent.is_string() || found.is_string())
            && quantity(sent).is_some_and(|sent| Some(sent) == quantity(found))
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(fields) => fields.values().all(is_empty),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

/// The items by their names, if each has one of its own.
fn by_name(items: &[Value]) -> Option<BTreeMap<&str, &Value>> {
    let named: Option<BTreeMap<&str, &Value>> =
        items.iter().map(|item| Some((name_of(item)?, item))).collect();
    named.filter(|named| named.len() == items.len())
}

fn name_of(item: &Value) -> Option<&str> {
    item.as_object().and_then(|item: &Map<String, Value>| item.get("name")).and_then(Value::as_str)
}

fn member(path: &str, name: &str) -> String {
    if name.contains(['.', '/']) { format!("{path}[{name}]") } else { format!("{path}.{name}") }
}

fn change(path: &str, before: Option<&Value>, after: Option<&Value>) -> FieldChange {
    FieldChange { path: path.to_owned(), before: before.cloned(), after: after.cloned() }
}

#[cfg(test)]
mod tests;
