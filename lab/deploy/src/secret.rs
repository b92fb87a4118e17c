//! Secrets whose values are made here and known to nobody: not to Terraform's state, not to a command line or log.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Map, Value, json};

use crate::error::DeployError;
use crate::inventory::FIELD_MANAGER;
use crate::object::{Key, Object};
use crate::places::failed;
use crate::terraform::SecretKeys;

/// 64 characters of Base64.
const RANDOM_BYTES: usize = 48;

impl SecretKeys {
    /// Which Secret.
    pub(crate) fn key(&self) -> Key {
        Key {
            api_version: "v1".to_owned(),
            kind: "Secret".to_owned(),
            namespace: Some(self.namespace.clone()),
            name: self.name.clone(),
        }
    }

    /// The first value that a Secret of the cluster lacks.
    pub(crate) fn first_missing(&self, live: &Value) -> Option<&str> {
        let has = |key: &&String| live["data"][key.as_str()].as_str().is_none_or(str::is_empty);
        self.keys.iter().find(has).map(String::as_str)
    }

    /// The Secret with the values that it has, and new ones for those that it lacks.
    pub(crate) fn object(&self, live: Option<&Value>) -> Result<Object, DeployError> {
        let mut data = Map::new();
        for key in &self.keys {
            let known =
                live.and_then(|live| live["data"][key.as_str()].as_str()).filter(|text| !text.is_empty());
            let value = match known {
                Some(known) => known.to_owned(),
                None => STANDARD.encode(random_text()?),
            };
            data.insert(key.clone(), Value::String(value));
        }
        let key = self.key();
        let mut content = key.stub();
        content["metadata"]["labels"] = json!({ "app.kubernetes.io/managed-by": FIELD_MANAGER });
        content["type"] = json!("Opaque");
        content["data"] = Value::Object(data);
        Ok(Object { key, content })
    }
}

/// A text that nobody can guess.
pub(crate) fn random_text() -> Result<String, DeployError> {
    let mut bytes = [0; RANDOM_BYTES];
    let mut filled = 0;
    while filled < bytes.len() {
        let got = rustix::rand::getrandom(&mut bytes[filled..], rustix::rand::GetRandomFlags::empty());
        filled += got.map_err(|error| failed("read", "/dev/urandom".as_ref())(error.into()))?;
    }
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys() -> SecretKeys {
        SecretKeys {
            namespace: "marketplace".to_owned(),
            name: "cookies".to_owned(),
            keys: vec!["key".to_owned(), "other".to_owned()],
        }
    }

    #[test]
    fn values_are_long_and_never_twice_the_same() {
        let (one, other) = (random_text().unwrap(), random_text().unwrap());
        assert_eq!(one.len(), 64);
        assert_ne!(one, other);
    }

    #[test]
    fn a_value_that_is_there_stays() {
        let live = json!({ "data": { "key": "c2VzYW1l" } });
        assert_eq!(keys().first_missing(&live), Some("other"));
        let object = keys().object(Some(&live)).unwrap();
        assert_eq!(object.content["data"]["key"], "c2VzYW1l");
        assert_eq!(keys().first_missing(&object.content), None);
        assert_eq!(keys().first_missing(&json!({})), Some("key"));
    }
}
