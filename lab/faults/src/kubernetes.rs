//! One field of one object of the cluster: read, set, put back.

use std::time::Duration;

use lab_cluster::{Lab, LabError};
use lab_plan::field_managers;
use serde_json::{Value, json};
use tokio::time::sleep;

use crate::error::FaultError;
use crate::fault::FaultName;

mod ownership;

/// Controllers write to the same object, each time as another version.
const ATTEMPTS: usize = 10;
const PAUSE: Duration = Duration::from_millis(100);
/// For one answer of the API server.
const REQUEST_TIMEOUT: &str = "--request-timeout=10s";

/// An object of the cluster.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Object {
    /// Its namespace.
    pub(crate) namespace: &'static str,
    /// `KIND/NAME`, as kubectl takes it.
    pub(crate) name: &'static str,
}

/// A field of an object.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Field {
    /// A JSON pointer (RFC 6901); one that ends with `/-` is of an element that is not in its list.
    pub(crate) pointer: String,
    /// What it is to be; absent if `None`.
    pub(crate) wanted: Option<Value>,
}

impl Field {
    pub(crate) fn new(pointer: &str, wanted: Option<&Value>) -> Self {
        Self { pointer: pointer.to_owned(), wanted: wanted.cloned() }
    }
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
            REQUEST_TIMEOUT,
        ];
        let printed = lab.kubectl_output(&arguments, &[]).await?;
        if printed.is_empty() {
            return Ok(None);
        }
        serde_json::from_slice(&printed)
            .map(Some)
            .map_err(|source| FaultError::Answer { object: name.to_owned(), source })
    }

    /// Lets the field that `field` finds in the object be as wanted, in the name of a fault. Does nothing if it is, or
    /// if the object has gone.
    pub(crate) async fn set(
        self,
        lab: &Lab,
        fault: FaultName,
        field: impl Fn(&Value) -> Field,
    ) -> Result<(), FaultError> {
        let manager = format!("--field-manager={}", manager(fault));
        self.change(lab, &[&manager], |object| patch(object, &field(object))).await
    }

    /// As [`Self::set`], and the fields that the fault took belong again to those to whom they belonged before: else
    /// the next apply of theirs that changes one would be refused, as a conflict with somebody who has left.
    pub(crate) async fn put_back(
        self,
        lab: &Lab,
        fault: FaultName,
        field: impl Fn(&Value) -> Field,
    ) -> Result<(), FaultError> {
        self.set(lab, fault, field).await?;
        let manager = manager(fault);
        self.change(lab, &[], |object| ownership::returned(object, &manager)).await
    }

    /// Sends what `wanted` makes of the object, anew if the object has another version by then.
    async fn change(
        self,
        lab: &Lab,
        options: &[&str],
        wanted: impl Fn(&Value) -> Option<Value>,
    ) -> Result<(), FaultError> {
        let Some(mut object) = self.get(lab).await? else { return Ok(()) };
        for attempt in 1.. {
            let Some(operation) = wanted(&object) else { break };
            let Err(error) = self.send(lab, options, &for_this_version(&object, &operation)).await else {
                break;
            };
            let Some(now) = self.get(lab).await? else { break };
            if attempt == ATTEMPTS || !is_outdated(&object, &now) {
                return Err(error.into());
            }
            object = now;
            sleep(PAUSE).await;
        }
        Ok(())
    }

    async fn send(self, lab: &Lab, options: &[&str], patch: &Value) -> Result<(), LabError> {
        let Self { namespace, name } = self;
        let patch = format!("--patch={patch}");
        let mut arguments =
            vec!["patch", name, "--namespace", namespace, "--type=json", REQUEST_TIMEOUT, &patch];
        arguments.extend(options);
        lab.kubectl_output(&arguments, &[]).await.map(drop)
    }
}

/// In whose name a fault sets fields. Each has its own: it is known later what to give back when one of two is mended.
fn manager(fault: FaultName) -> String {
    format!("{}-{fault}", field_managers::BREAK)
}

/// The operation of a JSON patch (RFC 6902) that lets a field be as wanted; `None` if it is.
fn patch(object: &Value, field: &Field) -> Option<Value> {
    let Field { pointer, wanted } = field;
    match (object.pointer(pointer), wanted) {
        (is, wanted) if is == wanted.as_ref() => None,
        (Some(_), Some(value)) => Some(json!({ "op": "replace", "path": pointer, "value": value })),
        (None, Some(value)) => Some(json!({ "op": "add", "path": pointer, "value": value })),
        (_, None) => Some(json!({ "op": "remove", "path": pointer })),
    }
}

/// A patch that no other version of the object takes.
fn for_this_version(object: &Value, operation: &Value) -> Value {
    let version = &object["metadata"]["resourceVersion"];
    json!([{ "op": "test", "path": "/metadata/resourceVersion", "value": version }, operation])
}

/// Whether that is why a patch was refused. The API server gives no reason of its own for a `test` that failed.
fn is_outdated(patched: &Value, now: &Value) -> bool {
    patched["metadata"]["resourceVersion"] != now["metadata"]["resourceVersion"]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_set_removed_or_let_be() {
        let object = json!({ "spec": { "replicas": 2, "env": [{ "name": "A" }] } });
        let patch = |pointer, wanted: Option<Value>| patch(&object, &Field::new(pointer, wanted.as_ref()));
        assert_eq!(patch("/spec/replicas", Some(json!(2))), None);
        assert_eq!(patch("/spec/affinity", None), None);
        for (pointer, wanted, operation) in [
            (
                "/spec/replicas",
                Some(json!(0)),
                json!({ "op": "replace", "path": "/spec/replicas", "value": 0 }),
            ),
            (
                "/spec/paused",
                Some(json!(true)),
                json!({ "op": "add", "path": "/spec/paused", "value": true }),
            ),
            ("/spec/replicas", None, json!({ "op": "remove", "path": "/spec/replicas" })),
            // Adding at an index would move what is there.
            ("/spec/env/0", Some(json!({})), json!({ "op": "replace", "path": "/spec/env/0", "value": {} })),
            ("/spec/env/-", Some(json!({})), json!({ "op": "add", "path": "/spec/env/-", "value": {} })),
        ] {
            assert_eq!(patch(pointer, wanted), Some(operation));
        }
    }

    #[test]
    fn a_patch_is_for_one_version_and_sent_again_only_if_there_is_another() {
        let version = |version: &str| json!({ "metadata": { "resourceVersion": version } });
        let patch = for_this_version(&version("7"), &json!({ "op": "remove", "path": "/spec/replicas" }));
        assert_eq!(
            patch,
            json!([
                { "op": "test", "path": "/metadata/resourceVersion", "value": "7" },
                { "op": "remove", "path": "/spec/replicas" },
            ])
        );
        assert!(is_outdated(&version("7"), &version("8")));
        assert!(!is_outdated(&version("7"), &version("7")));
    }

    #[test]
    fn every_fault_has_a_name_of_its_own_to_set_fields_in() {
        assert_eq!(manager(FaultName::ArmOnly), "ninehops-break-arm-only");
    }
}
