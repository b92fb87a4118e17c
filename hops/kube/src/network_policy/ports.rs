//! Which ports a rule speaks of.

use k8s_openapi::api::core::v1::{Container, ContainerPort};
use k8s_openapi::api::networking::v1::NetworkPolicyPort;
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

use super::Flow;

/// Whether one of the ports is the flow's. No port at all means each of every protocol.
pub(super) fn admit(ports: &[NetworkPolicyPort], flow: &Flow<'_>) -> bool {
    ports.is_empty() || ports.iter().any(|port| is(port, flow))
}

fn is(wanted: &NetworkPolicyPort, flow: &Flow<'_>) -> bool {
    if wanted.protocol.as_deref().unwrap_or("TCP") != flow.protocol.name() {
        return false;
    }
    match &wanted.port {
        None => true,
        Some(IntOrString::Int(first)) => {
            let last = wanted.end_port.unwrap_or(*first);
            (*first..=last).contains(&i32::from(flow.port))
        }
        Some(IntOrString::String(name)) => listens_as(flow, name),
    }
}

/// Whether the receiver is a pod that gives the flow's port this name. A name means nothing to anybody else.
fn listens_as(flow: &Flow<'_>, name: &str) -> bool {
    let Some(pod) = flow.to.selectable() else { return false };
    let Some(spec) = &pod.spec else { return false };
    let stays = |container: &&Container| container.restart_policy.as_deref() == Some("Always");
    let beside = spec.init_containers.iter().flatten().filter(stays);
    let is_meant = |port: &ContainerPort| {
        port.name.as_deref() == Some(name)
            && port.protocol.as_deref().unwrap_or("TCP") == flow.protocol.name()
            && port.container_port == i32::from(flow.port)
    };
    spec.containers.iter().chain(beside).any(|container| container.ports.iter().flatten().any(is_meant))
}
