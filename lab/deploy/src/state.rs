//! Terraform's states of the roots, read without the provider that could make sense of all of it.

use std::fs;
use std::io;
use std::path::Path;

use serde::Deserialize;
use serde_json::Value;

use crate::error::DeployError;
use crate::object::Key;
use crate::places::{Places, failed};
use crate::terraform::LIVE;

/// The part of a state, version 4, that is of interest.
#[derive(Debug, Default, Deserialize)]
struct State {
    #[serde(default)]
    resources: Vec<Resource>,
}

#[derive(Debug, Deserialize)]
struct Resource {
    mode: String,
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    instances: Vec<Instance>,
}

#[derive(Debug, Deserialize)]
struct Instance {
    #[serde(default)]
    attributes: Value,
}

/// An object that Terraform says it has made.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Made {
    pub(crate) key: Key,
    /// The API server's number of it, if the state has it.
    pub(crate) uid: Option<String>,
}

/// The objects that Terraform says it has made.
pub(crate) fn keys(places: &Places) -> Result<Vec<Key>, DeployError> {
    Ok(made(places)?.into_iter().map(|made| made.key).collect())
}

/// The same, with what is known of each.
pub(crate) fn made(places: &Places) -> Result<Vec<Made>, DeployError> {
    let mut made = Vec::new();
    for root in LIVE {
        made.extend(made_of(&read(&places.state(root))?));
    }
    Ok(made)
}

/// Whether Terraform says that it has made nothing.
pub(crate) fn is_empty(places: &Places) -> Result<bool, DeployError> {
    keys(places).map(|keys| keys.is_empty())
}

/// Removes the states: another keeps what was in them.
pub(crate) fn forget(places: &Places) -> Result<(), DeployError> {
    for path in LIVE.map(|root| places.state(root)) {
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(failed("remove", &path)(error));
            }
            _ => {}
        }
    }
    Ok(())
}

fn read(path: &Path) -> Result<State, DeployError> {
    match fs::read(path) {
        Ok(bytes) => serde_json::from_slice(&bytes).map_err(|error| failed("read", path)(error.into())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(State::default()),
        Err(error) => Err(failed("read", path)(error)),
    }
}

fn made_of(state: &State) -> Vec<Made> {
    let managed = state.resources.iter().filter(|resource| resource.mode == "managed");
    let instances =
        managed.flat_map(|resource| resource.instances.iter().map(move |instance| (resource, instance)));
    let made = |(resource, instance): (&Resource, &Instance)| {
        let uid = uid(&resource.kind, &instance.attributes);
        Some(Made { key: key(&resource.kind, &instance.attributes)?, uid })
    };
    instances.filter_map(made).collect()
}

fn uid(kind: &str, attributes: &Value) -> Option<String> {
    let metadata = match kind {
        "kubernetes_manifest" => untyped(&attributes["object"]).get("metadata"),
        _ => attributes.pointer("/metadata/0"),
    };
    metadata?["uid"].as_str().filter(|uid| !uid.is_empty()).map(str::to_owned)
}

/// A value of any type is written with its type.
fn untyped(value: &Value) -> &Value {
    value.get("value").unwrap_or(value)
}

fn key(kind: &str, attributes: &Value) -> Option<Key> {
    match kind {
        "kubernetes_manifest" => Key::of(untyped(&attributes["manifest"])),
        "kubernetes_secret_v1" | "kubernetes_secret" => {
            let metadata = attributes.pointer("/metadata/0")?;
            let text = |name: &str| metadata[name].as_str().map(str::to_owned);
            Some(Key {
                api_version: "v1".to_owned(),
                kind: "Secret".to_owned(),
                namespace: text("namespace"),
                name: text("name")?,
            })
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_terraform_has_made_is_read_from_its_state() {
        let manifest =
            json!({ "apiVersion": "v1", "kind": "Namespace", "metadata": { "name": "marketplace" } });
        let state = json!({ "version": 4, "resources": [
            { "mode": "data", "type": "kubernetes_manifest", "instances": [{ "attributes": { "manifest": manifest } }] },
            { "mode": "managed", "type": "kubernetes_manifest", "instances": [
                { "attributes": {
                    "manifest": { "type": "object", "value": manifest },
                    "object": { "type": "object", "value": { "metadata": { "uid": "7" } } },
                } },
                { "attributes": { "manifest": { "type": "object", "value": manifest } } },
            ] },
            { "mode": "managed", "type": "kubernetes_secret_v1", "instances": [
                { "attributes": { "metadata": [{ "name": "cookies", "namespace": "marketplace", "uid": "8" }] } },
            ] },
        ] });
        let made = made_of(&serde_json::from_value(state).unwrap());
        let made: Vec<_> = made.iter().map(|made| (made.key.to_string(), made.uid.as_deref())).collect();
        let namespace = || "Namespace marketplace".to_owned();
        let secret = "Secret marketplace/cookies".to_owned();
        assert_eq!(made, [(namespace(), Some("7")), (namespace(), None), (secret, Some("8"))]);
    }

    #[test]
    fn a_lab_without_states_has_made_nothing() {
        let lab = tempfile::tempdir().unwrap();
        let places = Places::of(lab.path()).unwrap();
        assert!(is_empty(&places).unwrap());
        forget(&places).unwrap();
    }
}
