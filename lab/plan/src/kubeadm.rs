//! What kubeadm reads: `kubeadm.k8s.io/v1beta4` with the kubelets' and kube-proxies' configuration.
//!
//! The objects are Terraform's. What is changed in them for a lab, and why, is one table: `kubeadm/changes.rs`.

use serde_json::{Value, json};

pub use self::change::ChangeError;
pub use self::token::{BootstrapToken, TokenError};
use crate::cluster_config::KubeadmConfig;
use crate::plan::{Node, Plan};

mod change;
mod changes;
mod token;

/// The machine that all nodes share, of which a kubelet sees everything whatever its node may use.
#[derive(Clone, Copy, Debug)]
pub struct Host {
    /// Bytes of memory: `MemTotal`.
    pub memory_bytes: u64,
    /// Processors that are online.
    pub cpus: u32,
}

/// The directory of [`COREDNS_PATCH`], in the control plane.
const PATCHES: &str = "/etc/kubernetes/patches";
/// Where [`coredns_patch`] belongs in the control plane.
pub const COREDNS_PATCH: &str = "/etc/kubernetes/patches/corednsdeployment+strategic.json";

/// What kubeadm is to change in its Deployment of `CoreDNS`: a probe that fails at the start, when Services do not work
/// yet, is repeated after one second and not after ten.
pub fn coredns_patch() -> String {
    let container = json!({ "name": "coredns", "readinessProbe": { "periodSeconds": 1 } });
    let patch = json!({ "spec": { "template": { "spec": { "containers": [container] } } } });
    format!("{patch:#}\n")
}

/// `kubeadm init --config`: the cluster, its control plane and the configuration that every kubelet and kube-proxy
/// gets.
///
/// # Errors
/// When one of Terraform's objects has no place for what a machine must add.
pub fn init(
    config: &KubeadmConfig,
    plan: &Plan,
    token: &BootstrapToken,
    host: Host,
) -> Result<String, ChangeError> {
    Ok(yaml(&[
        change::all(&config.init, changes::init(plan, token))?,
        change::all(&config.cluster, changes::cluster(plan))?,
        change::all(&config.kubelet, changes::kubelet(plan, host))?,
        change::all(&config.kube_proxy, changes::kube_proxy())?,
    ]))
}

/// `kubeadm join --config`. `ca_hash` is `sha256:` and the hash of the public key of the cluster's certificate
/// authority in hexadecimal digits, as `kubeadm token create --print-join-command` has it.
///
/// # Errors
/// When Terraform's object has no place for what a machine must add.
pub fn join(
    config: &KubeadmConfig,
    plan: &Plan,
    node: &Node,
    token: &BootstrapToken,
    ca_hash: &str,
) -> Result<String, ChangeError> {
    Ok(yaml(&[change::all(&config.join, changes::join(plan, node, token, ca_hash))?]))
}

/// An object of kubeadm's, a kubelet's or kube-proxy's as a node needs it which registers itself: without its name and
/// address, and without a token.
///
/// # Errors
/// When the object has no place for what must be changed.
pub(crate) fn of_a_machine(
    object: &Value,
    plan: &Plan,
    node: &Node,
    host: Host,
) -> Result<Value, ChangeError> {
    let registered = || changes::in_its_group(plan, node);
    let changes = match object["kind"].as_str() {
        Some("InitConfiguration") => vec![changes::patched(), changes::checked(), registered()],
        Some("JoinConfiguration") => vec![changes::checked(), registered()],
        Some("ClusterConfiguration") => changes::cluster(plan),
        Some("KubeletConfiguration") => changes::kubelet(plan, host),
        Some("KubeProxyConfiguration") => changes::kube_proxy(),
        _ => Vec::new(),
    };
    change::all(object, changes)
}

/// Quotes what YAML 1.1 would take for another type, such as a token that looks like a number.
pub(crate) fn yaml(documents: &[Value]) -> String {
    let options = serde_saphyr::ser_options! { prefer_block_scalars: false };
    serde_saphyr::to_string_multiple_with_options(documents, options)
        .expect("strings, numbers, lists and maps with string keys are YAML")
}

#[cfg(test)]
mod tests;
