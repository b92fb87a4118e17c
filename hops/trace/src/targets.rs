//! Whom the agents are to ask, from what the API server says.

use std::collections::BTreeMap;
use std::net::IpAddr;

use hops_agent::{Dns, DnsPod, Endpoint, Name, Node, Service, Targets};
use hops_kube::network_policy::{End, Flow, Protocol, evaluate};
use hops_kube::{Backend, Snapshot, Target, reference};
use hops_model::{Family, Unseen};
use k8s_openapi::api::core::v1::{Node as ClusterNode, Pod, Service as ClusterService, ServicePort};
use sha2::{Digest as _, Sha256};

use crate::agents::is_ready;

const CONTROL_PLANE: &str = "node-role.kubernetes.io/control-plane";
const ZONE: &str = "topology.kubernetes.io/zone";
const USUAL_DOMAIN: &str = "cluster.local";

/// Everything that agents need to know to follow the way of these requests. `agents` are their pods in the pod network.
/// The revision is made from the contents: what is the same needs not be told again.
pub(crate) fn targets(snapshot: &Snapshot, target: &Target, agents: &[&Pod]) -> Targets {
    let by_node: BTreeMap<&str, IpAddr> =
        agents.iter().filter_map(|pod| Some((node_of(pod)?, address_of(pod)?))).collect();
    let nodes = snapshot.nodes.iter().filter(|node| is_ready(node));
    let mut targets = Targets {
        revision: String::new(),
        nodes: nodes.filter_map(|node| node_target(node, &by_node)).collect(),
        dns: dns(snapshot),
        names: names(snapshot, target),
        services: services(snapshot, target, agents),
    };
    targets.revision = revision(&targets);
    targets
}

fn revision(targets: &Targets) -> String {
    let text = serde_json::to_string(targets).expect("strings and numbers are JSON");
    let digest = Sha256::digest(text.as_bytes());
    let number = digest.iter().take(6).fold(0_u64, |number, byte| (number << 8) | u64::from(*byte));
    format!("{number:012x}")
}

fn node_target(node: &ClusterNode, agents: &BTreeMap<&str, IpAddr>) -> Option<Node> {
    let name = node.metadata.name.clone()?;
    let addresses = node.status.as_ref()?.addresses.iter().flatten();
    let mut internal = addresses.filter(|address| address.type_ == "InternalIP");
    let label = |key: &str| node.metadata.labels.as_ref()?.get(key).cloned();
    Some(Node {
        address: internal.find_map(|address| address.address.parse().ok())?,
        subnet: label(ZONE),
        agent: agents.get(name.as_str()).copied(),
        control_plane: label(CONTROL_PLANE).is_some(),
        name,
    })
}

fn dns(snapshot: &Snapshot) -> Dns {
    let Some(service) = snapshot.service("kube-system", "kube-dns") else { return Dns::default() };
    let pods = ready_endpoints(snapshot, service);
    Dns {
        service: cluster_ip(service),
        pods: pods.into_iter().map(|(address, _, node)| DnsPod { address, node }).collect(),
        external: None,
    }
}

/// Of each ready pod of a Service: its address, its name and its node.
fn ready_endpoints(snapshot: &Snapshot, service: &ClusterService) -> Vec<(IpAddr, String, String)> {
    let endpoints = snapshot.slices_of(service).flat_map(|slice| slice.endpoints.iter().flatten());
    let ready = endpoints.filter(|endpoint| {
        endpoint.conditions.as_ref().and_then(|conditions| conditions.ready) != Some(false)
    });
    let mut found: Vec<_> = ready
        .filter_map(|endpoint| {
            let address = endpoint.addresses.first()?.parse().ok()?;
            let pod = endpoint.target_ref.as_ref().and_then(|pod| pod.name.clone()).unwrap_or_default();
            Some((address, pod, endpoint.node_name.clone()?))
        })
        .collect();
    found.sort();
    found.dedup();
    found
}

/// The names in the environment of the front pods and of those behind them.
fn names(snapshot: &Snapshot, target: &Target) -> Vec<Name> {
    let mut names: Vec<Name> = Vec::new();
    for (namespace, service) in target.services() {
        let Some(service) = snapshot.service(namespace, service) else { continue };
        for pod in hops_kube::target::pods_behind(snapshot, service) {
            let Some(owner) = snapshot.owner(pod) else { continue };
            let template = snapshot.template(namespace, owner.kind, owner.name);
            let spec = template.and_then(|template| template.spec.as_ref()).or(pod.spec.as_ref());
            for reference in spec.map(reference::references).unwrap_or_default() {
                let name = Name {
                    workload: format!("{namespace}/{}", owner.name),
                    variable: reference.variable,
                    value: reference.value,
                    host: reference.host,
                    search: search_list(snapshot, namespace),
                };
                if !names.contains(&name) {
                    names.push(name);
                }
            }
        }
    }
    names
}

fn search_list(snapshot: &Snapshot, namespace: &str) -> Vec<String> {
    let domain = cluster_domain(snapshot);
    vec![format!("{namespace}.svc.{domain}"), format!("svc.{domain}"), domain]
}

fn cluster_domain(snapshot: &Snapshot) -> String {
    let kubelet =
        snapshot.config_maps.iter().find(|map| map.metadata.name.as_deref() == Some("kubelet-config"));
    let text = kubelet.and_then(|map| map.data.as_ref()?.get("kubelet"));
    let domain = text.and_then(|text| text.lines().find_map(|line| line.strip_prefix("clusterDomain:")));
    domain.map_or(USUAL_DOMAIN, str::trim).to_owned()
}

fn services(snapshot: &Snapshot, target: &Target, agents: &[&Pod]) -> Vec<Service> {
    let one = |backend: &Backend| {
        let service = snapshot.service(&backend.namespace, &backend.service)?;
        let port = port(service, backend)?;
        let found = endpoints(snapshot, service, port);
        let admitted = agents.first().is_none_or(|agent| admits(snapshot, agent, service, &found));
        admitted.then(|| Service {
            name: format!("{}/{}", backend.namespace, backend.service),
            address: cluster_ip(service).or_else(|| cluster_ip(beside(snapshot, service)?)),
            port: u16::try_from(port.port).unwrap_or_default(),
            grpc: speaks_grpc(port),
            endpoints: found,
        })
    };
    target.backends.iter().filter_map(one).collect()
}

/// Clients that balance by themselves call a headless Service. kube-proxy's way to the same pods is that of another one.
fn beside<'a>(snapshot: &'a Snapshot, headless: &ClusterService) -> Option<&'a ClusterService> {
    let selector = |service: &ClusterService| service.spec.as_ref()?.selector.clone();
    let wanted = selector(headless)?;
    snapshot.services.iter().find(|service| {
        service.metadata.namespace == headless.metadata.namespace
            && selector(service).as_ref() == Some(&wanted)
            && cluster_ip(service).is_some()
    })
}

fn port<'a>(service: &'a ClusterService, backend: &Backend) -> Option<&'a ServicePort> {
    let ports = service.spec.as_ref()?.ports.as_deref()?;
    let named = backend.port.and_then(|wanted| ports.iter().find(|port| port.port == i32::from(wanted)));
    named.or_else(|| ports.first())
}

fn speaks_grpc(port: &ServicePort) -> bool {
    let says =
        |word: &str| word.eq_ignore_ascii_case("grpc") || word.eq_ignore_ascii_case("kubernetes.io/h2c");
    port.app_protocol.as_deref().is_some_and(says) || port.name.as_deref().is_some_and(says)
}

fn endpoints(snapshot: &Snapshot, service: &ClusterService, port: &ServicePort) -> Vec<Endpoint> {
    let slices = snapshot.slices_of(service);
    let mut ports = slices.flat_map(|slice| slice.ports.iter().flatten());
    let same =
        ports.find(|one| one.name.as_deref().unwrap_or_default() == port.name.as_deref().unwrap_or_default());
    let Some(listens) = same.and_then(|port| u16::try_from(port.port?).ok()) else { return Vec::new() };
    let ready = ready_endpoints(snapshot, service);
    ready.into_iter().map(|(address, pod, node)| Endpoint { address, port: listens, pod, node }).collect()
}

/// An agent is in a namespace of its own: where a policy would refuse it, its answer would say nothing of the caller.
fn admits(snapshot: &Snapshot, agent: &Pod, service: &ClusterService, endpoints: &[Endpoint]) -> bool {
    let port = endpoints.first().map(|endpoint| endpoint.port).unwrap_or_default();
    snapshot.pods_of(service).all(|pod| {
        let flow = Flow { from: End::Pod(agent), to: End::Pod(pod), protocol: Protocol::Tcp, port };
        evaluate(&flow, &snapshot.network_policies, &snapshot.namespaces).allowed()
    })
}

/// What agents are not told to ask, because they would be refused.
pub(crate) fn closed_to_agents(snapshot: &Snapshot, target: &Target, agents: &[&Pod]) -> Option<Unseen> {
    let agent = agents.first()?;
    let closed = |backend: &&Backend| {
        let Some(service) = snapshot.service(&backend.namespace, &backend.service) else { return false };
        let Some(port) = port(service, backend) else { return false };
        !admits(snapshot, agent, service, &endpoints(snapshot, service, port))
    };
    let backend = target.backends.iter().find(closed)?;
    Some(Unseen {
        families: vec![Family::Service, Family::Endpoint, Family::Grpc],
        reason: format!(
            "a NetworkPolicy of {} lets only its own callers reach {}, and the agent is none",
            backend.namespace, backend.service
        ),
        way_out: None,
    })
}

fn cluster_ip(service: &ClusterService) -> Option<IpAddr> {
    service.spec.as_ref()?.cluster_ip.as_deref()?.parse().ok()
}

fn node_of(pod: &Pod) -> Option<&str> {
    pod.spec.as_ref()?.node_name.as_deref()
}

fn address_of(pod: &Pod) -> Option<IpAddr> {
    pod.status.as_ref()?.pod_ip.as_deref()?.parse().ok()
}

#[cfg(test)]
mod tests;
