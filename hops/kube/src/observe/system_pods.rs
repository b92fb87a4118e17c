//! Do CoreDNS, kube-proxy and the pod network's own pods run?
//!
//! All of them are replaced from time to time, and each of them may restart once. What ends by itself within seconds is
//! no fault here.

use hops_model::Observation;
use jiff::Timestamp;
use k8s_openapi::api::core::v1::Pod;

use crate::{Kind, Snapshot, Target};

mod calico;
mod containers;
mod coredns;
mod kube_proxy;
mod static_pods;
#[cfg(test)]
mod tests;

/// One observation for CoreDNS, and for each node one of kube-proxy, one of its static pods, one of Calico.
pub fn observe(snapshot: &Snapshot, _target: &Target) -> Vec<Observation> {
    if !snapshot.has(&[Kind::Pods]) {
        return Vec::new();
    }
    let mut seen = Vec::new();
    if snapshot.has(&[Kind::Services, Kind::Deployments]) {
        seen.extend(coredns::observe(snapshot));
    }
    if snapshot.has(&[Kind::Nodes, Kind::DaemonSets]) {
        seen.extend(kube_proxy::observe(snapshot));
    }
    seen.extend(static_pods::observe(snapshot));
    seen.extend(calico::observe(snapshot));
    seen
}

/// Pods whose last words or warnings would tell why they do not run: those of CoreDNS and of Calico that are not ready.
pub(crate) fn silent(snapshot: &Snapshot) -> Vec<&Pod> {
    let coredns = super::cluster_dns::pods(snapshot).into_iter();
    coredns.chain(calico::pods(snapshot)).filter(|pod| !crate::snapshot::is_ready(pod)).collect()
}

/// The server's clock, by which all times of objects are.
fn now(snapshot: &Snapshot) -> Timestamp {
    snapshot.clock.map_or(snapshot.taken, |clock| clock.server)
}

fn node_of(pod: &Pod) -> &str {
    pod.spec.as_ref().and_then(|spec| spec.node_name.as_deref()).unwrap_or_default()
}
