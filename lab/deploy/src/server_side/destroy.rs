//! Removing exactly what was made.

use std::collections::BTreeSet;

use serde_json::Value;

use super::ServerSide;
use crate::error::DeployError;
use crate::event::Event;
use crate::object::Key;
use crate::order::rank;
use crate::report::{Action, Planned};

/// What is in every namespace by itself.
const OF_EVERY_NAMESPACE: [(&str, &str); 2] =
    [("ConfigMap", "kube-root-ca.crt"), ("ServiceAccount", "default")];
/// Made by the control plane about what is there.
const OF_THE_CONTROL_PLANE: [&str; 3] = ["endpoints", "events", "events.events.k8s.io"];
/// What somebody may have put into a namespace, as far as every cluster has it.
const USUAL_KINDS: &str = "deployments,daemonsets,statefulsets,replicasets,jobs,cronjobs,pods,services,configmaps,secrets,\
                     serviceaccounts,persistentvolumeclaims,horizontalpodautoscalers,poddisruptionbudgets,\
                     networkpolicies,ingresses,roles,rolebindings";

impl ServerSide<'_> {
    /// Deletes what the inventory holds, and waits for it.
    ///
    /// # Errors
    /// Before anything is deleted, when something that is not ours would go with a namespace or definition.
    pub(crate) async fn destroy(&mut self) -> Result<Vec<Planned>, DeployError> {
        let live = self.live(&BTreeSet::new()).await?;
        let known: Vec<Key> = self.inventory.keys().cloned().collect();
        let mut ours = Vec::new();
        for key in &known {
            match live.get(key) {
                Some(object) if self.inventory.is_ours(key, object) => ours.push(key.clone()),
                Some(_) => {
                    (self.events)(Event::Note(format!("{key} was made by somebody else and stays")));
                    self.inventory.forget(key);
                }
                None => self.inventory.forget(key),
            }
        }
        self.refuse_all_guests(&ours).await?;
        let ours = last_first(ours.iter());
        self.delete(&ours).await?;
        self.save()?;
        Ok(ours.into_iter().map(|key| Planned { key, action: Action::Delete, changes: Vec::new() }).collect())
    }

    /// Refuses to delete what is somebody else's home.
    pub(super) async fn refuse_all_guests(&self, ours: &[Key]) -> Result<(), DeployError> {
        let kinds = if ours.iter().any(|key| key.kind == "Namespace") {
            kinds(self.cluster.namespaced_kinds().await?)
        } else {
            String::new()
        };
        for key in ours {
            match key.kind.as_str() {
                "Namespace" => self.refuse_guests(key, &[&kinds, "--namespace", &key.name], ours).await?,
                "CustomResourceDefinition" => {
                    self.refuse_guests(key, &[&key.name, "--all-namespaces"], ours).await?;
                }
                _ => {}
            }
        }
        Ok(())
    }

    async fn refuse_guests(&self, host: &Key, words: &[&str], ours: &[Key]) -> Result<(), DeployError> {
        let found = self.cluster.query(words).await?;
        let foreign: Vec<Key> = found.iter().filter_map(|object| foreign(object, ours)).collect();
        if foreign.is_empty() { Ok(()) } else { Err(DeployError::InUse { host: host.clone(), foreign }) }
    }
}

/// What is asked for in a namespace: all of it would go with it.
fn kinds(known: Option<Vec<String>>) -> String {
    let Some(mut known) = known else { return USUAL_KINDS.to_owned() };
    known.retain(|kind| !OF_THE_CONTROL_PLANE.contains(&kind.as_str()));
    known.join(",")
}

/// Last to first, as one leaves a house.
pub(super) fn last_first<'a>(keys: impl Iterator<Item = &'a Key>) -> Vec<Key> {
    let mut keys: Vec<Key> = keys.cloned().collect();
    keys.sort_by_key(|key| (std::cmp::Reverse(rank(key)), key.clone()));
    keys
}

/// An object that is not ours, came from nothing that is ours, and is not in every namespace anyway.
fn foreign(object: &Value, ours: &[Key]) -> Option<Key> {
    let key = Key::of(object)?;
    let is_same = |ours: &Key| {
        (ours.group(), &ours.kind, &ours.namespace, &ours.name)
            == (key.group(), &key.kind, &key.namespace, &key.name)
    };
    let is_owned = object.pointer("/metadata/ownerReferences").is_some();
    let is_usual = OF_EVERY_NAMESPACE.contains(&(key.kind.as_str(), key.name.as_str()));
    let is_leaving = object.pointer("/metadata/deletionTimestamp").is_some();
    (!ours.iter().any(is_same) && !is_owned && !is_usual && !is_leaving).then_some(key)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn object(kind: &str, name: &str) -> Value {
        json!({ "apiVersion": "v1", "kind": kind, "metadata": { "name": name, "namespace": "marketplace" } })
    }

    #[test]
    fn only_what_somebody_put_there_is_foreign() {
        let ours = [Key::of(&object("Service", "marketplace")).unwrap()];
        let mut owned = object("Pod", "marketplace-1");
        owned["metadata"]["ownerReferences"] = json!([{ "kind": "ReplicaSet" }]);
        let names = [
            object("Service", "marketplace"),
            object("Service", "theirs"),
            owned,
            object("ConfigMap", "kube-root-ca.crt"),
            object("ConfigMap", "theirs"),
            object("ServiceAccount", "default"),
        ];
        let foreign: Vec<String> =
            names.iter().filter_map(|object| foreign(object, &ours)).map(|key| key.to_string()).collect();
        assert_eq!(foreign, ["Service marketplace/theirs", "ConfigMap marketplace/theirs"]);
    }

    #[test]
    fn a_namespace_is_searched_for_every_kind_that_people_make() {
        let known = ["configmaps", "endpoints", "events", "widgets.example.com"];
        let known = known.map(str::to_owned).to_vec();
        assert_eq!(kinds(Some(known)), "configmaps,widgets.example.com");
        assert_eq!(kinds(None), USUAL_KINDS);
    }

    #[test]
    fn what_needs_others_goes_first() {
        let keys = [Key::namespace_named("a"), Key::of(&object("Service", "b")).unwrap()];
        let names: Vec<String> = last_first(keys.iter()).iter().map(|key| key.name.clone()).collect();
        assert_eq!(names, ["b", "a"]);
    }
}
