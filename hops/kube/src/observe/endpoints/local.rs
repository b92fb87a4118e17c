//! Services that send a packet only to pods of the node that it is on.

use std::collections::BTreeSet;

use hops_model::{Observation, Outcome};
use k8s_openapi::api::core::v1::{Node, Pod, Service};
use k8s_openapi::api::discovery::v1::Endpoint;

use super::{has_selector, kind};
use crate::observe::nodes;
use crate::{Kind, Snapshot, Target};

/// kubeadm puts it on control planes: nobody sends visitors there.
const NOT_FOR_VISITORS: &str = "node.kubernetes.io/exclude-from-external-load-balancers";

/// Nodes on which the Service loses packets.
pub(super) struct Local {
    outcome: Outcome,
    nodes: BTreeSet<String>,
}

impl Local {
    pub(super) fn tell(self, say: impl Fn(Outcome, String) -> Observation) -> Observation {
        let nodes = self.nodes.into_iter().collect::<Vec<_>>().join(", ");
        let seen = match self.outcome {
            Outcome::ExternalLocal => {
                format!("keeps visitors on the node that they came to, and has no ready pod on {nodes}")
            }
            _ => format!(
                "keeps calls on the node that they come from, and has no ready pod on {nodes}, where its callers are"
            ),
        };
        say(self.outcome, seen).fact("nodes", nodes)
    }
}

/// `externalTrafficPolicy: Local`, and nodes without a ready pod. A load balancer asks each node whether it has one,
/// so there is no fault behind one.
pub(super) fn external(snapshot: &Snapshot, service: &Service, ready: &[&Endpoint]) -> Option<Local> {
    let policy = service.spec.as_ref()?.external_traffic_policy.as_deref();
    if policy != Some("Local") || kind(service) != Some("NodePort") {
        return None;
    }
    let open = snapshot.nodes.iter().filter(|node| is_for_visitors(node));
    without(snapshot, service, open.filter_map(|node| node.metadata.name.as_deref()), ready)
        .map(|nodes| Local { outcome: Outcome::ExternalLocal, nodes })
}

/// `internalTrafficPolicy: Local`, and front pods on nodes without a ready pod of the backend.
pub(super) fn internal(
    snapshot: &Snapshot,
    target: &Target,
    service: &Service,
    ready: &[&Endpoint],
) -> Option<Local> {
    let spec = service.spec.as_ref()?;
    let is_front = service.metadata.name.as_ref() == Some(&target.service)
        && service.metadata.namespace.as_ref() == Some(&target.namespace);
    let is_headless = spec.cluster_ip.as_deref() == Some("None");
    if spec.internal_traffic_policy.as_deref() != Some("Local") || is_front || is_headless {
        return None;
    }
    let callers = snapshot.pods.iter().filter(|pod| {
        pod.metadata.namespace.as_ref() == Some(&target.namespace)
            && pod.metadata.name.as_ref().is_some_and(|name| target.front_pods.contains(name))
    });
    without(snapshot, service, callers.filter_map(node_of), ready)
        .map(|nodes| Local { outcome: Outcome::InternalLocal, nodes })
}

/// Those of the nodes that have no ready endpoint, if there are any. A node where a pod comes or goes has one soon, or
/// had one until now: that is a rollout.
fn without<'a>(
    snapshot: &Snapshot,
    service: &Service,
    nodes: impl Iterator<Item = &'a str>,
    ready: &[&Endpoint],
) -> Option<BTreeSet<String>> {
    if !snapshot.has(&[Kind::Nodes, Kind::Pods]) || !has_selector(service) {
        return None;
    }
    let served: BTreeSet<&str> = ready.iter().filter_map(|endpoint| endpoint.node_name.as_deref()).collect();
    let changing: BTreeSet<&str> = changing(snapshot, service).collect();
    let lost = nodes.filter(|node| !served.contains(node) && !changing.contains(node));
    let lost: BTreeSet<String> = lost.map(str::to_owned).collect();
    (!lost.is_empty()).then_some(lost)
}

fn changing<'a>(snapshot: &'a Snapshot, service: &'a Service) -> impl Iterator<Item = &'a str> {
    let selector = service.spec.as_ref().and_then(|spec| spec.selector.as_ref());
    let pods = snapshot.pods.iter().filter(move |pod| {
        pod.metadata.namespace == service.metadata.namespace
            && selector.is_some_and(|selector| crate::snapshot::has_labels(&pod.metadata, selector))
    });
    pods.filter_map(node_of)
}

fn is_for_visitors(node: &Node) -> bool {
    let labels = node.metadata.labels.as_ref();
    !nodes::is_dead(node) && labels.is_none_or(|labels| !labels.contains_key(NOT_FOR_VISITORS))
}

fn node_of(pod: &Pod) -> Option<&str> {
    pod.spec.as_ref()?.node_name.as_deref()
}
