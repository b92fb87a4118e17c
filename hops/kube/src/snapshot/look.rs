//! Questions that several observers ask of a snapshot.

use std::collections::BTreeMap;

use jiff::Timestamp;
use k8s_openapi::api::apps::v1::{Deployment, ReplicaSet};
use k8s_openapi::api::core::v1::{Node, Pod, PodTemplateSpec, Service};
use k8s_openapi::api::discovery::v1::EndpointSlice;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use super::Snapshot;

/// The label by which a slice says whose it is.
const SERVICE_NAME: &str = "kubernetes.io/service-name";

/// What made a pod: the Deployment rather than its `ReplicaSet`.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct Owner<'a> {
    /// As in `ownerReferences`.
    pub kind: &'a str,
    /// In the pod's namespace.
    pub name: &'a str,
}

impl Snapshot {
    /// The time by the server's clock, as that is what its objects are dated with; by ours, if it is not known.
    pub fn now(&self) -> Timestamp {
        self.clock.map_or(self.taken, |clock| clock.server)
    }

    /// A Service by its name.
    pub fn service(&self, namespace: &str, name: &str) -> Option<&Service> {
        self.services.iter().find(|service| is(&service.metadata, namespace, name))
    }

    /// A node by its name.
    pub fn node(&self, name: &str) -> Option<&Node> {
        self.nodes.iter().find(|node| node.metadata.name.as_deref() == Some(name))
    }

    /// A Deployment by its name.
    pub fn deployment(&self, namespace: &str, name: &str) -> Option<&Deployment> {
        self.deployments.iter().find(|deployment| is(&deployment.metadata, namespace, name))
    }

    /// A `ReplicaSet` by its name.
    pub fn replica_set(&self, namespace: &str, name: &str) -> Option<&ReplicaSet> {
        self.replica_sets.iter().find(|set| is(&set.metadata, namespace, name))
    }

    /// Pods that a Service's selector matches and that have neither ended nor are about to. A Service without a
    /// selector has none.
    pub fn pods_of<'a>(&'a self, service: &'a Service) -> impl Iterator<Item = &'a Pod> {
        let selector = service.spec.as_ref().and_then(|spec| spec.selector.as_ref());
        self.pods.iter().filter(move |pod| {
            selector.is_some_and(|selector| !selector.is_empty() && has_labels(&pod.metadata, selector))
                && pod.metadata.namespace == service.metadata.namespace
                && is_current(pod)
        })
    }

    /// A Service's slices.
    pub fn slices_of<'a>(&'a self, service: &'a Service) -> impl Iterator<Item = &'a EndpointSlice> {
        self.endpoint_slices.iter().filter(move |slice| {
            let of = slice.metadata.labels.as_ref().and_then(|labels| labels.get(SERVICE_NAME));
            of.is_some()
                && of == service.metadata.name.as_ref()
                && slice.metadata.namespace == service.metadata.namespace
        })
    }

    /// Pods that a workload made and that have neither ended nor are about to.
    pub fn pods_made_by<'a>(
        &'a self,
        namespace: &'a str,
        kind: &'a str,
        name: &'a str,
    ) -> impl Iterator<Item = &'a Pod> {
        self.pods.iter().filter(move |pod| {
            pod.metadata.namespace.as_deref() == Some(namespace)
                && self.owner(pod) == Some(Owner { kind, name })
                && is_current(pod)
        })
    }

    /// What made a pod. Where `ReplicaSets` could not be listed, the name of a Deployment is cut from that of the set.
    pub fn owner<'a>(&'a self, pod: &'a Pod) -> Option<Owner<'a>> {
        let direct = controller(&pod.metadata)?;
        if direct.kind != "ReplicaSet" {
            return Some(direct);
        }
        let namespace = pod.metadata.namespace.as_deref().unwrap_or_default();
        if let Some(set) = self.replica_set(namespace, direct.name) {
            return Some(controller(&set.metadata).unwrap_or(direct));
        }
        let hash = pod.metadata.labels.as_ref().and_then(|labels| labels.get("pod-template-hash"));
        let cut = hash.and_then(|hash| direct.name.strip_suffix(hash.as_str())?.strip_suffix('-'));
        Some(cut.map_or(direct, |name| Owner { kind: "Deployment", name }))
    }

    /// What new pods of a workload are made from.
    pub fn template(&self, namespace: &str, kind: &str, name: &str) -> Option<&PodTemplateSpec> {
        match kind {
            "Deployment" => Some(&self.deployment(namespace, name)?.spec.as_ref()?.template),
            "DaemonSet" => {
                let set = self.daemon_sets.iter().find(|set| is(&set.metadata, namespace, name))?;
                Some(&set.spec.as_ref()?.template)
            }
            "StatefulSet" => {
                let set = self.stateful_sets.iter().find(|set| is(&set.metadata, namespace, name))?;
                Some(&set.spec.as_ref()?.template)
            }
            _ => None,
        }
    }
}

/// Whether an object is the one of this name.
pub fn is(metadata: &ObjectMeta, namespace: &str, name: &str) -> bool {
    metadata.name.as_deref() == Some(name) && metadata.namespace.as_deref() == Some(namespace)
}

/// `namespace/name`.
pub fn full_name(metadata: &ObjectMeta) -> String {
    let name = metadata.name.as_deref().unwrap_or("?");
    metadata.namespace.as_deref().map_or_else(|| name.to_owned(), |namespace| format!("{namespace}/{name}"))
}

/// Whether an object carries all these labels.
pub fn has_labels(metadata: &ObjectMeta, wanted: &BTreeMap<String, String>) -> bool {
    let labels = metadata.labels.as_ref();
    wanted.iter().all(|(key, value)| labels.and_then(|labels| labels.get(key)) == Some(value))
}

/// Whether a pod has neither ended nor is about to.
pub fn is_current(pod: &Pod) -> bool {
    let phase = pod.status.as_ref().and_then(|status| status.phase.as_deref());
    pod.metadata.deletion_timestamp.is_none() && !matches!(phase, Some("Succeeded" | "Failed"))
}

/// Whether a pod's condition `Ready` is true.
pub fn is_ready(pod: &Pod) -> bool {
    let conditions = pod.status.iter().flat_map(|status| status.conditions.iter().flatten());
    conditions.into_iter().any(|condition| condition.type_ == "Ready" && condition.status == "True")
}

/// Whether a Service's selector matches what a workload of `metadata`'s namespace makes.
pub fn selects_template(
    service: &Service,
    metadata: &ObjectMeta,
    template: Option<&PodTemplateSpec>,
) -> bool {
    let selector = service.spec.as_ref().and_then(|spec| spec.selector.as_ref());
    let made = template.and_then(|template| template.metadata.as_ref());
    service.metadata.namespace == metadata.namespace
        && selector.is_some_and(|selector| {
            !selector.is_empty() && made.is_some_and(|made| has_labels(made, selector))
        })
}

fn controller(metadata: &ObjectMeta) -> Option<Owner<'_>> {
    let owners = metadata.owner_references.as_deref().unwrap_or_default();
    let owner = owners.iter().find(|owner| owner.controller == Some(true))?;
    Some(Owner { kind: &owner.kind, name: &owner.name })
}
