//! What Kubernetes objects of a plan run and at which ports they answer.

use serde_json::Value;

use crate::setup::NodePort;
use crate::{Address, Architecture, Change, Known, Plan, change};

/// An image that a container of a plan runs.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Image {
    /// The reference: `docker.io/library/busybox:1.37`.
    pub reference: Known<String>,
    /// The container's name.
    pub container: String,
    /// The resource.
    pub address: Address,
    /// The only processor whose nodes may run it, where the pod says so.
    pub architecture: Option<Architecture>,
}

/// Where a kind keeps its pods' spec: in a manifest, and in the resource of its own type.
const POD_SPECS: &[(&str, &str)] = &[
    ("manifest.spec.template.spec", "spec.0.template.0.spec.0"),
    ("manifest.spec.jobTemplate.spec.template.spec", "spec.0.job_template.0.spec.0.template.0.spec.0"),
    ("manifest.spec", "spec.0"),
];

/// Every image that containers of a plan run.
pub fn images(plan: &Plan) -> Vec<Image> {
    let ours = |change: &&Change| change.kind().starts_with("kubernetes_");
    plan.remaining().filter(ours).flat_map(images_of).collect()
}

fn images_of(change: &Change) -> Vec<Image> {
    let manifest = change.kind() == "kubernetes_manifest";
    let mut images = Vec::new();
    for (in_manifest, in_resource) in POD_SPECS {
        let spec = if manifest { in_manifest } else { in_resource };
        let lists = if manifest { ["initContainers", "containers"] } else { ["init_container", "container"] };
        let selector = if manifest { "nodeSelector" } else { "node_selector" };
        let architecture = architecture(change, &format!("{spec}.{selector}"));
        for list in lists.map(|list| format!("{spec}.{list}")) {
            for number in 0..change.count(&list) {
                images.push(Image {
                    reference: change.text(&format!("{list}.{number}.image")),
                    container: change.text(&format!("{list}.{number}.name")).value().unwrap_or_default(),
                    address: change.address.clone(),
                    architecture,
                });
            }
        }
    }
    images.retain(|image| image.reference != Known::Absent);
    images
}

fn architecture(change: &Change, selector: &str) -> Option<Architecture> {
    // A label has dots, so it is no path.
    let Known::Value(labels) = change.get(selector) else { return None };
    labels.get("kubernetes.io/arch").and_then(Value::as_str).and_then(Architecture::named)
}

/// The fixed `NodePort`s of a Service. Those that the cluster is to choose nobody knows yet.
pub(crate) fn add_node_ports(change: &Change, node_ports: &mut Vec<NodePort>) {
    let (list, key, name) = match change.kind() {
        "kubernetes_service" | "kubernetes_service_v1" => ("spec.0.port", "node_port", "metadata.0.name"),
        "kubernetes_manifest" if change.text("manifest.kind") == Known::Value("Service".to_owned()) => {
            ("manifest.spec.ports", "nodePort", "manifest.metadata.name")
        }
        _ => return,
    };
    for number in 0..change.count(list) {
        let port = change::look_up(&change.after, &change.after_unknown, &format!("{list}.{number}.{key}"));
        let port = port.value().and_then(Value::as_u64).and_then(|port| u16::try_from(port).ok());
        if let Some(port) = port.filter(|port| *port > 0) {
            let service = change.text(name).value().unwrap_or_default();
            node_ports.push(NodePort { port, service, origin: change.address.to_string() });
        }
    }
}

#[cfg(test)]
mod tests;
