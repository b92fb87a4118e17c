//! The cluster's DNS server: where it is, and what kubelets and CoreDNS are told of it.

use k8s_openapi::api::core::v1::{Pod, Service};
use serde::Deserialize;

use crate::Snapshot;
use crate::snapshot::{has_labels, is_current};

/// Where kubeadm and nearly everybody else puts it.
pub(super) const NAMESPACE: &str = "kube-system";
const SERVICE: &str = "kube-dns";
const LABEL: (&str, &str) = ("k8s-app", "kube-dns");
/// What kubelets call the cluster unless they are told otherwise.
const DOMAIN: &str = "cluster.local";

/// What pods get in their `resolv.conf`, as far as the cluster knows it.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct KubeletConfig {
    /// `nameserver`.
    #[serde(rename = "clusterDNS")]
    pub(super) cluster_dns: Vec<String>,
    /// The end of every name of the cluster.
    pub(super) cluster_domain: Option<String>,
}

/// The Service that pods ask.
pub(super) fn service(snapshot: &Snapshot) -> Option<&Service> {
    snapshot.service(NAMESPACE, SERVICE).or_else(|| {
        snapshot.services.iter().find(|service| {
            service.metadata.namespace.as_deref() == Some(NAMESPACE) && is_labelled(&service.metadata)
        })
    })
}

/// Its addresses.
pub(super) fn addresses(snapshot: &Snapshot) -> Vec<String> {
    let spec = service(snapshot).and_then(|service| service.spec.as_ref());
    let Some(spec) = spec else { return Vec::new() };
    let all = spec.cluster_ips.iter().flatten().chain(&spec.cluster_ip);
    let mut all: Vec<String> = all.filter(|address| *address != "None").cloned().collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// The pods behind it, those that have neither ended nor are about to.
pub(super) fn pods(snapshot: &Snapshot) -> Vec<&Pod> {
    let selected: Vec<&Pod> =
        service(snapshot).map(|service| snapshot.pods_of(service).collect()).unwrap_or_default();
    if !selected.is_empty() {
        return selected;
    }
    let labelled = snapshot.pods.iter().filter(|pod| {
        pod.metadata.namespace.as_deref() == Some(NAMESPACE) && is_labelled(&pod.metadata) && is_current(pod)
    });
    labelled.collect()
}

/// What kubeadm wrote down for kubelets; `None` where there is nothing that can be read.
pub(super) fn kubelet_config(snapshot: &Snapshot) -> Option<KubeletConfig> {
    let text = config(snapshot, "kubelet-config", "kubelet")?;
    serde_saphyr::from_str(text).ok()
}

/// The end of every name of the cluster.
pub(super) fn domain(snapshot: &Snapshot) -> String {
    let told = kubelet_config(snapshot).and_then(|config| config.cluster_domain);
    told.filter(|domain| !domain.is_empty()).unwrap_or_else(|| DOMAIN.to_owned())
}

/// CoreDNS's configuration.
pub(super) fn corefile(snapshot: &Snapshot) -> Option<&str> {
    config(snapshot, "coredns", "Corefile")
}

fn config<'a>(snapshot: &'a Snapshot, map: &str, key: &str) -> Option<&'a str> {
    let found = snapshot.config_maps.iter().find(|config| config.metadata.name.as_deref() == Some(map));
    found?.data.as_ref()?.get(key).map(String::as_str)
}

fn is_labelled(metadata: &k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta) -> bool {
    has_labels(metadata, &[(LABEL.0.to_owned(), LABEL.1.to_owned())].into())
}
