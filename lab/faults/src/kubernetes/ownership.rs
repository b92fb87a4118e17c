//! Whose fields are whose: `metadata.managedFields` (Kubernetes, "Server-Side Apply").

use lab_plan::field_managers::TERRAFORM;
use serde_json::{Map, Value, json};

/// The operation of a JSON patch (RFC 6902) by which the fields of `manager` belong to Terraform again, if it has the
/// object, and to nobody if not; `None` if there are none. It is good for this version of the object alone.
///
/// kubeadm and hands with kubectl do not apply, and nothing of theirs is ever a conflict.
pub(super) fn returned(object: &Value, manager: &str) -> Option<Value> {
    let entries = object["metadata"]["managedFields"].as_array()?;
    let (ours, mut rest): (Vec<Value>, Vec<Value>) =
        entries.iter().cloned().partition(|entry| entry["manager"] == manager);
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
    Some(json!({ "op": "replace", "path": "/metadata/managedFields", "value": rest }))
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

    const OURS: &str = "ninehops-break-arm-only";

    fn object(managed_fields: &Value) -> Value {
        json!({ "metadata": { "managedFields": managed_fields } })
    }

    fn entry(manager: &str, operation: &str, fields: &Value) -> Value {
        json!({ "manager": manager, "operation": operation, "fieldsV1": fields })
    }

    #[test]
    fn what_was_taken_from_terraform_goes_back_to_it_and_what_others_have_stays_theirs() {
        let controller = entry("kube-controller-manager", "Update", &json!({ "f:status": {} }));
        let broken = object(&json!([
            entry(TERRAFORM, "Apply", &json!({ "f:spec": { "f:template": { "f:spec": {} } } })),
            entry(OURS, "Update", &json!({ "f:spec": { "f:template": { "f:image": {} } } })),
            controller,
        ]));
        let fields = json!({ "f:spec": { "f:template": { "f:spec": {}, "f:image": {} } } });
        let expected = json!([entry(TERRAFORM, "Apply", &fields), controller]);
        assert_eq!(returned(&broken, OURS).unwrap()["value"], expected);
    }

    #[test]
    fn what_another_fault_has_stays_broken_when_one_is_mended() {
        let host = entry("ninehops-break-dns-name", "Update", &json!({ "f:env": {} }));
        let terraform = entry(TERRAFORM, "Apply", &json!({ "f:replicas": {} }));
        let broken = object(&json!([terraform, host, entry(OURS, "Update", &json!({ "f:image": {} }))]));
        let fields = json!({ "f:replicas": {}, "f:image": {} });
        let expected = json!([entry(TERRAFORM, "Apply", &fields), host]);
        assert_eq!(returned(&broken, OURS).unwrap()["value"], expected);
    }

    #[test]
    fn of_an_object_that_nobody_applies_it_belongs_to_nobody() {
        let kubeadm = entry("kubeadm", "Update", &json!({ "f:spec": {} }));
        let broken = object(&json!([kubeadm, entry(OURS, "Update", &json!({ "f:spec": {} }))]));
        assert_eq!(returned(&broken, OURS).unwrap()["value"], json!([kubeadm]));
    }

    #[test]
    fn where_we_have_nothing_nothing_is_to_be_given_back() {
        assert_eq!(returned(&object(&json!([entry("kubeadm", "Update", &json!({}))])), OURS), None);
        assert_eq!(returned(&json!({ "metadata": {} }), OURS), None);
    }
}
