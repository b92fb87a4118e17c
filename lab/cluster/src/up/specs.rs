//! What each machine of a lab is booted from.

use std::collections::BTreeMap;
use std::path::Path;

use lab_bundle::VERSIONS;
use lab_machine::{Access, Bind, EnvironmentFile, File, Limits, MachineSpec, Service};
use lab_plan::containerd::{self, OomScoreAdjustment};
use lab_plan::{Cni, Node, Plan, Role, kubeadm, node_files};
use serde_json::json;

use super::cloud::Cloud;
use crate::places::Places;

/// Where a machine sees the bundle's programs.
pub(crate) const PROGRAMS: &str = "/opt/ninehops/bin";
/// `containerd`'s socket, in a node.
pub(crate) const CONTAINERD_SOCKET: &str = "/run/containerd/containerd.sock";

const PATH: &str = "/opt/ninehops/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
const CONTAINERD_CONFIGURATION: &str = "/etc/containerd/config.toml";
const REGISTRY_CONFIGURATION: &str = "/etc/distribution/config.json";
const KUBELET_CONFIGURATION: &str = "/var/lib/kubelet/config.yaml";
const KUBELET_FLAGS: &str = "/var/lib/kubelet/kubeadm-flags.env";

/// kubelet insists on these values and would write them into the host's own settings.
const KUBELET_KERNEL_PARAMETERS: [(&str, &str); 6] = [
    ("/proc/sys/vm/overcommit_memory", "1"),
    ("/proc/sys/vm/panic_on_oom", "0"),
    ("/proc/sys/kernel/panic", "10"),
    ("/proc/sys/kernel/panic_on_oops", "1"),
    ("/proc/sys/kernel/keys/root_maxkeys", "1000000"),
    ("/proc/sys/kernel/keys/root_maxbytes", "25000000"),
];

/// What the machines of one lab have in common.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Specs<'a> {
    pub(crate) plan: &'a Plan,
    pub(crate) places: &'a Places,
    /// The bundle's programs, on the host.
    pub(crate) programs: &'a Path,
    /// `resolv.conf` of every machine.
    pub(crate) resolv_conf: &'a str,
    pub(crate) oom_score_adjustment: OomScoreAdjustment,
    /// If nodes are to become nodes by themselves; with etcd's tools, on the host.
    pub(crate) cloud: Option<(&'a Cloud, &'a Path)>,
}

impl Specs<'_> {
    /// The router: interfaces and rules, and nothing that runs.
    pub(crate) fn router(&self) -> MachineSpec {
        self.machine("router")
    }

    /// The registry that plays Docker Hub.
    pub(crate) fn registry(&self) -> MachineSpec {
        let configuration = json!({
            "version": "0.1",
            "log": { "level": "info" },
            "storage": { "filesystem": { "rootdirectory": "/var/lib/registry" }, "delete": { "enabled": true } },
            "http": { "addr": self.plan.registry() },
        });
        let mut spec = self.machine("registry");
        spec.files.push(file(REGISTRY_CONFIGURATION, format!("{configuration:#}\n")));
        spec.services.push(service("registry", &["serve", REGISTRY_CONFIGURATION]));
        spec
    }

    /// A node: containerd at once, and the kubelet when kubeadm has written its files.
    pub(crate) fn node(&self, node: &Node) -> MachineSpec {
        let mut spec = self.containerd_machine(&node.name);
        spec.limits = Some(Limits {
            memory_bytes: Some(self.plan.limits.memory_bytes),
            millicpu: Some(self.plan.limits.cpu_millis),
        });
        spec.files.push(file(containerd::HOSTS_TOML, containerd::hosts_toml(self.plan)));
        if self.plan.cni == Cni::Vxlan {
            spec.files.push(file(node_files::CNI_CONFLIST, node_files::cni_conflist(node)));
        }
        spec.files.extend(KUBELET_KERNEL_PARAMETERS.map(|(path, value)| file(path, format!("{value}\n"))));
        // kubeadm makes it on a control plane only, and without it a kubelet complains every second.
        spec.empty.push("/etc/kubernetes/manifests".into());
        if node.role == Role::ControlPlane {
            spec.files.push(file(kubeadm::COREDNS_PATCH, kubeadm::coredns_patch()));
        }
        spec.services.push(kubelet());
        if let Some((cloud, etcd_tools)) = self.cloud {
            cloud.add_to(&mut spec, node, self.places, etcd_tools);
        }
        spec
    }

    /// A machine with containerd and no network, which imports images; `archives` are seen in [`archive_in_machine`].
    pub(crate) fn importer(&self, directory: &Path, archives: &[&Path]) -> MachineSpec {
        let mut spec = self.containerd_machine("images");
        directory.clone_into(&mut spec.directory);
        spec.binds.extend(archives.iter().enumerate().map(|(index, archive)| Bind {
            source: (*archive).to_owned(),
            target: archive_in_machine(index).into(),
            access: Access::ReadOnly,
        }));
        spec
    }

    fn containerd_machine(&self, name: &str) -> MachineSpec {
        let settings = containerd::Settings {
            programs: PROGRAMS,
            sandbox_image: &format!("registry.k8s.io/pause:{}", VERSIONS.pause),
            oom_score_adjustment: self.oom_score_adjustment,
        };
        let mut spec = self.machine(name);
        spec.files.push(file(CONTAINERD_CONFIGURATION, containerd::config(&settings)));
        spec.services.push(service("containerd", &["--config", CONTAINERD_CONFIGURATION]));
        spec
    }

    fn machine(&self, name: &str) -> MachineSpec {
        MachineSpec {
            name: name.to_owned(),
            directory: self.places.machine(name),
            cgroup: self.plan.control_group(name),
            limits: None,
            binds: vec![Bind {
                source: self.programs.to_owned(),
                target: PROGRAMS.into(),
                access: Access::ReadOnly,
            }],
            files: vec![
                file("/etc/hosts", node_files::hosts(self.plan)),
                file("/etc/resolv.conf", self.resolv_conf),
                file("/etc/hostname", format!("{name}\n")),
            ],
            // A host may be a node of another cluster.
            empty: ["/etc/kubernetes", "/etc/cni", "/etc/containerd", "/opt/cni"].map(Into::into).to_vec(),
            services: Vec::new(),
            jobs: Vec::new(),
            path: PATH.to_owned(),
        }
    }
}

/// Where the importing machine sees an archive.
pub(crate) fn archive_in_machine(index: usize) -> String {
    format!("/opt/ninehops/archives/{index}.tar")
}

fn kubelet() -> Service {
    let arguments = [
        "--bootstrap-kubeconfig=/etc/kubernetes/bootstrap-kubelet.conf",
        "--kubeconfig=/etc/kubernetes/kubelet.conf",
        "--config=/var/lib/kubelet/config.yaml",
    ];
    Service {
        start_when: vec![KUBELET_CONFIGURATION.into(), KUBELET_FLAGS.into()],
        arguments_from: Some(EnvironmentFile {
            path: KUBELET_FLAGS.into(),
            variable: "KUBELET_KUBEADM_ARGS".to_owned(),
        }),
        ..service("kubelet", &arguments)
    }
}

fn service(name: &str, arguments: &[&str]) -> Service {
    Service {
        name: name.to_owned(),
        program: format!("{PROGRAMS}/{name}").into(),
        arguments: arguments.iter().map(|argument| (*argument).to_owned()).collect(),
        environment: BTreeMap::new(),
        start_when: Vec::new(),
        arguments_from: None,
    }
}

fn file(target: &str, contents: impl Into<String>) -> File {
    File { target: target.into(), contents: contents.into(), mode: 0o644 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kubelet_finds_the_values_that_machines_on_aws_are_given() {
        let text = include_str!("../../../../infra/modules/cluster-config/files/sysctl.conf");
        let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
        let parameters = lines.map(|line| line.split_once(" = ").unwrap());
        // Networks of machines are the kernel's own in a lab, and set where they are made.
        let of_kubelet = parameters.filter(|(name, _)| !name.starts_with("net."));
        let files: Vec<(String, &str)> = of_kubelet
            .map(|(name, value)| (format!("/proc/sys/{}", name.replace('.', "/")), value))
            .collect();
        let expected = KUBELET_KERNEL_PARAMETERS.map(|(path, value)| (path.to_owned(), value));
        assert_eq!(files, expected);
    }
}
