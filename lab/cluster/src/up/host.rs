//! Whether this host can carry a lab.

use std::fs;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::thread::available_parallelism;
use std::time::Duration;

use lab_machine::ControlGroups;
use lab_plan::containerd::OomScoreAdjustment;
use lab_plan::kubeadm::Host;

use crate::error::UpError;

/// Bytes that must be free where a lab keeps its files.
const NEEDED_DISK_BYTES: u64 = 4 << 30;
/// inotify instances of one node: kubelet, containerd, kube-proxy, CoreDNS and a dozen of pods.
const INOTIFY_INSTANCES_PER_NODE: u64 = 24;
/// inotify watches of one node.
const INOTIFY_WATCHES_PER_NODE: u64 = 2048;
/// Programs, and the packages that bring them.
const SCRIPTS_CALL: [(&str, &str); 7] = [
    ("bash", "bash"),
    ("curl", "curl"),
    ("jq", "jq"),
    ("openssl", "openssl"),
    ("tar", "tar"),
    ("cmp", "diffutils"),
    ("mountpoint", "util-linux"),
];
/// `CAP_SYS_RESOURCE` of `linux/capability.h`.
const SYS_RESOURCE: u32 = 24;

/// Looks at everything that can be looked at before anything is made.
pub(crate) fn check(directories: &[&Path], nodes: u64) -> Result<(), UpError> {
    if !rustix::process::geteuid().is_root() {
        return Err(UpError::NotRoot);
    }
    ControlGroups::detect()?;
    nft_is_installed()?;
    for directory in directories {
        disk(directory)?;
    }
    inotify("max_user_instances", INOTIFY_INSTANCES_PER_NODE * nodes)?;
    inotify("max_user_watches", INOTIFY_WATCHES_PER_NODE * nodes)
}

/// The figures of this host that a kubelet would take for its node's.
pub(crate) fn figures() -> Result<Host, UpError> {
    let memory = memory_bytes(&read(Path::new("/proc/meminfo"))?);
    let memory_bytes = memory.ok_or_else(|| UpError::Unreadable { path: "/proc/meminfo".into() })?;
    let cpus = available_parallelism().map_or(1, usize::from);
    Ok(Host { memory_bytes, cpus: u32::try_from(cpus).unwrap_or(u32::MAX) })
}

/// The name servers that this host asks.
pub(crate) fn name_servers() -> Vec<IpAddr> {
    // systemd-resolved listens on a loopback address, and writes those that it asks to a file of its own.
    let files = ["/run/systemd/resolve/resolv.conf", "/etc/resolv.conf"];
    let servers = files.iter().map(|file| servers_in(&fs::read_to_string(file).unwrap_or_default()));
    servers.into_iter().find(|servers| servers.iter().any(|it| !it.is_loopback())).unwrap_or_default()
}

/// Whether processes of this one may lower their `oom_score_adj`.
pub(crate) fn oom_score_adjustment() -> OomScoreAdjustment {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    match effective_capabilities(&status) {
        Some(capabilities) if capabilities & 1 << SYS_RESOURCE == 0 => OomScoreAdjustment::Restricted,
        _ => OomScoreAdjustment::Allowed,
    }
}

/// Whether everything is there that scripts of machines call and no package of theirs brings.
pub(crate) fn check_programs_of_scripts() -> Result<(), UpError> {
    match SCRIPTS_CALL.into_iter().find(|(program, _)| !is_installed(program)) {
        Some((program, package)) => Err(UpError::NoProgram { program, package }),
        None => Ok(()),
    }
}

/// How long the host has been running.
pub(crate) fn uptime() -> Result<Duration, UpError> {
    let path = Path::new("/proc/uptime");
    let text = read(path)?;
    let seconds = text.split(['.', ' ']).next().and_then(|seconds| seconds.parse().ok());
    seconds.map(Duration::from_secs).ok_or_else(|| UpError::Unreadable { path: path.to_owned() })
}

fn nft_is_installed() -> Result<(), UpError> {
    if is_installed("nft") { Ok(()) } else { Err(UpError::NoNft) }
}

fn is_installed(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let directories = std::env::split_paths(&path).chain(["/usr/sbin".into(), "/sbin".into()]);
    directories.map(|directory| directory.join(program)).any(|program| program.is_file())
}

fn disk(directory: &Path) -> Result<(), UpError> {
    let there = directory.ancestors().find(|path| path.is_dir()).unwrap_or(Path::new("/"));
    let stat = rustix::fs::statvfs(there).map_err(|error| UpError::Io {
        doing: "look at",
        path: there.to_owned(),
        source: error.into(),
    })?;
    let free_bytes = stat.f_bavail.saturating_mul(stat.f_frsize);
    if free_bytes < NEEDED_DISK_BYTES {
        return Err(UpError::Disk {
            path: directory.to_owned(),
            free_bytes,
            needed_bytes: NEEDED_DISK_BYTES,
        });
    }
    Ok(())
}

fn inotify(name: &str, needed: u64) -> Result<(), UpError> {
    let path = PathBuf::from("/proc/sys/fs/inotify").join(name);
    let limit = read(&path)?.trim().parse().map_err(|_| UpError::Unreadable { path })?;
    if limit < needed {
        return Err(UpError::Inotify { setting: format!("fs.inotify.{name}"), limit, needed });
    }
    Ok(())
}

fn read(path: &Path) -> Result<String, UpError> {
    fs::read_to_string(path).map_err(|source| UpError::Io { doing: "read", path: path.to_owned(), source })
}

/// `MemTotal` of `/proc/meminfo` (`proc_meminfo(5)`).
fn memory_bytes(meminfo: &str) -> Option<u64> {
    let line = meminfo.lines().find_map(|line| line.strip_prefix("MemTotal:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    kibibytes.checked_mul(1024)
}

/// `CapEff` of `/proc/PID/status` (`proc_pid_status(5)`).
fn effective_capabilities(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("CapEff:"))?;
    u64::from_str_radix(line.trim(), 16).ok()
}

/// `nameserver` lines (resolv.conf(5)).
fn servers_in(resolv_conf: &str) -> Vec<IpAddr> {
    let servers = resolv_conf.lines().filter_map(|line| line.trim().strip_prefix("nameserver"));
    servers.filter_map(|server| server.trim().parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_read_in_bytes() {
        assert_eq!(memory_bytes("MemTotal:       24616092 kB\nMemFree: 1 kB\n"), Some(24_616_092 * 1024));
        assert_eq!(memory_bytes("MemFree: 1 kB\n"), None);
    }

    #[test]
    fn a_missing_capability_is_seen() {
        let all = effective_capabilities("CapPrm:\t0\nCapEff:\t000001ffffffffff\n").unwrap();
        let without = effective_capabilities("CapEff:\t000001fffeffffff\n").unwrap();
        assert_eq!((all >> SYS_RESOURCE & 1, without >> SYS_RESOURCE & 1), (1, 0));
    }

    #[test]
    fn name_servers_are_addresses() {
        let text =
            "# comment\nsearch example.org\nnameserver 10.0.0.2\nnameserver fe80::1%eth0\nnameserver ::1\n";
        let servers: Vec<String> = servers_in(text).iter().map(ToString::to_string).collect();
        assert_eq!(servers, ["10.0.0.2", "::1"]);
    }

    #[test]
    fn a_disk_that_is_too_small_is_named() {
        let error =
            UpError::Disk { path: "/var/lib/ninehops".into(), free_bytes: 3 << 29, needed_bytes: 4 << 30 };
        insta::assert_snapshot!(error.to_string(), @"1.5 GiB are free where `/var/lib/ninehops` is, and a lab needs 4.0");
    }
}
