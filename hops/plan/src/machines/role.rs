//! What a machine is in a cluster, by the names that people give it.

use std::collections::BTreeSet;

use super::user_data;
use crate::{Change, Index, Known};

/// What a machine is in a cluster.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Role {
    /// It runs the API server.
    ControlPlane,
    /// It runs pods.
    Worker,
    /// It is none of the cluster's nodes.
    Other,
}

const CONTROL_PLANE: &[&str] = &["controlplane", "master", "masters", "controller", "controllers", "cp"];
const WORKER: &[&str] = &[
    "worker",
    "workers",
    "node",
    "nodes",
    "kubelet",
    "kubelets",
    "kube",
    "kubernetes",
    "k8s",
    "k3s",
    "pool",
    "pools",
];
const OTHER: &[&str] = &[
    "bastion", "jump", "jumphost", "runner", "runners", "vpn", "nat", "database", "db", "ci", "jenkins",
    "proxy", "gateway",
];

/// By the nearest name that tells: that of the resource, then its tags, then its modules, then what it is started with.
pub(super) fn of(change: &Change) -> Option<Role> {
    let by_names = [own_names(change), tags(change), module_names(change)];
    by_names
        .iter()
        .find_map(|names| by_words(names))
        .or_else(|| by_tag_keys(change))
        .or_else(|| by_user_data(change))
}

fn own_names(change: &Change) -> Vec<String> {
    let key = match &change.address.index {
        Some(Index::Key(key)) => Some(key.clone()),
        _ => None,
    };
    let name = change.text("name").value();
    [Some(change.address.name.clone()), key, name].into_iter().flatten().collect()
}

fn module_names(change: &Change) -> Vec<String> {
    change.address.module_names().into_iter().rev().map(str::to_owned).collect()
}

fn tags(change: &Change) -> Vec<String> {
    let tags = ["Name", "name", "role", "Role"].map(|key| change.text(&format!("tags.{key}")).value());
    tags.into_iter().flatten().collect()
}

/// The first name that tells.
pub(crate) fn by_words(names: &[String]) -> Option<Role> {
    names.iter().find_map(|name| {
        let words = words(name);
        let any = |list: &[&str]| list.iter().any(|word| words.contains(*word));
        let control_plane = any(CONTROL_PLANE) || (words.contains("control") && words.contains("plane"));
        match () {
            () if any(OTHER) => Some(Role::Other),
            () if control_plane => Some(Role::ControlPlane),
            () if any(WORKER) => Some(Role::Worker),
            () => None,
        }
    })
}

/// `prod-Worker1` is `prod` and `worker`.
fn words(name: &str) -> BTreeSet<String> {
    let split = name.split(|character: char| !character.is_ascii_alphanumeric());
    split
        .map(|word| word.trim_end_matches(|character: char| character.is_ascii_digit()).to_ascii_lowercase())
        .collect()
}

fn by_tag_keys(change: &Change) -> Option<Role> {
    let Known::Value(serde_json::Value::Object(tags)) = change.get("tags") else { return None };
    let of_cluster = |key: &String| key.starts_with("kubernetes.io/cluster/") || key.starts_with("k8s.io/");
    tags.keys().any(of_cluster).then_some(Role::Worker)
}

fn by_user_data(change: &Change) -> Option<Role> {
    let text = user_data(change)?;
    if text.contains("kubeadm init") {
        return Some(Role::ControlPlane);
    }
    ["kubeadm", "kubelet"].iter().any(|word| text.contains(word)).then_some(Role::Worker)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn role(name: &str) -> Option<Role> {
        by_words(&[name.to_owned()])
    }

    #[test]
    fn names_tell_what_a_machine_is() {
        for name in ["control_plane", "k8s-master-1", "cp1", "prod.controlplane"] {
            assert_eq!(role(name), Some(Role::ControlPlane), "{name}");
        }
        for name in ["worker", "shop-Node2", "k8s"] {
            assert_eq!(role(name), Some(Role::Worker), "{name}");
        }
        assert_eq!(role("node-bastion"), Some(Role::Other));
        assert_eq!(role("web"), None);
    }
}
