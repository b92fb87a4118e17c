//! At which port of a pod a packet for a Service arrives.

use k8s_openapi::api::core::v1::{Pod, Service, ServicePort};
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

use crate::network_policy::Protocol;

/// Where DNS servers listen.
const DNS: u16 = 53;

/// For a query to the cluster's DNS server.
pub(super) fn of_dns(service: Option<&Service>, pod: &Pod, protocol: Protocol) -> Option<u16> {
    let is_meant = |port: &&ServicePort| {
        port.port == i32::from(DNS) && port.protocol.as_deref().unwrap_or("TCP") == protocol.name()
    };
    let ports = service.and_then(|service| service.spec.as_ref()?.ports.as_ref());
    match ports.into_iter().flatten().find(is_meant) {
        Some(port) => target(port, pod),
        None => Some(DNS),
    }
}

/// For a call to a Service at one of its ports; without a port, at its first. A headless Service rewrites nothing.
pub(super) fn of_call(service: &Service, port: Option<u16>, pod: &Pod) -> Option<u16> {
    let spec = service.spec.as_ref()?;
    if spec.cluster_ip.as_deref() == Some("None") && port.is_some() {
        return port;
    }
    let mut ports = spec.ports.iter().flatten();
    let found = match port {
        Some(port) => ports.find(|known| known.port == i32::from(port)),
        None => ports.next(),
    };
    target(found?, pod)
}

fn target(port: &ServicePort, pod: &Pod) -> Option<u16> {
    match &port.target_port {
        None => u16::try_from(port.port).ok(),
        Some(IntOrString::Int(number)) => u16::try_from(*number).ok(),
        Some(IntOrString::String(name)) => {
            let containers = pod.spec.iter().flat_map(|spec| &spec.containers);
            let mut ports = containers.flat_map(|container| container.ports.iter().flatten());
            let found = ports.find(|port| port.name.as_ref() == Some(name));
            found.and_then(|port| u16::try_from(port.container_port).ok())
        }
    }
}
