//! The prober in a cluster: what it is told, what it asks, what it answers.
//!
//! The program `ninehops-agent` runs on every node, once in the pod network and once in the node's own. It has no right
//! at the API server. [`Targets`] come to it as a mounted file; a [`Record`] an epoch leaves it as a line of its log,
//! which the API server fetches from the kubelet: both ways work while the pod network is dead.
//!
//! No IO here: [`Share`] and [`HostShare`] are pure functions of the targets, so that every agent knows its part without
//! a word with the others, and that the number of questions can be tested for clusters that nobody has at hand.

mod manifests;
mod record;
mod ring;
mod share;
mod targets;

pub use manifests::manifests;
pub use record::{Answer, LARGEST_RECORD_BYTES, Mode, Record, RecordError};
pub use ring::{Edge, Ring, degree};
pub use share::{HostShare, Share};
pub use targets::{Dns, DnsPod, Endpoint, LARGEST_TARGETS_BYTES, Name, Node, Service, Targets, TargetsError};

/// Where an agent in the pod network answers its peers.
pub const PORT: u16 = 4240;
/// Where kubelets answer; what one node asks of another.
pub const KUBELET_PORT: u16 = 10250;
/// The namespace of everything that belongs to agents.
pub const NAMESPACE: &str = "ninehops";
/// The `ConfigMap` of the targets.
pub const CONFIG_MAP: &str = "ninehops-agent";
/// The key in it, and the file in the mounted directory.
pub const TARGETS_FILE: &str = "targets.json";
/// How often an agent asks.
pub const EPOCH: std::time::Duration = std::time::Duration::from_secs(4);
