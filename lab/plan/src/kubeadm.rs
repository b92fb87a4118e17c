//! What kubeadm reads: `kubeadm.k8s.io/v1beta4` with the kubelets' and kube-proxies' configuration.

use serde_json::{Value, json};

pub use self::token::{BootstrapToken, TokenError};
use crate::plan::{API_SERVER_PORT, Node, Plan};

mod kubelet;
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
/// gets. `version` is that of the binaries, such as `v1.36.3`.
pub fn init(plan: &Plan, version: &str, token: &BootstrapToken, host: Host) -> String {
    yaml(&[
        init_configuration(plan, token),
        cluster_configuration(plan, version),
        kubelet::configuration(plan, host),
        kube_proxy_configuration(),
    ])
}

/// `kubeadm join --config`. `ca_hash` is `sha256:` and the hash of the public key of the cluster's certificate
/// authority in hexadecimal digits, as `kubeadm token create --print-join-command` has it.
pub fn join(plan: &Plan, node: &Node, token: &BootstrapToken, ca_hash: &str) -> String {
    yaml(&[json!({
        "apiVersion": "kubeadm.k8s.io/v1beta4",
        "kind": "JoinConfiguration",
        "discovery": { "bootstrapToken": {
            "token": token,
            "apiServerEndpoint": api_server(plan),
            "caCertHashes": [ca_hash],
        } },
        "nodeRegistration": node_registration(plan, node),
        "skipPhases": ["preflight"],
    })])
}

fn init_configuration(plan: &Plan, token: &BootstrapToken) -> Value {
    let node = plan.control_plane();
    json!({
        "apiVersion": "kubeadm.k8s.io/v1beta4",
        "kind": "InitConfiguration",
        "bootstrapTokens": [{
            "token": token,
            "ttl": "1h0m0s",
            "usages": ["signing", "authentication"],
            "groups": ["system:bootstrappers:kubeadm:default-node-token"],
        }],
        "localAPIEndpoint": { "advertiseAddress": node.address, "bindPort": API_SERVER_PORT },
        "nodeRegistration": node_registration(plan, node),
        "patches": { "directory": PATCHES },
        // The checks are for whole machines with an init system; the lab has its own. The token is nobody's to read.
        "skipPhases": ["preflight", "show-join-command"],
    })
}

fn cluster_configuration(plan: &Plan, version: &str) -> Value {
    json!({
        "apiVersion": "kubeadm.k8s.io/v1beta4",
        "kind": "ClusterConfiguration",
        "kubernetesVersion": version,
        "clusterName": plan.name,
        "controlPlaneEndpoint": api_server(plan),
        "networking": { "podSubnet": plan.pods, "serviceSubnet": plan.services },
        "encryptionAlgorithm": "ECDSA-P256",
        "apiServer": { "certSANs": [plan.api_server_name(), plan.control_plane().address, "127.0.0.1"] },
        "controllerManager": { "extraArgs": [
            no_leader_election(),
            // At the start each of forty controllers gets an account and a token; 20 requests a second are 5 s of waiting.
            { "name": "kube-api-qps", "value": "200" },
            { "name": "kube-api-burst", "value": "400" },
            // The plan gives each node its pods' addresses.
            { "name": "allocate-node-cidrs", "value": "false" },
        ] },
        "scheduler": { "extraArgs": [no_leader_election()] },
        // What etcd wrote outlives a kill; only the host's own power cut loses it, and that ends the lab anyway.
        "etcd": { "local": { "extraArgs": [{ "name": "unsafe-no-fsync", "value": "true" }] } },
    })
}

/// There is one of each, and after a power cut it shall not wait 15 s for its own lease to run out.
fn no_leader_election() -> Value {
    json!({ "name": "leader-elect", "value": "false" })
}

fn node_registration(plan: &Plan, node: &Node) -> Value {
    json!({
        "name": node.name,
        "criSocket": "unix:///run/containerd/containerd.sock",
        "imagePullSerial": false,
        "kubeletExtraArgs": [
            { "name": "node-ip", "value": node.address },
            { "name": "cgroup-root", "value": plan.control_group(&node.name) },
        ],
    })
}

fn kube_proxy_configuration() -> Value {
    json!({
        "apiVersion": "kubeproxy.config.k8s.io/v1alpha1",
        "kind": "KubeProxyConfiguration",
        "mode": "nftables",
        "metricsBindAddress": "0.0.0.0:10249",
        // The table of flows is the host's, and no namespace may enlarge it.
        "conntrack": { "maxPerCore": 0, "min": 0 },
    })
}

fn api_server(plan: &Plan) -> String {
    format!("{}:{API_SERVER_PORT}", plan.api_server_name())
}

/// Quotes what YAML 1.1 would take for another type, such as a token that looks like a number.
fn yaml(documents: &[Value]) -> String {
    let options = serde_saphyr::ser_options! { prefer_block_scalars: false };
    serde_saphyr::to_string_multiple_with_options(documents, options)
        .expect("strings, numbers, lists and maps with string keys are YAML")
}

#[cfg(test)]
mod tests;
