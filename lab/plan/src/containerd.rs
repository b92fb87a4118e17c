//! containerd's configuration in a node.

use serde_json::json;

use crate::plan::Plan;

/// What differs from host to host.
#[derive(Clone, Copy, Debug)]
pub struct Settings<'a> {
    /// The directory of runc and the CNI plugins, as the node sees it.
    pub programs: &'a str,
    /// The image of a pod's sandbox, as `kubeadm config images list` names it: `registry.k8s.io/pause:3.10.2`.
    pub sandbox_image: &'a str,
    /// Whether a process may lower `oom_score_adj`.
    pub oom_score_adjustment: OomScoreAdjustment,
}

/// Whether a process may lower its `oom_score_adj` (`proc_pid_oom_score_adj(5)`).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum OomScoreAdjustment {
    /// The host gives `CAP_SYS_RESOURCE`.
    Allowed,
    /// It does not; containers get what containerd has.
    Restricted,
}

/// Where [`hosts_toml`] belongs in a node.
pub const HOSTS_TOML: &str = "/etc/containerd/certs.d/docker.io/hosts.toml";

/// `/etc/containerd/config.toml`, version 3.
pub fn config(settings: &Settings<'_>) -> String {
    let restricted = settings.oom_score_adjustment == OomScoreAdjustment::Restricted;
    toml(&json!({
        "version": 3,
        "root": "/var/lib/containerd",
        "state": "/run/containerd",
        "grpc": { "address": "/run/containerd/containerd.sock" },
        "plugins": {
            "io.containerd.cri.v1.images": {
                "pinned_images": { "sandbox": settings.sandbox_image },
                "registry": { "config_path": "/etc/containerd/certs.d" },
            },
            "io.containerd.cri.v1.runtime": {
                "restrict_oom_score_adj": restricted,
                // Calico installs its own plugins in the first.
                "cni": { "bin_dirs": ["/opt/cni/bin", settings.programs], "conf_dir": "/etc/cni/net.d" },
                "containerd": { "runtimes": { "runc": {
                    "runtime_type": "io.containerd.runc.v2",
                    "options": {
                        "BinaryName": format!("{}/runc", settings.programs),
                        "SystemdCgroup": false,
                    },
                } } },
            },
        },
    }))
}

/// The registry of the lab plays Docker Hub; what it lacks, Docker Hub itself is asked for.
pub fn hosts_toml(plan: &Plan) -> String {
    let mirror = format!("http://{}", plan.registry());
    toml(&json!({
        "server": "https://registry-1.docker.io",
        "host": { mirror: { "capabilities": ["pull", "resolve"] } },
    }))
}

fn toml(value: &serde_json::Value) -> String {
    toml::to_string(value).expect("strings, numbers, lists and tables with string keys are TOML")
}

#[cfg(test)]
mod tests;
