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

/// The objects that Terraform says it has made.
pub(crate) fn keys(places: &Places) -> Result<Vec<Key>, DeployError> {
    let mut keys = Vec::new();
    for root in LIVE {
        keys.extend(keys_of(&read(&places.state(root))?));
    }
    Ok(keys)
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

fn keys_of(state: &State) -> Vec<Key> {
    let managed = state.resources.iter().filter(|resource| resource.mode == "managed");
    let instances =
        managed.flat_map(|resource| resource.instances.iter().map(move |instance| (resource, instance)));
    instances.filter_map(|(resource, instance)| key(&resource.kind, &instance.attributes)).collect()
}

fn key(kind: &str, attributes: &Value) -> Option<Key> {
    match kind {
        // A value of any type is written with its type.
        "kubernetes_manifest" => {
            let manifest = &attributes["manifest"];
            Key::of(manifest.get("value").unwrap_or(manifest))
        }
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
                { "attributes": { "manifest": { "type": "object", "value": manifest } } },
            ] },
            { "mode": "managed", "type": "kubernetes_secret_v1", "instances": [
                { "attributes": { "metadata": [{ "name": "cookies", "namespace": "marketplace" }] } },
            ] },
        ] });
        let keys = keys_of(&serde_json::from_value(state).unwrap());
        let names: Vec<String> = keys.iter().map(ToString::to_string).collect();
        assert_eq!(names, ["Namespace marketplace", "Secret marketplace/cookies"]);
    }

    #[test]
    fn a_lab_without_states_has_made_nothing() {
        let lab = tempfile::tempdir().unwrap();
        let places = Places::of(lab.path()).unwrap();
        assert!(is_empty(&places).unwrap());
        forget(&places).unwrap();
    }
}
