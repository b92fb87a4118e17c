//! Where a Service sends, and where its pods listen.

use hops_model::{Observation, Outcome};
use k8s_openapi::api::core::v1::{Container, ContainerPort, Pod, Probe, Service, ServicePort};
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

/// A port of a Service behind which nobody listens.
pub(super) struct Wrong {
    port: i32,
    target: String,
    /// Where the pods listen instead, as far as they say; the likeliest first.
    declared: Vec<ContainerPort>,
}

impl Wrong {
    pub(super) fn tell(self, say: impl Fn(Outcome, String) -> Observation) -> Observation {
        let words: Vec<String> = self.declared.iter().map(words).collect();
        let instead = if words.is_empty() { "they name none".to_owned() } else { words.join(", ") };
        let seen = format!(
            "sends port {} to port `{}` of its pods, and they have no such port: {instead}",
            self.port, self.target
        );
        let observation = say(Outcome::WrongPort, seen)
            .fact("port", self.port.to_string())
            .fact("target_port", self.target);
        match self.declared.first() {
            Some(first) => observation.fact("container_port", first.container_port.to_string()),
            None => observation,
        }
    }
}

/// The first port of a Service behind which none of these pods listens.
pub(super) fn wrong(service: &Service, pods: &[&Pod]) -> Option<Wrong> {
    let ports = service.spec.as_ref()?.ports.as_deref()?;
    let port = ports.iter().find(|port| !pods.is_empty() && leads_nowhere(port, pods))?;
    let mut declared = declared(pods, protocol(port.protocol.as_deref()));
    let is_taken = |one: &ContainerPort| ports.iter().any(|port| targets(port, one));
    declared.sort_by_key(|one| (one.name.is_none() || one.name != port.name, is_taken(one)));
    let target = match &port.target_port {
        Some(IntOrString::String(name)) => name.clone(),
        _ => number(port).to_string(),
    };
    Some(Wrong { port: port.port, target, declared })
}

fn targets(port: &ServicePort, container_port: &ContainerPort) -> bool {
    match &port.target_port {
        Some(IntOrString::String(name)) => container_port.name.as_ref() == Some(name),
        _ => container_port.container_port == number(port),
    }
}

fn leads_nowhere(port: &ServicePort, pods: &[&Pod]) -> bool {
    let protocol = protocol(port.protocol.as_deref());
    match &port.target_port {
        Some(IntOrString::String(name)) => pods.iter().all(|pod| {
            let mut ports = containers(pod).flat_map(|container| container.ports.iter().flatten());
            !ports.any(|port| port.name.as_deref() == Some(name) && is(port, protocol))
        }),
        _ => pods.iter().all(|pod| proves_otherwise(pod, number(port), protocol)),
    }
}

/// Every container says at which ports it listens; this number is not among them, and no probe asks there.
fn proves_otherwise(pod: &Pod, number: i32, protocol: &str) -> bool {
    let says_all = |container: &Container| {
        let ports = container.ports.as_deref().unwrap_or_default();
        let mine = |port: &ContainerPort| is(port, protocol);
        ports.iter().any(mine)
            && !ports.iter().any(|port| mine(port) && port.container_port == number)
            && !probes(container).any(|probe| asks_at(probe, number))
    };
    containers(pod).next().is_some() && containers(pod).all(says_all)
}

/// Containers that go on as long as the pod: also those init containers that do not end (sidecars).
fn containers(pod: &Pod) -> impl Iterator<Item = &Container> {
    pod.spec.iter().flat_map(|spec| {
        let sidecars = spec.init_containers.iter().flatten();
        let sidecars = sidecars.filter(|container| container.restart_policy.as_deref() == Some("Always"));
        spec.containers.iter().chain(sidecars)
    })
}

fn probes(container: &Container) -> impl Iterator<Item = &Probe> {
    let all = [&container.readiness_probe, &container.liveness_probe, &container.startup_probe];
    all.into_iter().flatten()
}

fn asks_at(probe: &Probe, number: i32) -> bool {
    let http = probe.http_get.as_ref().map(|http| &http.port);
    let tcp = probe.tcp_socket.as_ref().map(|tcp| &tcp.port);
    let grpc = probe.grpc.as_ref().map(|grpc| grpc.port);
    grpc == Some(number) || [http, tcp].into_iter().flatten().any(|port| *port == IntOrString::Int(number))
}

fn number(port: &ServicePort) -> i32 {
    match port.target_port {
        Some(IntOrString::Int(number)) if number != 0 => number,
        _ => port.port,
    }
}

/// Each port once.
fn declared(pods: &[&Pod], protocol: &str) -> Vec<ContainerPort> {
    let mut found: Vec<ContainerPort> = Vec::new();
    let ports =
        pods.iter().flat_map(|pod| containers(pod)).flat_map(|container| container.ports.iter().flatten());
    for port in ports.filter(|port| is(port, protocol)) {
        if !found.iter().any(|known| known.container_port == port.container_port && known.name == port.name) {
            found.push(port.clone());
        }
    }
    found
}

/// `http (5000)` or `5000`.
fn words(port: &ContainerPort) -> String {
    match &port.name {
        Some(name) => format!("{name} ({})", port.container_port),
        None => port.container_port.to_string(),
    }
}

fn is(port: &ContainerPort, wanted: &str) -> bool {
    protocol(port.protocol.as_deref()) == wanted
}

fn protocol(protocol: Option<&str>) -> &str {
    protocol.unwrap_or("TCP")
}
