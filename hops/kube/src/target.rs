//! Which Services a request passes.

use k8s_openapi::api::core::v1::{Pod, Service, ServicePort};

use crate::snapshot::{full_name, is_current};
use crate::{Snapshot, reference};

mod front;
mod url;

/// What the caller knows of the request.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// The URL that a visitor would open, or `host:port`.
    pub url: Option<String>,
    /// The front Service: `name` or `namespace/name`.
    pub service: Option<String>,
    /// Its namespace.
    pub namespace: Option<String>,
}

/// The way of a request.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Target {
    /// Of the front Service.
    pub namespace: String,
    /// The front Service's name.
    pub service: String,
    /// The port of the Service that is meant.
    pub port: u16,
    /// The port of every node that leads to it, for a `NodePort` or a `LoadBalancer`.
    pub node_port: Option<u16>,
    /// Names of the pods behind it: those that the selector matches, else those of the workload of the same name.
    pub front_pods: Vec<String>,
    /// Services that the front pods are told to call, each once.
    pub backends: Vec<Backend>,
}

/// A Service that a pod is told to call.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Backend {
    /// Of the Service.
    pub namespace: String,
    /// The Service's name.
    pub service: String,
    /// The port in the value, if it has one.
    pub port: Option<u16>,
    /// The environment variable that names it.
    pub variable: String,
    /// The variable's value.
    pub value: String,
}

/// Why it is not clear which Service is meant.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum TargetError {
    /// There is no such Service.
    #[error("there is no Service `{wanted}`{}", listed(candidates))]
    Missing {
        /// What was looked for.
        wanted: String,
        /// `namespace/name` of those that there are.
        candidates: Vec<String>,
    },
    /// Several would do, or none.
    #[error("which Service is meant is not clear{}", listed(candidates))]
    Unclear {
        /// `namespace/name` of those that there are.
        candidates: Vec<String>,
    },
    /// Services could not be listed.
    #[error("Services could not be listed: {reason}")]
    Unseen {
        /// Why not.
        reason: String,
    },
}

fn listed(candidates: &[String]) -> String {
    if candidates.is_empty() {
        return String::new();
    }
    format!("; there are: {}", candidates.join(", "))
}

impl Target {
    /// `(namespace, name)` of every Service on the way, the front one first, each once.
    pub fn services(&self) -> Vec<(&str, &str)> {
        let mut all = vec![(self.namespace.as_str(), self.service.as_str())];
        for backend in &self.backends {
            let name = (backend.namespace.as_str(), backend.service.as_str());
            if !all.contains(&name) {
                all.push(name);
            }
        }
        all
    }
}

/// Finds the front Service and what is behind it.
///
/// # Errors
/// No such Service, or several that fit; both with what there is to choose from.
pub fn choose(snapshot: &Snapshot, wanted: &Wanted) -> Result<Target, TargetError> {
    let front::Choice { service, port } = front::choose(snapshot, wanted)?;
    let namespace = service.metadata.namespace.clone().unwrap_or_default();
    let name = service.metadata.name.clone().unwrap_or_default();
    let pods = pods_behind(snapshot, service);
    Ok(Target {
        port: port.and_then(|port| u16::try_from(port.port).ok()).unwrap_or_default(),
        node_port: port.and_then(node_port),
        front_pods: pods.iter().filter_map(|pod| pod.metadata.name.clone()).collect(),
        backends: backends(snapshot, &namespace, &name, &pods),
        namespace,
        service: name,
    })
}

/// The pods that a Service is for: those that its selector matches; if it matches none, those of the workload that has
/// the Service's name.
pub fn pods_behind<'a>(snapshot: &'a Snapshot, service: &'a Service) -> Vec<&'a Pod> {
    let selected: Vec<&Pod> = snapshot.pods_of(service).collect();
    if !selected.is_empty() {
        return selected;
    }
    let name = service.metadata.name.as_deref();
    let mine = |pod: &&Pod| {
        pod.metadata.namespace == service.metadata.namespace
            && is_current(pod)
            && snapshot.owner(pod).is_some_and(|owner| Some(owner.name) == name)
    };
    snapshot.pods.iter().filter(mine).collect()
}

/// Names in the running pods and in what their workloads make pods from now: during a rollout the two differ.
fn backends(snapshot: &Snapshot, namespace: &str, front: &str, pods: &[&Pod]) -> Vec<Backend> {
    let mut workloads: Vec<_> = pods.iter().filter_map(|pod| snapshot.owner(pod)).collect();
    workloads.sort_unstable();
    workloads.dedup();
    let templates = workloads.iter().filter_map(|owner| snapshot.template(namespace, owner.kind, owner.name));
    let same_name = workloads.is_empty().then(|| snapshot.template(namespace, "Deployment", front)).flatten();
    let specs = templates.chain(same_name).filter_map(|template| template.spec.as_ref());
    let specs = specs.chain(pods.iter().filter_map(|pod| pod.spec.as_ref()));
    let mut found: Vec<Backend> = Vec::new();
    for name in specs.flat_map(reference::references) {
        let Some(service) = reference::service(&snapshot.services, &name.host, namespace) else { continue };
        let backend = Backend {
            namespace: service.metadata.namespace.clone().unwrap_or_default(),
            service: service.metadata.name.clone().unwrap_or_default(),
            port: name.port,
            variable: name.variable,
            value: name.value,
        };
        let is_front = backend.namespace == namespace && backend.service == front;
        let is_known = found
            .iter()
            .any(|known| known.namespace == backend.namespace && known.service == backend.service);
        if !is_front && !is_known {
            found.push(backend);
        }
    }
    found
}

fn node_port(port: &ServicePort) -> Option<u16> {
    port.node_port.and_then(|port| u16::try_from(port).ok()).filter(|port| *port != 0)
}

fn names<'a>(services: impl IntoIterator<Item = &'a Service>) -> Vec<String> {
    let mut names: Vec<String> = services.into_iter().map(|service| full_name(&service.metadata)).collect();
    names.sort_unstable();
    names
}

#[cfg(test)]
mod tests;
