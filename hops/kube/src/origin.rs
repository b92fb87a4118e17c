//! Who made an object, by `metadata.managedFields` (Kubernetes, "Server-Side Apply").

use std::fmt;

use serde::Serialize;
use serde_json::Value;

/// Somebody who wrote to an object.
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

/// Everybody who wrote to the object itself, its maker first. Who writes only its status, or a subresource of it such
/// as `scale`, made nothing.
pub fn managers(object: &Value) -> Vec<Manager> {
    let created = object.pointer("/metadata/creationTimestamp").and_then(Value::as_str);
    let entries = object.pointer("/metadata/managedFields").and_then(Value::as_array);
    let own = entries.into_iter().flatten().filter(|entry| is_own(entry));
    let mut ranked: Vec<_> =
        own.filter_map(|entry| Some((lateness(entry, created), manager(entry)?))).collect();
    ranked.sort_by_key(|(lateness, _)| *lateness);
    ranked.into_iter().map(|(_, manager)| manager).collect()
}

fn manager(entry: &Value) -> Option<Manager> {
    Some(Manager {
        name: text(entry, "manager")?.to_owned(),
        operation: text(entry, "operation").unwrap_or_default().to_owned(),
        time: text(entry, "time").map(str::to_owned),
    })
}

fn text<'a>(entry: &'a Value, field: &str) -> Option<&'a str> {
    entry.get(field).and_then(Value::as_str)
}

fn is_own(entry: &Value) -> bool {
    let subresource = text(entry, "subresource").unwrap_or_default();
    let mut fields = fields(entry).peekable();
    let has_some = fields.peek().is_some();
    subresource.is_empty() && !(has_some && fields.all(|field| field == "f:status"))
}

/// The smaller, the likelier it made the object. An entry has the time of its last write: a maker that wrote again is
/// later than whoever put an annotation on it in between, so that annotations and labels alone come last.
fn lateness<'a>(entry: &'a Value, created: Option<&str>) -> (bool, bool, bool, Option<&'a str>) {
    let time = text(entry, "time");
    let at_creation = time.is_some() && time == created;
    let mut fields = fields(entry).filter(|field| *field != "f:status").peekable();
    let only_metadata = fields.peek().is_some() && fields.all(|field| field == "f:metadata");
    // Times of one clock in one form sort as texts.
    (!at_creation, only_metadata, time.is_none(), time)
}

fn fields(entry: &Value) -> impl Iterator<Item = &str> {
    let fields = entry.get("fieldsV1").and_then(Value::as_object);
    fields.into_iter().flat_map(|fields| fields.keys().map(String::as_str))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn names(entries: &Value) -> Vec<String> {
        let object = json!({ "metadata": {
            "creationTimestamp": "2026-03-01T12:00:00Z", "managedFields": entries,
        } });
        managers(&object).into_iter().map(|manager| manager.name).collect()
    }

    fn wrote(manager: &str, time: &str, fields: &[&str]) -> Value {
        let fields: serde_json::Map<_, _> =
            fields.iter().map(|field| ((*field).to_owned(), json!({}))).collect();
        json!({ "manager": manager, "operation": "Update", "time": time, "fieldsV1": fields })
    }

    #[test]
    fn the_earliest_write_comes_first_in_whichever_order_the_server_lists_them() {
        let entries = json!([
            wrote("kubectl-edit", "2026-03-02T12:00:00Z", &["f:spec"]),
            wrote("Terraform", "2026-03-01T12:00:00Z", &["f:metadata", "f:spec"]),
        ]);
        assert_eq!(names(&entries), ["Terraform", "kubectl-edit"]);
    }

    #[test]
    fn who_writes_the_status_or_a_subresource_made_nothing() {
        let mut scaled = wrote("autoscaler", "2026-03-01T11:00:00Z", &["f:spec"]);
        scaled["subresource"] = json!("scale");
        let entries = json!([
            scaled,
            wrote("controller", "2026-03-01T11:00:00Z", &["f:status"]),
            wrote("helm", "2026-03-03T12:00:00Z", &["f:spec"]),
        ]);
        assert_eq!(names(&entries), ["helm"]);
    }

    #[test]
    fn an_annotation_before_the_makers_last_write_makes_nobody_the_maker() {
        let entries = json!([
            wrote("kubectl-annotate", "2026-03-02T12:00:00Z", &["f:metadata"]),
            wrote("helm", "2026-03-03T12:00:00Z", &["f:metadata", "f:spec"]),
        ]);
        assert_eq!(names(&entries), ["helm", "kubectl-annotate"]);
    }

    #[test]
    fn who_wrote_at_the_moment_of_creation_made_it_whatever_it_wrote() {
        let entries = json!([
            wrote("kubectl-edit", "2026-03-02T12:00:00Z", &["f:spec"]),
            wrote("kubectl-create", "2026-03-01T12:00:00Z", &["f:metadata"]),
        ]);
        assert_eq!(names(&entries), ["kubectl-create", "kubectl-edit"]);
    }

    #[test]
    fn entries_without_a_time_or_fields_are_kept_and_those_without_a_manager_are_not() {
        let entries = json!([
            { "manager": "old" },
            { "operation": "Update" },
            7,
            wrote("helm", "2026-03-03T12:00:00Z", &["f:data"]),
        ]);
        assert_eq!(names(&entries), ["helm", "old"]);
        assert_eq!(managers(&json!({ "metadata": { "managedFields": "x" } })), []);
    }
}
