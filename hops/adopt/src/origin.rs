//! Who made an object.

use std::fmt;

use serde::Serialize;
use serde_json::Value;

/// Somebody who wrote to an object, by `metadata.managedFields`.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Manager {
    /// As the program calls itself: `kubectl-create`, `Terraform`, `helm`.
    pub name: String,
    /// `Apply` or `Update`.
    pub operation: String,
    /// When it last wrote.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time: Option<String>,
}

impl fmt::Display for Manager {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "`{}`", self.name)
    }
}

/// Everybody who wrote to the object itself, the earliest first. Who only writes its status made nothing.
pub(crate) fn managers(object: &Value) -> Vec<Manager> {
    let entries = object.pointer("/metadata/managedFields").and_then(Value::as_array);
    let text = |entry: &Value, field: &str| entry.get(field).and_then(Value::as_str).map(str::to_owned);
    let own = entries
        .into_iter()
        .flatten()
        .filter(|entry| text(entry, "subresource").is_none_or(|of| of.is_empty()));
    let mut managers: Vec<Manager> = own
        .filter_map(|entry| {
            Some(Manager {
                name: text(entry, "manager")?,
                operation: text(entry, "operation").unwrap_or_default(),
                time: text(entry, "time"),
            })
        })
        .collect();
    // Times of one clock in one form sort as texts.
    managers.sort_by(|one, other| one.time.cmp(&other.time));
    managers
}
