//! Whose fields are whose: `metadata.managedFields` (Kubernetes, "Server-Side Apply").

use serde_json::{Map, Value, json};

use super::FIELD_MANAGER;

/// Who applies the shop. kubeadm and hands with kubectl do not apply, and nothing of theirs is ever a conflict.
const TERRAFORM: &str = "Terraform";

/// The JSON patch (RFC 6902) by which our fields belong to Terraform again, if it has the object, and to nobody if
/// not; `None` if we have none. It is good for this version of the object alone.
pub(super) fn returned(object: &Value) -> Option<Value> {
    let metadata = &object["metadata"];
    let entries = metadata["managedFields"].as_array()?;
    let (ours, mut rest): (Vec<Value>, Vec<Value>) =
        entries.iter().cloned().partition(|entry| entry["manager"] == FIELD_MANAGER);
    if ours.is_empty() {
        return None;
    }
    let of_terraform = |entry: &&mut Value| entry["manager"] == TERRAFORM && entry["operation"] == "Apply";
    if let Some(entry) = rest.iter_mut().find(of_terraform)
        && let Some(fields) = entry["fieldsV1"].as_object_mut()
    {
        for ours in ours.iter().filter_map(|entry| entry["fieldsV1"].as_object()) {
            merge(fields, ours);
        }
    }
    // No list at all would let the API server begin a new one.
    Some(json!([
        { "op": "test", "path": "/metadata/resourceVersion", "value": metadata["resourceVersion"] },
        { "op": "replace", "path": "/metadata/managedFields", "value": rest },
    ]))
}

/// A set of fields is a tree of their names: the union of two.
fn merge(fields: &mut Map<String, Value>, others: &Map<String, Value>) {
    for (name, other) in others {
        match (fields.get_mut(name).and_then(Value::as_object_mut), other.as_object()) {
            (Some(field), Some(other)) => merge(field, other),
            _ => {
                fields.insert(name.clone(), other.clone());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn object(managed_fields: &Value) -> Value {
        json!({ "metadata": { "resourceVersion": "7", "managedFields": managed_fields } })
    }

    fn entry(manager: &str, operation: &str, fields: &Value) -> Value {
        json!({ "manager": manager, "operation": operation, "fieldsV1": fields })
    }

    #[test]
    fn what_was_taken_from_terraform_goes_back_to_it_and_what_others_have_stays_theirs() {
        let controller = entry("kube-controller-manager", "Update", &json!({ "f:status": {} }));
        let broken = object(&json!([
            entry("Terraform", "Apply", &json!({ "f:spec": { "f:template": { "f:spec": {} } } })),
            entry(FIELD_MANAGER, "Update", &json!({ "f:spec": { "f:template": { "f:image": {} } } })),
            controller,
        ]));
        let patch = returned(&broken).unwrap();
        assert_eq!(patch[0], json!({ "op": "test", "path": "/metadata/resourceVersion", "value": "7" }));
        let fields = json!({ "f:spec": { "f:template": { "f:spec": {}, "f:image": {} } } });
        assert_eq!(patch[1]["value"], json!([entry("Terraform", "Apply", &fields), controller]));
    }

    #[test]
    fn of_an_object_that_nobody_applies_it_belongs_to_nobody() {
        let kubeadm = entry("kubeadm", "Update", &json!({ "f:spec": {} }));
        let broken = object(&json!([kubeadm, entry(FIELD_MANAGER, "Update", &json!({ "f:spec": {} }))]));
        assert_eq!(returned(&broken).unwrap()[1]["value"], json!([kubeadm]));
    }

    #[test]
    fn where_we_have_nothing_nothing_is_to_be_given_back() {
        assert_eq!(returned(&object(&json!([entry("kubeadm", "Update", &json!({}))]))), None);
        assert_eq!(returned(&json!({ "metadata": {} })), None);
    }
}
