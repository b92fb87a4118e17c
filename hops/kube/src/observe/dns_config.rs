//! Do kubelets and pods ask the cluster's DNS server, and whom does that ask?

use std::net::IpAddr;

use hops_model::{Family, Observation, Outcome};
use k8s_openapi::api::core::v1::{Pod, PodSpec};

use super::callers::{Caller, callers};
use super::cluster_dns;
use crate::reference;
use crate::snapshot::full_name;
use crate::{Kind, Snapshot, Target};

mod corefile;
#[cfg(test)]
mod tests;

/// A `DaemonSet` with a cache on every node, at an address of its own.
const NODE_LOCAL: &str = "node-local-dns";

/// One observation for kubelets, one for each workload on the way, one for CoreDNS.
pub fn observe(snapshot: &Snapshot, target: &Target) -> Vec<Observation> {
    let mut seen = Vec::new();
    if snapshot.has(&[Kind::Services, Kind::ConfigMaps, Kind::DaemonSets]) {
        seen.extend(kubelets(snapshot));
    }
    if snapshot.has(&[Kind::Services, Kind::Pods, Kind::DaemonSets]) {
        seen.extend(callers(snapshot, target).iter().filter_map(|caller| pods(snapshot, caller)));
    }
    if snapshot.has(&[Kind::ConfigMaps]) {
        seen.extend(coredns(snapshot));
    }
    seen
}

/// What kubeadm wrote down for every kubelet, beside the Service's address.
fn kubelets(snapshot: &Snapshot) -> Option<Observation> {
    let addresses = cluster_dns::addresses(snapshot);
    let config = cluster_dns::kubelet_config(snapshot)?;
    let wanted = addresses.first()?;
    if config.cluster_dns.is_empty() {
        return None;
    }
    let told = config.cluster_dns.join(", ");
    let subject = "kubelet-config";
    if config.cluster_dns.iter().all(|server| is_the_clusters(snapshot, server, &addresses)) {
        let seen = format!("kubelets tell pods to ask {told}, the cluster's DNS server");
        return Some(Observation::new(Family::DnsConfig, subject, Outcome::Ok, seen));
    }
    let seen = format!("kubelets tell pods to ask {told}, and the cluster's DNS server is {wanted}");
    let observation = Observation::new(Family::DnsConfig, subject, Outcome::OtherDnsServer, seen);
    Some(observation.fact("server", told).fact("wanted", wanted.clone()))
}

fn pods(snapshot: &Snapshot, caller: &Caller<'_>) -> Option<Observation> {
    let addresses = cluster_dns::addresses(snapshot);
    let wanted = addresses.first()?;
    let subject = caller.full_name();
    let other = caller.pods.iter().find_map(|pod| {
        let spec = pod.spec.as_ref()?;
        // Who asks for no name of the cluster may ask whom they like.
        let asks = reference::references(spec).iter().any(|name| {
            let namespace = pod.metadata.namespace.as_deref().unwrap_or_default();
            reference::service(&snapshot.services, &name.host, namespace).is_some()
        });
        let server = asks.then(|| other_server(snapshot, spec, &addresses)).flatten()?;
        Some((*pod, server))
    });
    Some(match other {
        None => {
            let seen = format!("pods of {subject} ask the cluster's DNS server");
            Observation::new(Family::DnsConfig, subject, Outcome::Ok, seen)
        }
        Some((pod, Other { server, why })) => {
            let seen = format!("{} asks {server} for names: {why}", full_name(&pod.metadata));
            Observation::new(Family::DnsConfig, subject, Outcome::OtherDnsServer, seen)
                .fact("pod", name(pod))
                .fact("server", server)
                .fact("wanted", wanted.clone())
        }
    })
}

struct Other {
    server: String,
    why: &'static str,
}

/// The first server of a pod's `resolv.conf`, if it is not the cluster's.
fn other_server(snapshot: &Snapshot, spec: &PodSpec, addresses: &[String]) -> Option<Other> {
    let own = spec.dns_config.as_ref().and_then(|config| config.nameservers.as_ref());
    let own = own.and_then(|servers| servers.first()).filter(|_| spec.dns_policy.as_deref() == Some("None"));
    let nodes = "the node's servers".to_owned();
    match spec.dns_policy.as_deref().unwrap_or("ClusterFirst") {
        "Default" => Some(Other { server: nodes, why: "its `dnsPolicy` is `Default`" }),
        "ClusterFirst" if spec.host_network == Some(true) => Some(Other {
            server: nodes,
            why: "it is in the host's network and its `dnsPolicy` is not `ClusterFirstWithHostNet`",
        }),
        "None" => own.filter(|server| !is_the_clusters(snapshot, server, addresses)).map(|server| Other {
            server: server.clone(),
            why: "its `dnsConfig` says so, and its `dnsPolicy` is `None`",
        }),
        _ => None,
    }
}

/// The Service's address, or that of a cache on the node.
fn is_the_clusters(snapshot: &Snapshot, server: &str, addresses: &[String]) -> bool {
    let is_link_local = server.parse::<IpAddr>().is_ok_and(|address| match address {
        IpAddr::V4(address) => address.is_link_local(),
        IpAddr::V6(address) => address.is_unicast_link_local() || address.is_unique_local(),
    });
    let has_cache = || {
        let mut names = snapshot.daemon_sets.iter().filter_map(|set| set.metadata.name.as_deref());
        names.any(|name| name.contains(NODE_LOCAL) || name.contains("nodelocaldns"))
    };
    addresses.iter().any(|address| address == server) || is_link_local && has_cache()
}

fn coredns(snapshot: &Snapshot) -> Option<Observation> {
    let text = cluster_dns::corefile(snapshot)?;
    let addresses = cluster_dns::addresses(snapshot);
    let upstreams = corefile::upstreams(text);
    let itself = upstreams.iter().find(|server| corefile::is_itself(server, &addresses));
    if let Some(server) = itself {
        let seen = format!("CoreDNS forwards to `{server}`, which is itself");
        let looping = Observation::new(Family::DnsConfig, "CoreDNS", Outcome::DnsLoop, seen);
        return Some(looping.fact("server", server.clone()));
    }
    let whom = if upstreams.is_empty() { "nobody".to_owned() } else { upstreams.join(", ") };
    let seen = format!("CoreDNS forwards what it does not know to {whom}");
    Some(Observation::new(Family::DnsConfig, "CoreDNS", Outcome::Ok, seen))
}

fn name(pod: &Pod) -> String {
    pod.metadata.name.clone().unwrap_or_default()
}
