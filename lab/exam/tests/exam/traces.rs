//! What a lab could leave on its host.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

/// Lines such as `interface nh-exam`. Other labs are left out: they may come and go meanwhile.
#[derive(Debug, Eq, PartialEq)]
pub(crate) struct Traces(BTreeSet<String>);

impl Traces {
    /// What is there now.
    pub(crate) fn now() -> Self {
        let lines = [interfaces(), mounts(), tables(), control_groups(), processes(), files(), forwarding()];
        Self(lines.into_iter().flatten().collect())
    }

    /// Fails with what came and what went since `before`.
    pub(crate) fn are_as(&self, before: &Self) {
        let differences = self.differences(before);
        assert!(differences.is_empty(), "{differences:#?}");
    }

    /// What is left behind and what is lost since `before`.
    pub(crate) fn differences(&self, before: &Self) -> Vec<String> {
        let came = self.0.difference(&before.0).map(|trace| format!("left behind: {trace}"));
        let went = before.0.difference(&self.0).map(|trace| format!("lost: {trace}"));
        came.chain(went).collect()
    }
}

/// Whether a name is that of a lab which is not of this test.
fn is_other_lab(name: &str) -> bool {
    let lab = name.strip_prefix("nh-").or_else(|| name.strip_prefix("ninehops-"));
    lab.is_some_and(|lab| !lab.starts_with("exam"))
}

fn interfaces() -> Vec<String> {
    names_in("/sys/class/net")
        .into_iter()
        .filter(|name| !is_other_lab(name))
        .map(|name| format!("interface {name}"))
        .collect()
}

/// Without their number, which the kernel gives anew.
fn mounts() -> Vec<String> {
    let mounts = fs::read_to_string("/proc/self/mountinfo").unwrap();
    mounts.lines().map(|line| format!("mount {}", line.splitn(5, ' ').last().unwrap())).collect()
}

fn tables() -> Vec<String> {
    let output =
        Command::new("nft").args(["list", "tables"]).output().expect("nft is needed: package `nftables`");
    assert!(output.status.success(), "{output:?}");
    let text = String::from_utf8(output.stdout).unwrap();
    let ours = text.lines().filter(|line| !line.split(' ').any(is_other_lab));
    ours.map(|line| format!("nft {line}")).collect()
}

/// Of version 1 (one tree a controller) and 2 (one tree).
fn control_groups() -> Vec<String> {
    let mut roots = vec!["/sys/fs/cgroup".to_owned()];
    roots.extend(names_in("/sys/fs/cgroup").iter().map(|name| format!("/sys/fs/cgroup/{name}")));
    let groups = roots.iter().flat_map(|root| {
        let ours =
            names_in(root).into_iter().filter(|name| name.starts_with("ninehops-") && !is_other_lab(name));
        ours.map(move |name| format!("control group {root}/{name}"))
    });
    groups.collect()
}

/// Those in other namespaces than ours, which is every process of a machine, and those in a lab's control group.
/// A namespace lives as long as a process or a mount of it, so none is counted by itself.
fn processes() -> Vec<String> {
    let namespace = |pid: &str| fs::read_link(format!("/proc/{pid}/ns/pid")).ok();
    let own = namespace("self").unwrap();
    let processes =
        names_in("/proc").into_iter().filter(|name| name.bytes().all(|byte| byte.is_ascii_digit()));
    let ours = processes.filter_map(|pid| {
        let groups = fs::read_to_string(format!("/proc/{pid}/cgroup")).ok()?;
        let labs: Vec<&str> =
            groups.split(['/', '\n']).filter(|part| part.starts_with("ninehops-")).collect();
        let elsewhere = namespace(&pid)? != own;
        let another = labs.iter().any(|lab| is_other_lab(lab));
        // The host's first process may take its time to reap what has ended.
        let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
        let has_ended = status.contains("\nState:\tZ");
        if another || has_ended || (labs.is_empty() && !elsewhere) {
            return None;
        }
        let command = fs::read_to_string(format!("/proc/{pid}/comm")).unwrap_or_default();
        Some(format!("process {pid} {}", command.trim()))
    });
    ours.collect()
}

fn files() -> Vec<String> {
    let directories =
        ["/var/lib/ninehops/labs", "/run", "/run/netns", "/etc", "/opt", "/usr/libexec", "/var/lib", "/tmp"];
    let ours = ["exam", "ninehops", "nh-", "kube", "cni", "containerd", "etcd"];
    let files = directories.iter().flat_map(|directory| {
        let named =
            names_in(directory).into_iter().filter(move |name| ours.iter().any(|word| name.contains(word)));
        named.map(move |name| format!("file {directory}/{name}"))
    });
    // The folder of all labs may stay.
    files
        .filter(|file| file != "file /var/lib/ninehops" && !is_other_lab(file.rsplit('/').next().unwrap()))
        .collect()
}

fn forwarding() -> Vec<String> {
    let path = "/proc/sys/net/ipv4/ip_forward";
    vec![format!("ip_forward {}", fs::read_to_string(path).unwrap().trim())]
}

fn names_in(directory: impl AsRef<Path>) -> Vec<String> {
    let Ok(entries) = fs::read_dir(directory) else { return Vec::new() };
    entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
}
