//! The configuration that every kubelet of a lab has.

use serde_json::{Value, json};

use super::Host;
use crate::plan::Plan;

/// Bytes that a node keeps free, by evicting pods; Kubernetes' default for Linux.
const EVICTION_BYTES: u64 = 100 << 20;

pub(super) fn configuration(plan: &Plan, host: Host) -> Value {
    json!({
        "apiVersion": "kubelet.config.k8s.io/v1beta1",
        "kind": "KubeletConfiguration",
        "cgroupDriver": "cgroupfs",
        "failCgroupV1": false,
        "failSwapOn": false,
        "containerRuntimeEndpoint": "unix:///run/containerd/containerd.sock",
        "resolvConf": "/etc/resolv.conf",
        "rotateCertificates": true,
        "seccompDefault": true,
        // Kernel parameters are the host's: refuse rather than write them.
        "protectKernelDefaults": true,
        "systemReserved": reserved(plan, host),
        // What a node may use is enforced by its own control group, above the kubelet's.
        "enforceNodeAllocatable": [],
        "evictionHard": {
            "memory.available": format!("{}Mi", EVICTION_BYTES >> 20),
            // The disk is the host's and often nearly full.
            "nodefs.available": "1%",
            "imagefs.available": "1%",
        },
        "imageGCHighThresholdPercent": 100,
        "registryPullQPS": 0,
        "serializeImagePulls": false,
        "nodeStatusUpdateFrequency": "4s",
    })
}

/// All that the host has and the node may not use, so that the scheduler sees the node's limit.
fn reserved(plan: &Plan, host: Host) -> Value {
    let memory = host.memory_bytes.saturating_sub(plan.limits.memory_bytes).saturating_sub(EVICTION_BYTES);
    let cpu = u64::from(host.cpus) * 1000;
    let cpu = cpu.saturating_sub(u64::from(plan.limits.cpu_millis));
    json!({ "cpu": format!("{cpu}m"), "memory": memory.to_string() })
}
