//! How a lab is.

mod ask;

use std::net::Ipv4Addr;

use lab_plan::{LabName, Role};
use serde::Serialize;

use crate::timings::Timings;

/// A lab at one moment.
#[derive(Clone, Debug, Serialize)]
pub struct Status {
    /// Its name.
    pub name: LabName,
    /// Seconds since it was up; `None` while it is not.
    pub up_seconds: Option<u64>,
    /// The control plane first.
    pub nodes: Vec<NodeStatus>,
    /// Why the cluster could not be asked, if so: then no node is known to be Ready.
    pub api_server_silent: Option<String>,
    /// Ready pods of `CoreDNS`, and how many there should be.
    pub dns_ready: Option<(u32, u32)>,
    /// Bytes of memory that all machines use, without page cache.
    pub memory_bytes: u64,
    /// Names of what is broken on purpose.
    pub faults: Vec<String>,
    /// How long `up` took.
    pub timings: Timings,
}

/// A node at one moment.
#[derive(Clone, Debug, Serialize)]
pub struct NodeStatus {
    /// `cp`, `w1` …
    pub name: String,
    /// What it does.
    pub role: Role,
    /// Its address.
    pub address: Ipv4Addr,
    /// What can be said about it.
    pub condition: Condition,
    /// The kubelet's version, such as `v1.36.3`.
    pub kubelet: Option<String>,
    /// The container runtime's, such as `containerd://2.3.7`.
    pub container_runtime: Option<String>,
    /// Bytes of memory that it uses, without page cache.
    pub memory_bytes: u64,
    /// Bytes that it may use.
    pub memory_limit_bytes: u64,
}

/// Whether a node is of use.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "condition", content = "reason")]
pub enum Condition {
    /// Its kubelet says that pods can run.
    Ready,
    /// The cluster says that they cannot, and why.
    NotReady(String),
    /// It has no power.
    Stopped,
    /// It runs, and the cluster cannot be asked.
    Unknown,
}

impl Status {
    /// Whether every node is Ready, `CoreDNS` answers and nothing is broken on purpose.
    pub fn is_healthy(&self) -> bool {
        self.faults.is_empty()
            && self.nodes.iter().all(|node| node.condition == Condition::Ready)
            && self.dns_ready.is_some_and(|(ready, wanted)| wanted > 0 && ready >= wanted)
    }
}
