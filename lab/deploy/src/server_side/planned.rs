//! What becomes of each object.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::destroy::last_first;
use super::{Plan, ServerSide};
use crate::cluster::Run;
use crate::difference::{FieldChange, changes};
use crate::error::DeployError;
use crate::object::{Key, Object, in_order};
use crate::order::{may_be_of_a_definition, rank};
use crate::report::{Action, Planned};
use crate::terraform::{Desired, SecretKeys};

/// What the API server writes about an object beside what it is.
const BOOKKEEPING: [&str; 5] = ["managedFields", "resourceVersion", "generation", "creationTimestamp", "uid"];
/// Counted by the Deployments' controller.
const REVISION: &str = "deployment.kubernetes.io/revision";

impl ServerSide<'_> {
    pub(super) async fn compare(
        &self,
        desired: &Desired,
        keys: &BTreeSet<Key>,
        live: &BTreeMap<Key, Value>,
    ) -> Result<Plan, DeployError> {
        let can_be_asked = |object: &&Object| is_answerable(&object.key, keys, live);
        let asked: Vec<&Object> = desired.objects.iter().filter(can_be_asked).collect();
        let answers = self.cluster.apply(&asked, Run::Dry).await?;
        let mut plan = Plan {
            planned: Vec::new(),
            send: Vec::new(),
            unchecked: BTreeSet::new(),
            delete: Vec::new(),
            leaving: Vec::new(),
        };
        for object in &desired.objects {
            plan.add(object.clone(), live.get(&object.key), answers.get(&object.key));
        }
        for secret in &desired.secrets {
            plan.add_secret(secret, live.get(&secret.key()))?;
        }
        plan.send = in_order(plan.send);
        plan.planned.sort_by_key(|planned| (rank(&planned.key), planned.key.clone()));
        Ok(plan)
    }

    /// What was made and is not wanted any more, last to first.
    pub(super) fn unwanted(&self, keys: &BTreeSet<Key>, live: &BTreeMap<Key, Value>) -> Vec<Key> {
        let unwanted = self.inventory.keys().filter(|key| !keys.contains(key));
        let ours =
            unwanted.filter(|key| live.get(key).is_some_and(|object| self.inventory.is_ours(key, object)));
        last_first(ours)
    }
}

impl Plan {
    pub(super) fn delete(&mut self, keys: Vec<Key>) {
        let deleted = |key: &Key| Planned { key: key.clone(), action: Action::Delete, changes: Vec::new() };
        self.planned.extend(keys.iter().map(deleted));
        self.delete = keys;
    }

    fn add(&mut self, object: Object, live: Option<&Value>, answer: Option<&Value>) {
        let changes = match (live, answer) {
            (Some(live), Some(answer)) => differences(&object.content, live, answer),
            _ => Vec::new(),
        };
        let action = match live {
            None => Action::Create,
            Some(_) if changes.is_empty() => Action::Keep,
            Some(_) => Action::Change,
        };
        self.planned.push(Planned { key: object.key.clone(), action, changes });
        if answer.is_none() {
            self.unchecked.insert(object.key.clone());
        }
        if action != Action::Keep {
            self.send.push(object);
        }
    }

    fn add_secret(&mut self, secret: &SecretKeys, live: Option<&Value>) -> Result<(), DeployError> {
        let action = match live {
            None => Action::Create,
            Some(live) if secret.first_missing(live).is_some() => Action::Change,
            Some(_) => Action::Keep,
        };
        self.planned.push(Planned { key: secret.key(), action, changes: Vec::new() });
        if action != Action::Keep {
            self.send.push(secret.object(live)?);
        }
        Ok(())
    }
}

/// Whether what it needs is there, so that the API server can say what it would do.
fn is_answerable(key: &Key, keys: &BTreeSet<Key>, live: &BTreeMap<Key, Value>) -> bool {
    let namespace = key.namespace.as_deref().map(Key::namespace_named);
    let definition = key.definition();
    let is_definition = |key: &&Key| key.kind == "CustomResourceDefinition" && key.name == definition;
    let is_to_be_defined = may_be_of_a_definition(key) && keys.iter().any(|key| is_definition(&key));
    namespace.is_none_or(|namespace| live.contains_key(&namespace))
        && (!is_to_be_defined || live.keys().any(|key| is_definition(&key)))
}

/// The fields that would change, without what changes by itself.
fn differences(sent: &Value, live: &Value, answer: &Value) -> Vec<FieldChange> {
    let hide_values = sent["kind"] == "Secret";
    let counts_itself = sent.pointer("/spec/replicas").is_none();
    let mut found = changes(&essence(live, counts_itself), &essence(answer, counts_itself));
    if hide_values {
        for change in found.iter_mut().filter(|change| change.path.starts_with(".data")) {
            (change.before, change.after) = (None, None);
        }
    }
    found
}

fn essence(object: &Value, counts_itself: bool) -> Value {
    let mut object = object.clone();
    let Some(fields) = object.as_object_mut() else { return object };
    fields.remove("status");
    if let Some(metadata) = fields.get_mut("metadata").and_then(Value::as_object_mut) {
        metadata.retain(|name, _| !BOOKKEEPING.contains(&name.as_str()));
        if let Some(annotations) = metadata.get_mut("annotations").and_then(Value::as_object_mut) {
            annotations.remove(REVISION);
            if annotations.is_empty() {
                metadata.remove("annotations");
            }
        }
    }
    // A HorizontalPodAutoscaler's, which may count at any time.
    if counts_itself && let Some(spec) = fields.get_mut("spec").and_then(Value::as_object_mut) {
        spec.remove("replicas");
    }
    object
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn deployment(image: &str, replicas: u64, revision: &str) -> Value {
        json!({
            "apiVersion": "apps/v1", "kind": "Deployment",
            "metadata": {
                "name": "shop", "uid": "1", "resourceVersion": revision, "managedFields": [revision],
                "annotations": { "deployment.kubernetes.io/revision": revision },
            },
            "spec": { "replicas": replicas, "image": image }, "status": { "replicas": replicas },
        })
    }

    #[test]
    fn what_changes_by_itself_is_no_change() {
        let sent = json!({ "kind": "Deployment", "spec": { "image": "a" } });
        assert_eq!(differences(&sent, &deployment("a", 2, "1"), &deployment("a", 4, "2")), []);
        let found = differences(&sent, &deployment("a", 2, "1"), &deployment("b", 4, "2"));
        assert_eq!(found.iter().map(|change| change.path.as_str()).collect::<Vec<_>>(), [".spec.image"]);
        let counted = json!({ "kind": "Deployment", "spec": { "image": "a", "replicas": 4 } });
        assert_eq!(differences(&counted, &deployment("a", 2, "1"), &deployment("a", 4, "2")).len(), 1);
    }

    #[test]
    fn values_of_secrets_are_not_told() {
        let secret =
            |value: &str| json!({ "kind": "Secret", "metadata": { "name": "a" }, "data": { "key": value } });
        let found = differences(&secret("b"), &secret("a"), &secret("b"));
        assert_eq!(found, [FieldChange { path: ".data.key".to_owned(), before: None, after: None }]);
    }

    #[test]
    fn the_api_server_is_asked_only_about_what_it_can_answer() {
        let key = |api_version: &str, kind: &str, namespace: Option<&str>, name: &str| Key {
            api_version: api_version.to_owned(),
            kind: kind.to_owned(),
            namespace: namespace.map(str::to_owned),
            name: name.to_owned(),
        };
        let definition = key(
            "apiextensions.k8s.io/v1",
            "CustomResourceDefinition",
            None,
            "gateways.gateway.networking.k8s.io",
        );
        let gateway = key("gateway.networking.k8s.io/v1", "Gateway", Some("ingress"), "shared");
        let keys = BTreeSet::from([definition.clone(), gateway.clone()]);
        let mut live = BTreeMap::from([(Key::namespace_named("ingress"), json!({}))]);
        assert!(!is_answerable(&gateway, &keys, &live));
        live.insert(definition, json!({}));
        assert!(is_answerable(&gateway, &keys, &live));
        assert!(!is_answerable(&gateway, &keys, &BTreeMap::new()));
    }
}
