//! A Kubernetes object, and what it is known by.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::order::rank;

/// What an object is known by.
#[derive(Clone, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Key {
    /// Such as `apps/v1`.
    pub api_version: String,
    /// Such as `Deployment`.
    pub kind: String,
    /// None for objects of the whole cluster.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub namespace: Option<String>,
    /// Its name there.
    pub name: String,
}

/// An object as it is sent.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Object {
    pub(crate) key: Key,
    pub(crate) content: Value,
}

impl Key {
    /// Of an object as the API has it; `None` if it lacks a kind or a name.
    pub(crate) fn of(object: &Value) -> Option<Self> {
        let text = |pointer| object.pointer(pointer).and_then(Value::as_str).map(str::to_owned);
        Some(Self {
            api_version: text("/apiVersion")?,
            kind: text("/kind")?,
            namespace: text("/metadata/namespace"),
            name: text("/metadata/name")?,
        })
    }

    pub(crate) fn namespace_named(name: &str) -> Self {
        Self {
            api_version: "v1".to_owned(),
            kind: "Namespace".to_owned(),
            namespace: None,
            name: name.to_owned(),
        }
    }

    /// Enough of the object to ask for it.
    pub(crate) fn stub(&self) -> Value {
        let mut metadata = json!({ "name": self.name });
        if let Some(namespace) = &self.namespace {
            metadata["namespace"] = json!(namespace);
        }
        json!({ "apiVersion": self.api_version, "kind": self.kind, "metadata": metadata })
    }

    /// Such as `apps`; empty for the oldest kinds.
    pub(crate) fn group(&self) -> &str {
        self.api_version.split_once('/').map_or("", |(group, _)| group)
    }

    /// As the API server calls it in its messages: `deployments.apps "marketplace"`.
    pub(crate) fn in_words_of_the_server(&self) -> String {
        match self.group() {
            "" => format!("{} \"{}\"", self.plural(), self.name),
            group => format!("{}.{group} \"{}\"", self.plural(), self.name),
        }
    }

    /// The name of the definition that this is an object of, if it is not built in.
    pub(crate) fn definition(&self) -> String {
        format!("{}.{}", self.plural(), self.group())
    }

    /// As in English: every kind that is sent here has a regular plural.
    fn plural(&self) -> String {
        let kind = self.kind.to_lowercase();
        match kind.strip_suffix('y') {
            Some(stem) if !stem.ends_with(['a', 'e', 'o', 'u']) => format!("{stem}ies"),
            _ if kind.ends_with('s') => format!("{kind}es"),
            _ => format!("{kind}s"),
        }
    }
}

impl fmt::Display for Key {
    /// `Deployment marketplace/recommendations`, `Namespace marketplace`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.namespace {
            Some(namespace) => write!(formatter, "{} {namespace}/{}", self.kind, self.name),
            None => write!(formatter, "{} {}", self.kind, self.name),
        }
    }
}

impl Object {
    pub(crate) fn new(content: Value) -> Option<Self> {
        Some(Self { key: Key::of(&content)?, content })
    }

    /// Whether pods come of it.
    pub(crate) fn is_workload(&self) -> bool {
        matches!(self.key.kind.as_str(), "Deployment" | "DaemonSet" | "StatefulSet")
    }
}

/// In the order in which the API server can take them.
pub(crate) fn in_order(mut objects: Vec<Object>) -> Vec<Object> {
    objects.sort_by(|one, other| (rank(&one.key), &one.key).cmp(&(rank(&other.key), &other.key)));
    objects
}

/// Several objects as one document.
pub(crate) fn list(items: impl Iterator<Item = Value>) -> Value {
    json!({ "apiVersion": "v1", "kind": "List", "items": items.collect::<Vec<_>>() })
}

/// The objects of a document that is a list or one of them.
pub(crate) fn items(document: Value) -> Vec<Value> {
    match document {
        Value::Object(mut fields) if fields.get("kind").and_then(Value::as_str) == Some("List") => {
            match fields.remove("items") {
                Some(Value::Array(items)) => items,
                _ => Vec::new(),
            }
        }
        Value::Null => Vec::new(),
        object => vec![object],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(api_version: &str, kind: &str) -> Key {
        Key::of(&json!({ "apiVersion": api_version, "kind": kind, "metadata": { "name": "x" } })).unwrap()
    }

    #[test]
    fn an_object_is_named_as_the_api_server_names_it() {
        for (api_version, kind, words) in [
            ("v1", "Namespace", "namespaces \"x\""),
            ("apps/v1", "Deployment", "deployments.apps \"x\""),
            ("networking.k8s.io/v1", "NetworkPolicy", "networkpolicies.networking.k8s.io \"x\""),
            (
                "gateway.networking.k8s.io/v1",
                "GatewayClass",
                "gatewayclasses.gateway.networking.k8s.io \"x\"",
            ),
            ("gateway.networking.k8s.io/v1", "Gateway", "gateways.gateway.networking.k8s.io \"x\""),
        ] {
            assert_eq!(key(api_version, kind).in_words_of_the_server(), words);
        }
    }

    #[test]
    fn a_document_is_a_list_or_one_object() {
        let one = json!({ "kind": "Pod" });
        assert_eq!(items(list([one.clone(), one.clone()].into_iter())), [one.clone(), one.clone()]);
        assert_eq!(items(one.clone()), [one]);
        assert!(items(Value::Null).is_empty());
    }

    #[test]
    fn a_key_survives_being_written_down() {
        let key = Key::of(&json!({
            "apiVersion": "v1", "kind": "Service", "metadata": { "name": "a", "namespace": "b" }
        }))
        .unwrap();
        let written = serde_json::to_value(&key).unwrap();
        assert_eq!(written, json!({ "apiVersion": "v1", "kind": "Service", "namespace": "b", "name": "a" }));
        assert_eq!(serde_json::from_value::<Key>(written).unwrap(), key);
        assert_eq!(Key::of(&key.stub()), Some(key));
    }
}
