//! What was applied, asked for again: whoever applies may only claim to.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::cluster::Cluster;
use crate::difference::first_missing;
use crate::error::DeployError;
use crate::event::{Events, Running, Step};
use crate::inventory::{FIELD_MANAGER, is_managed};
use crate::object::{Key, Object};
use crate::terraform::{Desired, SecretKeys};

/// Reads every object and compares it field by field with what was sent.
///
/// # Errors
/// [`DeployError::Unproven`] with a sentence for each object that is not there or not as sent.
pub(crate) async fn read_back(
    cluster: Cluster<'_>,
    desired: &Desired,
    events: &Events<'_>,
) -> Result<(), DeployError> {
    let step = Running::begin(Step::ReadBack, events);
    let keys: Vec<Key> = desired
        .objects
        .iter()
        .map(|object| object.key.clone())
        .chain(desired.secrets.iter().map(SecretKeys::key))
        .collect();
    let live = match cluster.get(&keys).await {
        // Of a kind that is not defined there is no object.
        Err(DeployError::Refused(refusals)) => {
            let unknown = refusals.into_iter().map(|refusal| absent(&refusal.key)).collect();
            return Err(DeployError::Unproven(unknown));
        }
        live => live?,
    };
    let wrong = wrong(desired, &live);
    if !wrong.is_empty() {
        return Err(DeployError::Unproven(wrong));
    }
    step.end();
    Ok(())
}

/// A sentence for each object that is not there, or not as it should be.
fn wrong(desired: &Desired, live: &BTreeMap<Key, Value>) -> Vec<String> {
    let objects = desired.objects.iter().filter_map(|object| wrong_object(object, live.get(&object.key)));
    let secrets = desired.secrets.iter().filter_map(|secret| wrong_secret(secret, live.get(&secret.key())));
    objects.chain(secrets).collect()
}

fn wrong_object(object: &Object, live: Option<&Value>) -> Option<String> {
    let key = &object.key;
    let Some(live) = live else { return Some(absent(key)) };
    if let Some(field) = first_missing(&object.content, live) {
        let value = |value: Option<&Value>| value.map_or_else(|| "not there".to_owned(), Value::to_string);
        let (is, sent) = (value(field.before.as_ref()), value(field.after.as_ref()));
        return Some(format!("{key} is not as it was applied: {} is {is}, and {sent} was sent", field.path));
    }
    (!is_managed(live)).then(|| format!("{key} is not managed by `{FIELD_MANAGER}`"))
}

fn wrong_secret(secret: &SecretKeys, live: Option<&Value>) -> Option<String> {
    let key = secret.key();
    let Some(live) = live else { return Some(absent(&key)) };
    secret.first_missing(live).map(|missing| format!("{key} has no value for `{missing}`"))
}

fn absent(key: &Key) -> String {
    format!("{key} is said to be applied, and the API server does not have it")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn object() -> Object {
        let content = json!({
            "apiVersion": "v1", "kind": "Service",
            "metadata": { "name": "shop", "namespace": "a" }, "spec": { "type": "NodePort" },
        });
        Object::new(content).unwrap()
    }

    fn live(kind: &str, manager: &str) -> Value {
        json!({
            "metadata": { "name": "shop", "namespace": "a",
                "managedFields": [{ "manager": manager, "operation": "Apply" }] },
            "apiVersion": "v1", "kind": "Service", "spec": { "type": kind, "clusterIP": "10.96.0.7" },
        })
    }

    #[test]
    fn an_object_must_be_there_as_sent_and_in_our_name() {
        let object = object();
        assert_eq!(wrong_object(&object, Some(&live("NodePort", FIELD_MANAGER))), None);
        let sentences = [
            wrong_object(&object, None),
            wrong_object(&object, Some(&live("ClusterIP", FIELD_MANAGER))),
            wrong_object(&object, Some(&live("NodePort", "kubectl"))),
        ];
        insta::assert_snapshot!(sentences.map(Option::unwrap).join("\n"), @r#"
        Service a/shop is said to be applied, and the API server does not have it
        Service a/shop is not as it was applied: .spec.type is "ClusterIP", and "NodePort" was sent
        Service a/shop is not managed by `Terraform`
        "#);
    }

    #[test]
    fn of_a_secret_only_the_names_of_its_values_are_known() {
        let secret =
            SecretKeys { namespace: "a".to_owned(), name: "b".to_owned(), keys: vec!["key".to_owned()] };
        assert_eq!(wrong_secret(&secret, Some(&json!({ "data": { "key": "eA==" } }))), None);
        insta::assert_snapshot!(
            wrong_secret(&secret, Some(&json!({ "data": { "key": "" } }))).unwrap(),
            @"Secret a/b has no value for `key`"
        );
    }
}
