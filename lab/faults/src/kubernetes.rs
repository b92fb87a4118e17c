//! One field of one object of the cluster: read, set, put back.

use lab_cluster::Lab;
use serde_json::{Value, json};

use crate::error::FaultError;

mod ownership;

/// In whose name fields are broken and put back (Kubernetes, "Field management"). Of its own, so that it is known
/// later what to give back.
const FIELD_MANAGER: &str = "ninehops-break";
/// Controllers write to the same object, each time as another version.
const ATTEMPTS: usize = 10;

/// An object of the cluster.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Object {
    /// Its namespace.
    pub(crate) namespace: &'static str,
    /// `KIND/NAME`, as kubectl takes it.
    pub(crate) name: &'static str,
}

impl Object {
    /// The object as it is; `None` if there is none.
    pub(crate) async fn get(self, lab: &Lab) -> Result<Option<Value>, FaultError> {
        let Self { namespace, name } = self;
        let arguments = [
            "get",
            name,
            "--namespace",
            namespace,
            "--ignore-not-found",
            "--show-managed-fields",
            "--output=json",
        ];
        let printed = lab.kubectl_output(&arguments, &[]).await?;
        if printed.is_empty() {
            return Ok(None);
        }
        serde_json::from_slice(&printed)
            .map(Some)
            .map_err(|source| FaultError::Answer { object: name.to_owned(), source })
    }

    /// Lets a field be `wanted`, or absent. Does nothing if it is, or if the object has gone.
    pub(crate) async fn set(self, lab: &Lab, field: &str, wanted: Option<&Value>) -> Result<(), FaultError> {
        let Some(object) = self.get(lab).await? else { return Ok(()) };
        let Some(patch) = patch(&object, field, wanted) else { return Ok(()) };
        let Self { namespace, name } = self;
        let (patch, manager) = (format!("--patch={patch}"), format!("--field-manager={FIELD_MANAGER}"));
        let arguments = ["patch", name, "--namespace", namespace, "--type=json", &manager, &patch];
        lab.kubectl_output(&arguments, &[]).await?;
        Ok(())
    }

    /// As [`Self::set`], and the fields belong again to those to whom they belonged before: else the next apply of
    /// theirs that changes one would be refused, as a conflict with somebody who has left.
    pub(crate) async fn put_back(
        self,
        lab: &Lab,
        field: &str,
        wanted: Option<&Value>,
    ) -> Result<(), FaultError> {
        self.set(lab, field, wanted).await?;
        let Self { namespace, name } = self;
        for attempt in 1.. {
            let Some(object) = self.get(lab).await? else { return Ok(()) };
            let Some(patch) = ownership::returned(&object) else { return Ok(()) };
            let patch = format!("--patch={patch}");
            let arguments = ["patch", name, "--namespace", namespace, "--type=json", &patch];
            match lab.kubectl_output(&arguments, &[]).await {
                Ok(_) => return Ok(()),
                // It has another version by now.
                Err(_) if attempt < ATTEMPTS => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }
}

/// The JSON patch (RFC 6902) that lets a field, named by a JSON pointer (RFC 6901), be as wanted; `None` if it is.
fn patch(object: &Value, field: &str, wanted: Option<&Value>) -> Option<Value> {
    match (object.pointer(field), wanted) {
        (is, wanted) if is == wanted => None,
        (_, Some(value)) => Some(json!([{ "op": "add", "path": field, "value": value }])),
        (_, None) => Some(json!([{ "op": "remove", "path": field }])),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_set_removed_or_let_be() {
        let object = json!({ "spec": { "replicas": 2 } });
        assert_eq!(patch(&object, "/spec/replicas", Some(&json!(2))), None);
        assert_eq!(patch(&object, "/spec/affinity", None), None);
        assert_eq!(
            patch(&object, "/spec/replicas", Some(&json!(0))),
            Some(json!([{ "op": "add", "path": "/spec/replicas", "value": 0 }]))
        );
        assert_eq!(
            patch(&object, "/spec/replicas", None),
            Some(json!([{ "op": "remove", "path": "/spec/replicas" }]))
        );
    }
}
