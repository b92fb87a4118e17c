//! What a lab changes in Terraform's objects for kubeadm, each with its reason.
//!
//! Either only a machine can know it, or a set of namespaces needs it otherwise than a whole machine.

use serde_json::{Value, json};

use super::change::Change::{self, Add, Remove, Set};
use super::{BootstrapToken, Host, PATCHES};
use crate::plan::{Node, Plan};

/// Bytes that a node keeps free, by evicting pods; Kubernetes' default for Linux.
const EVICTION_BYTES: u64 = 100 << 20;

pub(super) fn init(plan: &Plan, token: &BootstrapToken) -> Vec<Change> {
    let node = plan.control_plane();
    let mut changes = vec![
        Set("/bootstrapTokens/0/token", json!(token)),
        Set("/localAPIEndpoint/advertiseAddress", json!(node.address)),
    ];
    changes.push(patched());
    changes.push(unchecked());
    // The token is nobody's to read.
    changes.push(Add("/skipPhases", vec![json!("show-join-command")]));
    changes.extend(registration(plan, node));
    changes
}

pub(super) fn patched() -> Change {
    Set("/patches/directory", json!(PATCHES))
}

/// The checks are for whole machines with an init system; the lab has its own.
fn unchecked() -> Change {
    Add("/skipPhases", vec![json!("preflight")])
}

/// Where scripts are tried as they stand, so are the checks that they count on, but for those of the host: its kernel,
/// its swap, its size, its programs. An attempt that finds what another one left asks kubeadm to ignore `all`, which it
/// takes beside no other: in a lab only the first can succeed.
pub(super) fn checked() -> Change {
    let of_the_host = ["SystemVerification", "Swap", "NumCPU", "Mem", "FileExisting-conntrack"];
    Set("/nodeRegistration/ignorePreflightErrors", json!(of_the_host))
}

pub(super) fn join(plan: &Plan, node: &Node, token: &BootstrapToken, ca_hash: &str) -> Vec<Change> {
    let mut changes = vec![
        Set("/discovery/bootstrapToken/token", json!(token)),
        Set("/discovery/bootstrapToken/caCertHashes", json!([ca_hash])),
    ];
    changes.push(unchecked());
    changes.extend(registration(plan, node));
    changes
}

fn registration(plan: &Plan, node: &Node) -> [Change; 3] {
    let address = argument("node-ip", &node.address.to_string());
    [
        Set("/nodeRegistration/name", json!(node.name)),
        Add("/nodeRegistration/kubeletExtraArgs", vec![address]),
        in_its_group(plan, node),
    ]
}

/// Below the limits of its machine.
pub(super) fn in_its_group(plan: &Plan, node: &Node) -> Change {
    Add("/nodeRegistration/kubeletExtraArgs", vec![argument("cgroup-root", &plan.control_group(&node.name))])
}

pub(super) fn cluster(plan: &Plan) -> Vec<Change> {
    vec![
        // Two labs are two clusters, also in a kubeconfig that has both.
        Set("/clusterName", json!(plan.name)),
        // The host, which does not know the name, calls it so.
        Add("/apiServer/certSANs", vec![json!(plan.control_plane().address)]),
        // What etcd wrote outlives a kill; only the host's own power cut loses it, and that ends the lab anyway.
        Add("/etcd/local/extraArgs", vec![argument("unsafe-no-fsync", "true")]),
    ]
}

pub(super) fn kubelet(plan: &Plan, host: Host) -> Vec<Change> {
    vec![
        // No machine has a systemd, nor its files, nor a logind that would tell of a shutdown.
        Set("/cgroupDriver", json!("cgroupfs")),
        Set("/resolvConf", json!("/etc/resolv.conf")),
        Remove("/shutdownGracePeriod"),
        Remove("/shutdownGracePeriodCriticalPods"),
        // The host's kernel and its swap are as they are.
        Set("/failCgroupV1", json!(false)),
        Set("/failSwapOn", json!(false)),
        // No system runs in a machine beside the kubelet and containerd; what the host has and the node may not use is
        // reserved instead, so that the scheduler sees the node's limit.
        Set("/systemReserved", reserved(plan, host)),
        // That limit is enforced by the node's own control group, above the kubelet's.
        Set("/enforceNodeAllocatable", json!([])),
        // The disk is the host's and often nearly full.
        Set(
            "/evictionHard",
            json!({
                "memory.available": format!("{}Mi", EVICTION_BYTES >> 20),
                "nodefs.available": "1%",
                "imagefs.available": "1%",
            }),
        ),
        Set("/imageGCHighThresholdPercent", json!(100)),
    ]
}

pub(super) fn kube_proxy() -> Vec<Change> {
    // The table of flows is the host's, and no namespace may enlarge it.
    vec![Set("/conntrack", json!({ "maxPerCore": 0, "min": 0 }))]
}

fn reserved(plan: &Plan, host: Host) -> Value {
    let memory = host.memory_bytes.saturating_sub(plan.limits.memory_bytes).saturating_sub(EVICTION_BYTES);
    let cpu = u64::from(host.cpus) * 1000;
    let cpu = cpu.saturating_sub(u64::from(plan.limits.cpu_millis));
    json!({ "cpu": format!("{cpu}m"), "memory": memory.to_string() })
}

fn argument(name: &str, value: &str) -> Value {
    json!({ "name": name, "value": value })
}
