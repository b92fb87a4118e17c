//! Who a rule speaks of.

use std::collections::BTreeMap;

use ipnet::IpNet;
use k8s_openapi::api::core::v1::Namespace;
use k8s_openapi::api::networking::v1::{IPBlock, NetworkPolicyPeer};

use super::{End, selects};

const NAME_LABEL: &str = "kubernetes.io/metadata.name";

/// Whether one of the peers of a policy in namespace `of` is this end. No peer at all means anybody.
pub(super) fn admit(peers: &[NetworkPolicyPeer], of: &str, end: End<'_>, namespaces: &[Namespace]) -> bool {
    peers.is_empty() || peers.iter().any(|peer| is(peer, of, end, namespaces))
}

fn is(peer: &NetworkPolicyPeer, of: &str, end: End<'_>, namespaces: &[Namespace]) -> bool {
    if let Some(block) = &peer.ip_block {
        // The API refuses a block beside a selector; one that came nevertheless has no meaning.
        return peer.pod_selector.is_none()
            && peer.namespace_selector.is_none()
            && end.addresses().into_iter().any(|address| contains(block, address));
    }
    if peer.pod_selector.is_none() && peer.namespace_selector.is_none() {
        return false;
    }
    let Some(pod) = end.selectable() else { return false };
    let namespace = pod.metadata.namespace.as_deref().unwrap_or_default();
    let in_namespace = match &peer.namespace_selector {
        Some(selector) => selects(selector, &labels_of(namespace, namespaces)),
        None => namespace == of,
    };
    let labels = pod.metadata.labels.clone().unwrap_or_default();
    in_namespace && peer.pod_selector.as_ref().is_none_or(|selector| selects(selector, &labels))
}

fn contains(block: &IPBlock, address: std::net::IpAddr) -> bool {
    let inside = |range: &str| range.parse::<IpNet>().is_ok_and(|range| range.contains(&address));
    inside(&block.cidr) && !block.except.iter().flatten().any(|except| inside(except))
}

fn labels_of(name: &str, namespaces: &[Namespace]) -> BTreeMap<String, String> {
    let known = namespaces.iter().find(|namespace| namespace.metadata.name.as_deref() == Some(name));
    let mut labels = known.and_then(|namespace| namespace.metadata.labels.clone()).unwrap_or_default();
    labels.insert(NAME_LABEL.to_owned(), name.to_owned());
    labels
}
