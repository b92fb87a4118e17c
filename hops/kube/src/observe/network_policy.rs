//! Do `NetworkPolicies` let the queries and the calls pass?

use hops_model::{Family, Observation, Outcome};
use k8s_openapi::api::core::v1::{Pod, Service};
use k8s_openapi::api::networking::v1::NetworkPolicy;

use super::callers::{Caller, Role, callers};
use super::cluster_dns;
use crate::network_policy::{Decision, End, Flow, Protocol, Side, evaluate};
use crate::reference;
use crate::snapshot::full_name;
use crate::{Backend, Kind, Snapshot, Target};

mod ports;
#[cfg(test)]
mod tests;

const NEEDED: &[Kind] = &[Kind::Pods, Kind::Services, Kind::NetworkPolicies, Kind::Namespaces];
/// Of one workload; beyond that, pods with the same labels are not worth the time.
const PODS_OF_A_KIND: usize = 50;

/// For each workload that asks for names: may it ask the cluster's DNS server? For the front workload: may it call each
/// of its backends?
pub fn observe(snapshot: &Snapshot, target: &Target) -> Vec<Observation> {
    if !snapshot.has(NEEDED) {
        return Vec::new();
    }
    let callers = callers(snapshot, target);
    let mut seen: Vec<Observation> = callers.iter().flat_map(|caller| queries(snapshot, caller)).collect();
    for caller in callers.iter().filter(|caller| caller.role == Role::Front) {
        for backend in &target.backends {
            seen.extend(calls(snapshot, caller, backend));
        }
    }
    seen
}

/// What a workload wants of another.
struct Wish<'a> {
    /// `namespace/name` of the caller.
    from: String,
    /// `namespace/name` of the Service that is called.
    to: String,
    /// What they are to each other, for people: `ask CoreDNS`.
    verb: String,
    /// Such as `DnsDenied`.
    denied: Outcome,
    /// The Service, for its selector.
    service: Option<&'a Service>,
}

fn queries(snapshot: &Snapshot, caller: &Caller<'_>) -> Vec<Observation> {
    let servers = distinct(&cluster_dns::pods(snapshot));
    // Who asks for no name needs no server.
    let asks = |pod: &&&Pod| pod.spec.as_ref().is_some_and(|spec| !reference::references(spec).is_empty());
    let askers: Vec<&Pod> = caller.pods.iter().filter(asks).copied().collect();
    let service = cluster_dns::service(snapshot);
    let wish = Wish {
        from: caller.full_name(),
        to: service.map_or_else(|| "kube-system/kube-dns".to_owned(), |service| full_name(&service.metadata)),
        verb: "ask CoreDNS".to_owned(),
        denied: Outcome::DnsDenied,
        service,
    };
    let port = |protocol| move |server: &Pod| ports::of_dns(service, server, protocol);
    let udp = judge(snapshot, &wish, &distinct(&askers), &servers, Protocol::Udp, &port(Protocol::Udp));
    let is_fine = udp.iter().all(|seen| seen.outcome == Outcome::Ok);
    if !is_fine || udp.is_empty() {
        return udp;
    }
    // TCP carries only what is too long for UDP, so without it nothing is broken.
    let tcp = judge(snapshot, &wish, &distinct(&askers), &servers, Protocol::Tcp, &port(Protocol::Tcp));
    if tcp.iter().all(|seen| seen.outcome == Outcome::Ok) {
        return udp;
    }
    let only_udp =
        |seen: Observation| Observation { seen: format!("{}; over TCP it may not", seen.seen), ..seen };
    udp.into_iter().map(only_udp).collect()
}

fn calls(snapshot: &Snapshot, caller: &Caller<'_>, backend: &Backend) -> Vec<Observation> {
    let Some(service) = snapshot.service(&backend.namespace, &backend.service) else { return Vec::new() };
    let pods: Vec<&Pod> = snapshot.pods_of(service).collect();
    let to = full_name(&service.metadata);
    let wish = Wish {
        from: caller.full_name(),
        verb: format!("call {to}"),
        to,
        denied: Outcome::FlowDenied,
        service: Some(service),
    };
    let port = |pod: &Pod| ports::of_call(service, backend.port, pod);
    judge(snapshot, &wish, &distinct(&caller.pods), &distinct(&pods), Protocol::Tcp, &port)
}

/// One observation that it may, or one for each side that says no.
fn judge(
    snapshot: &Snapshot,
    wish: &Wish<'_>,
    from: &[&Pod],
    to: &[&Pod],
    protocol: Protocol,
    port: &dyn Fn(&Pod) -> Option<u16>,
) -> Vec<Observation> {
    let mut passed = None;
    let mut denials: [Option<Observation>; 2] = [None, None];
    for (sender, receiver) in from.iter().flat_map(|sender| to.iter().map(move |receiver| (sender, receiver)))
    {
        let Some(port) = port(receiver) else { continue };
        let flow = Flow { from: End::Pod(sender), to: End::Pod(receiver), protocol, port };
        let Decision { egress, ingress } = evaluate(&flow, &snapshot.network_policies, &snapshot.namespaces);
        for (denial, (side, is_egress)) in denials.iter_mut().zip([(egress, true), (ingress, false)]) {
            if !side.allowed() && denial.is_none() {
                *denial = Some(denied(wish, &flow, &side, is_egress, (sender, receiver)));
            }
        }
        passed.get_or_insert(port);
    }
    if denials.iter().any(Option::is_some) {
        return denials.into_iter().flatten().collect();
    }
    let fine = |port| {
        let seen = format!("{} may {} at {} {port}", wish.from, wish.verb, protocol.name());
        Observation::new(Family::NetworkPolicy, format!("{} -> {}", wish.from, wish.to), Outcome::Ok, seen)
    };
    passed.map(fine).into_iter().collect()
}

fn denied(
    wish: &Wish<'_>,
    flow: &Flow<'_>,
    side: &Side<'_>,
    is_egress: bool,
    (sender, receiver): (&Pod, &Pod),
) -> Observation {
    let policies: Vec<String> =
        side.isolating.iter().map(|policy| format!("`{}`", full_name(&policy.metadata))).collect();
    let (direction, arrow) = if is_egress { ("egress", "->") } else { ("ingress", "<-") };
    let (one, other) = if is_egress { (&wish.from, &wish.to) } else { (&wish.to, &wish.from) };
    let protocol = flow.protocol.name();
    let seen = format!(
        "{} may not {} at {protocol} {}: no {direction} rule of {} admits it",
        full_name(&sender.metadata),
        wish.verb,
        flow.port,
        policies.join(", "),
    );
    let peer = if is_egress { peer_of_service(wish.service, receiver) } else { peer_of_pod(sender) };
    // A rule beside the narrowest opens least.
    let policy = side.isolating.iter().copied().min_by_key(|policy| selector(policy) == "{}");
    let name = policy.and_then(|policy| policy.metadata.name.clone()).unwrap_or_default();
    let namespace = policy.and_then(|policy| policy.metadata.namespace.clone()).unwrap_or_default();
    Observation::new(Family::NetworkPolicy, format!("{one} {arrow} {other}"), wish.denied, seen)
        .fact("namespace", namespace)
        .fact("policy", name)
        .fact("pod_selector", policy.map_or_else(|| "{}".to_owned(), selector))
        .fact("direction", if is_egress { "Egress" } else { "Ingress" })
        .fact("peer", peer)
        .fact("protocol", protocol)
        .fact("port", flow.port.to_string())
        .fact("from", wish.from.clone())
        .fact("to", wish.to.clone())
}

/// The pods that the policy isolates, as JSON, which YAML is, too.
fn selector(policy: &NetworkPolicy) -> String {
    let selector = policy.spec.as_ref().and_then(|spec| spec.pod_selector.as_ref());
    selector.and_then(|selector| serde_json::to_string(selector).ok()).unwrap_or_else(|| "{}".to_owned())
}

fn peer_of_service(service: Option<&Service>, pod: &Pod) -> String {
    let selector = service.and_then(|service| service.spec.as_ref()?.selector.as_ref());
    peer(pod, &serde_json::json!(selector))
}

/// The sender by its labels, without those that only one revision of it has.
fn peer_of_pod(pod: &Pod) -> String {
    let mut labels = pod.metadata.labels.clone().unwrap_or_default();
    labels.retain(|key, _| {
        !matches!(
            key.as_str(),
            "pod-template-hash" | "controller-revision-hash" | "app.kubernetes.io/version"
        ) && !key.starts_with("statefulset.kubernetes.io/")
            && !key.starts_with("apps.kubernetes.io/")
    });
    peer(pod, &serde_json::json!(labels))
}

fn peer(pod: &Pod, labels: &serde_json::Value) -> String {
    let namespace = pod.metadata.namespace.as_deref().unwrap_or_default();
    let in_namespace = serde_json::json!({ "matchLabels": { "kubernetes.io/metadata.name": namespace } });
    let pods = serde_json::json!({ "matchLabels": labels });
    serde_json::json!({ "namespaceSelector": in_namespace, "podSelector": pods }).to_string()
}

/// Of pods that policies cannot tell apart, one; and only those that have an address.
fn distinct<'a>(pods: &[&'a Pod]) -> Vec<&'a Pod> {
    let mut kept: Vec<&Pod> = Vec::new();
    for pod in pods.iter().filter(|pod| has_address(pod)) {
        let known = kept.iter().any(|known| {
            known.metadata.namespace == pod.metadata.namespace && known.metadata.labels == pod.metadata.labels
        });
        if !known && kept.len() < PODS_OF_A_KIND {
            kept.push(pod);
        }
    }
    kept
}

fn has_address(pod: &Pod) -> bool {
    pod.status.as_ref().is_some_and(|status| status.pod_ip.is_some())
}
