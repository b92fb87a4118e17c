//! A machine of AWS as a node of a lab: its user data, with what a lab needs otherwise.
//!
//! Everything else is run as it stands: the scripts, their order, their conditions, what they tell each other.

use std::path::Path;
use std::time::Duration;

use lab_cloud_init::{File, UserData};
use serde_json::Value;

use crate::kubeadm::{self, ChangeError, Host};
use crate::plan::{Node, Plan};

/// What stands in a lab for something of AWS or of a whole machine, and why.
pub const REPLACED: [(&str, &str); 11] = [
    (
        "node-prep",
        "the bundle brings the programs; `prepared` is there from the start, so its condition skips it",
    ),
    (
        "cp-network",
        "Calico's images are not offline; the lab has a pod network, and `networked` is there from the start",
    ),
    ("kubeadm's objects", "what a set of namespaces needs otherwise: `kubeadm/changes.rs`"),
    ("etcd's disk", "`/var/lib/etcd` is a mount of its own from the start, so etcd-volume finds it done"),
    ("kubelet.service", "the lab's first process runs the kubelet, once kubeadm has written its files"),
    ("JOIN_DEADLINE_SECONDS", "`/proc/uptime` is the host's: the deadline counts from this boot instead"),
    (
        "169.254.169.254",
        "the metadata service is a process of the machine, with the lab's names and addresses",
    ),
    (
        "aws",
        "parameters and objects are files of the lab, with the rights that the machine's role has on AWS",
    ),
    ("node-drain@", "no group of machines ends one in a lab, so nobody starts it"),
    (
        "etcdctl, etcdutl",
        "the bundle's image of etcd has etcd alone; the two are programs of the machine instead",
    ),
    ("systemctl", "the lab's first process begins jobs, and ends and starts the kubelet"),
];

const OBJECTS: &str = "/etc/ninehops";
const ENVIRONMENT: &str = "/etc/ninehops/machine.env";
const DEADLINE: &str = "JOIN_DEADLINE_SECONDS=";
/// What the scripts leave when they are done, of those that have nothing to do in a lab.
const DONE: [&str; 2] = ["/var/lib/ninehops/prepared", "/var/lib/ninehops/networked"];
const KUBELET: &str = "kubelet";

/// The host at the moment.
#[derive(Clone, Copy, Debug)]
pub struct Now {
    /// What a kubelet sees of it.
    pub host: Host,
    /// How long it has been running.
    pub uptime: Duration,
}

/// Why user data fits no node of a lab.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CloudInitError {
    /// A file of objects has none.
    #[error("`{path}` of the user data holds no objects of kubeadm's: {problem}")]
    Objects {
        /// The file.
        path: String,
        /// What is wrong with it.
        problem: String,
    },
    /// One of them has no place for a change.
    #[error(transparent)]
    Change(#[from] ChangeError),
    /// A service that the lab does not have.
    #[error("the user data adds to `{0}.service`, and a lab's node has no such service")]
    Service(String),
    /// The environment's deadline is none.
    #[error("`{0}` of the user data is no time in seconds")]
    Deadline(String),
}

/// The user data of a node of that lab.
///
/// # Errors
/// When something in it has no counterpart in a lab.
pub fn of_node(data: &UserData, plan: &Plan, node: &Node, now: Now) -> Result<UserData, CloudInitError> {
    if let Some(other) = data.drop_ins.iter().find(|it| it.service != KUBELET) {
        return Err(CloudInitError::Service(other.service.clone()));
    }
    let mut changed = UserData { drop_ins: Vec::new(), ..data.clone() };
    for file in &mut changed.files {
        file.content = match (file.path.to_str(), file.path.extension().and_then(|it| it.to_str())) {
            (Some(ENVIRONMENT), _) => environment(&file.content, now.uptime)?,
            (Some(path), Some("json")) if is_object(&file.path) => {
                let objects = read(path, &file.content)?;
                let [object] = objects.as_slice() else { return Err(several(path)) };
                format!("{:#}\n", kubeadm::of_a_machine(object, plan, node, now.host)?)
            }
            (Some(path), Some("yaml")) if is_object(&file.path) => {
                let objects = read(path, &file.content)?;
                let objects = objects.iter().map(|it| kubeadm::of_a_machine(it, plan, node, now.host));
                kubeadm::yaml(&objects.collect::<Result<Vec<_>, _>>()?)
            }
            _ => continue,
        };
    }
    changed.files.extend(DONE.map(|path| File { path: path.into(), mode: 0o600, content: String::new() }));
    Ok(changed)
}

/// Below `/etc/ninehops` there are kubeadm's objects, and Calico's kustomization, which is of no kind that is changed.
fn is_object(path: &Path) -> bool {
    path.parent() == Some(Path::new(OBJECTS))
}

fn read(path: &str, text: &str) -> Result<Vec<Value>, CloudInitError> {
    serde_saphyr::from_multiple(text)
        .map_err(|error| CloudInitError::Objects { path: path.to_owned(), problem: error.to_string() })
}

fn several(path: &str) -> CloudInitError {
    CloudInitError::Objects { path: path.to_owned(), problem: "one object is wanted".to_owned() }
}

fn environment(text: &str, uptime: Duration) -> Result<String, CloudInitError> {
    let changed = |line: &str| match line.strip_prefix(DEADLINE) {
        Some(seconds) => {
            let seconds: u64 = seconds.parse().map_err(|_| CloudInitError::Deadline(line.to_owned()))?;
            Ok(format!("{DEADLINE}{}\n", seconds.saturating_add(uptime.as_secs())))
        }
        None => Ok(format!("{line}\n")),
    };
    text.lines().map(changed).collect()
}

#[cfg(test)]
mod tests;
