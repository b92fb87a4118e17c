//! The agent as Kubernetes objects.

use serde_json::Value;

/// In the order in which they are applied.
const MANIFESTS: [&str; 4] = [
    include_str!("../manifests/namespace.yaml"),
    include_str!("../manifests/config-map.yaml"),
    include_str!("../manifests/daemon-set.pod.yaml"),
    include_str!("../manifests/daemon-set.host.yaml"),
];

/// Namespace, `ConfigMap` without targets, and the two `DaemonSet`s with this image.
///
/// # Panics
/// Never: a test reads the same files.
pub fn manifests(image: &str) -> Vec<Value> {
    MANIFESTS
        .iter()
        .map(|text| {
            let mut object: Value = serde_saphyr::from_str(text).expect("the files are YAML");
            if let Some(named) = object.pointer_mut("/spec/template/spec/containers/0/image") {
                *named = image.into();
            }
            object
        })
        .collect()
}

#[cfg(test)]
mod tests;
