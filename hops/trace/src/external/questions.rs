//! From a snapshot to what is asked of the network.

use std::collections::BTreeSet;

use k8s_openapi::api::core::v1::{Node as ClusterNode, Service};

use super::*;

const CONTROL_PLANE: &str = "node-role.kubernetes.io/control-plane";
const API_SERVER: u16 = 6443;
const KUBELET: u16 = 10250;

/// What can be asked of this Service from here.
pub(crate) fn questions(snapshot: &Snapshot, target: &Target, url: Option<&Url>) -> Questions {
    let service = snapshot.service(&target.namespace, &target.service);
    let local = service.and_then(|service| nodes_with_ready_pods(snapshot, service));
    let Some(port) = target.node_port else { return without_node_port(target, url) };
    let asked = snapshot.nodes.iter().filter(|node| may_serve(snapshot, target, node));
    let (nodes, silent): (Vec<_>, Vec<_>) = asked.map(node).partition(Result::is_ok);
    let nodes: Vec<_> = nodes.into_iter().filter_map(Result::ok).collect();
    let homeless: Vec<_> = silent.into_iter().filter_map(Result::err).collect();
    let unseen = without_address(&homeless).into_iter().collect();
    let node_port = NodePortQuestion {
        nodes,
        port,
        host: String::new(),
        path: "/".to_owned(),
        local_pods: local,
        limit: CONNECT_LIMIT,
        page_limit: PAGE_LIMIT,
    };
    let node_reach = Some(node_reach(snapshot));
    Questions { node_port: Some(node_port), node_reach, url: url.cloned(), unseen }
}

fn without_node_port(target: &Target, url: Option<&Url>) -> Questions {
    let mut families = vec![Family::NodePort];
    families.extend(url.is_none().then_some(Family::Page));
    let reason = format!("Service {}/{} has no NodePort", target.namespace, target.service);
    let way_out = url.is_none().then(|| "name the page: ninehops trace URL".to_owned());
    let unseen = vec![Unseen { families, reason, way_out }];
    Questions { url: url.cloned(), unseen, ..Questions::default() }
}

/// Control planes too: who asks the API server reaches at least them, as a rule.
fn node_reach(snapshot: &Snapshot) -> NodeReachQuestion {
    let ports = |node: &ClusterNode| {
        let is_control_plane =
            node.metadata.labels.as_ref().is_some_and(|labels| labels.contains_key(CONTROL_PLANE));
        if is_control_plane { vec![API_SERVER, KUBELET] } else { vec![KUBELET] }
    };
    let nodes = snapshot.nodes.iter().filter_map(|one| Some((node(one).ok()?, ports(one))));
    NodeReachQuestion { nodes: nodes.collect(), limit: CONNECT_LIMIT }
}

/// A control plane that takes no pods is not where visitors go, unless a pod of the Service is there all the same.
fn may_serve(snapshot: &Snapshot, target: &Target, node: &ClusterNode) -> bool {
    let taints = node.spec.iter().flat_map(|spec| spec.taints.iter().flatten());
    let mut closed = taints.filter(|taint| taint.key == CONTROL_PLANE && taint.effect != "PreferNoSchedule");
    closed.next().is_none() || {
        let here = |pod: &&k8s_openapi::api::core::v1::Pod| {
            pod.metadata.namespace.as_ref() == Some(&target.namespace)
                && pod.metadata.name.as_ref().is_some_and(|name| target.front_pods.contains(name))
                && pod.spec.as_ref().and_then(|spec| spec.node_name.as_ref()) == node.metadata.name.as_ref()
        };
        snapshot.pods.iter().any(|pod| here(&pod))
    }
}

/// With `externalTrafficPolicy: Local`, the nodes that serve.
fn nodes_with_ready_pods(snapshot: &Snapshot, service: &Service) -> Option<BTreeSet<String>> {
    let policy = service.spec.as_ref()?.external_traffic_policy.as_deref();
    if policy != Some("Local") {
        return None;
    }
    let endpoints = snapshot.slices_of(service).flat_map(|slice| slice.endpoints.iter().flatten());
    let ready = endpoints.filter(|endpoint| {
        endpoint.conditions.as_ref().and_then(|conditions| conditions.ready) != Some(false)
    });
    Some(ready.filter_map(|endpoint| endpoint.node_name.clone()).collect())
}

/// `Err` is the name of one without an address.
fn node(node: &ClusterNode) -> Result<Node, String> {
    let name = node.metadata.name.clone().unwrap_or_default();
    match address(node) {
        Some(address) => Ok(Node { name, address }),
        None => Err(name),
    }
}

/// One sentence, however many there are.
fn without_address(names: &[String]) -> Option<Unseen> {
    let reason = match names {
        [] => return None,
        [name] => format!("node {name} has no address"),
        [name, others @ ..] => format!("node {name} and {} more have no address", others.len()),
    };
    Some(Unseen { families: vec![Family::NodePort], reason, way_out: None })
}

/// The address for visitors, if it has one, else that inside.
fn address(node: &ClusterNode) -> Option<IpAddr> {
    let addresses = || node.status.iter().flat_map(|status| status.addresses.iter().flatten());
    let of = |kind: &str| {
        addresses().filter(|address| address.type_ == kind).find_map(|address| address.address.parse().ok())
    };
    of("ExternalIP").or_else(|| of("InternalIP"))
}
