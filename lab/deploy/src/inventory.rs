//! What was made here, for those who come later: this way's state.

use std::fs;
use std::io;
use std::path::Path;

use lab_cluster::write_whole;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::object::Key;

/// The field manager of every object, whoever sends it.
pub(crate) use lab_plan::field_managers::TERRAFORM as FIELD_MANAGER;

/// Every object that was made or was about to be.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
pub(crate) struct Inventory {
    objects: Vec<Entry>,
}

/// One of them.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
struct Entry {
    #[serde(flatten)]
    key: Key,
    /// The API server's number of it; none as long as nobody knows whether it was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    uid: Option<String>,
}

impl Inventory {
    /// Reads it; an empty one if there is no file.
    pub(crate) fn read(path: &Path) -> io::Result<Self> {
        match fs::read(path) {
            Ok(bytes) => serde_json::from_slice(&bytes).map_err(io::Error::from),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(error),
        }
    }

    /// What it tells of is made after this.
    pub(crate) fn write(&self, path: &Path) -> io::Result<()> {
        write_whole(path, &serde_json::to_vec_pretty(self)?)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.objects.is_empty()
    }

    pub(crate) fn keys(&self) -> impl Iterator<Item = &Key> {
        self.objects.iter().map(|entry| &entry.key)
    }

    /// Whether the object that the cluster has under this name is the one that was made here. Only if it was never
    /// heard whether it was made, its field manager tells.
    pub(crate) fn is_ours(&self, key: &Key, live: &Value) -> bool {
        let Some(entry) = self.objects.iter().find(|entry| entry.key == *key) else { return false };
        let uid = live.pointer("/metadata/uid").and_then(Value::as_str);
        match &entry.uid {
            Some(known) => uid == Some(known),
            None => is_managed(live),
        }
    }

    /// An object that is absent is about to be made.
    pub(crate) fn expect(&mut self, key: &Key) {
        self.set(key, None);
    }

    /// An object was made or changed.
    pub(crate) fn confirm(&mut self, key: &Key, live: &Value) {
        self.set(key, live.pointer("/metadata/uid").and_then(Value::as_str));
    }

    /// Another says that it made an object; it knows its uid, or else its field manager tells.
    pub(crate) fn adopt(&mut self, key: &Key, uid: Option<&str>) {
        self.set(key, uid);
    }

    fn set(&mut self, key: &Key, uid: Option<&str>) {
        let uid = uid.map(str::to_owned);
        match self.objects.iter_mut().find(|entry| entry.key == *key) {
            Some(entry) => entry.uid = uid,
            None => self.objects.push(Entry { key: key.clone(), uid }),
        }
    }

    /// An object has gone, or is not ours any more.
    pub(crate) fn forget(&mut self, key: &Key) {
        self.objects.retain(|entry| entry.key != *key);
    }
}

/// Whether it was applied under our field manager.
pub(crate) fn is_managed(live: &Value) -> bool {
    let managers = live.pointer("/metadata/managedFields").and_then(Value::as_array);
    managers
        .into_iter()
        .flatten()
        .any(|entry| entry["manager"] == FIELD_MANAGER && entry["operation"] == "Apply")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn key(name: &str) -> Key {
        Key::namespace_named(name)
    }

    fn live(uid: &str, manager: &str, operation: &str) -> Value {
        json!({ "metadata": { "uid": uid, "managedFields": [{ "manager": manager, "operation": operation }] } })
    }

    #[test]
    fn what_is_written_is_read_again() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("inventory.json");
        assert!(Inventory::read(&path).unwrap().is_empty());
        let mut inventory = Inventory::default();
        inventory.expect(&key("a"));
        inventory.confirm(&key("b"), &live("1", "x", "Apply"));
        inventory.write(&path).unwrap();
        assert_eq!(Inventory::read(&path).unwrap(), inventory);
        insta::assert_snapshot!(fs::read_to_string(&path).unwrap(), @r#"
        {
          "objects": [
            {
              "apiVersion": "v1",
              "kind": "Namespace",
              "name": "a"
            },
            {
              "apiVersion": "v1",
              "kind": "Namespace",
              "name": "b",
              "uid": "1"
            }
          ]
        }
        "#);
    }

    #[test]
    fn an_object_made_by_hand_under_a_known_name_is_not_ours() {
        let mut inventory = Inventory::default();
        inventory.confirm(&key("a"), &live("1", FIELD_MANAGER, "Apply"));
        assert!(!inventory.is_ours(&key("a"), &live("2", FIELD_MANAGER, "Apply")));
        assert!(!inventory.is_ours(&key("a"), &live("2", "kubectl-create", "Update")));
        // Made anew, and never heard of: as if there had been none before.
        inventory.expect(&key("a"));
        assert!(inventory.is_ours(&key("a"), &live("2", FIELD_MANAGER, "Apply")));
        assert!(!inventory.is_ours(&key("a"), &live("2", FIELD_MANAGER, "Update")));
        assert!(!inventory.is_ours(&key("b"), &live("1", FIELD_MANAGER, "Apply")));
    }

    #[test]
    fn an_object_of_ours_stays_ours_whoever_changed_it() {
        let mut inventory = Inventory::default();
        inventory.confirm(&key("a"), &live("1", FIELD_MANAGER, "Apply"));
        assert!(inventory.is_ours(&key("a"), &live("1", "kubectl-edit", "Update")));
    }

    #[test]
    fn a_secret_that_terraform_made_without_applying_is_ours_by_its_uid() {
        let mut inventory = Inventory::default();
        inventory.adopt(&key("a"), Some("1"));
        assert!(inventory.is_ours(&key("a"), &live("1", "terraform-provider-kubernetes", "Update")));
        assert!(!inventory.is_ours(&key("a"), &live("2", FIELD_MANAGER, "Apply")));
        inventory.adopt(&key("b"), None);
        assert!(inventory.is_ours(&key("b"), &live("3", FIELD_MANAGER, "Apply")));
    }

    #[test]
    fn what_a_killed_run_may_have_made_is_ours_if_it_was_made_in_our_name() {
        let mut inventory = Inventory::default();
        inventory.expect(&key("a"));
        assert!(inventory.is_ours(&key("a"), &live("1", FIELD_MANAGER, "Apply")));
        assert!(!inventory.is_ours(&key("a"), &live("1", "kubectl-create", "Update")));
        inventory.forget(&key("a"));
        assert!(inventory.is_empty());
    }
}
