//! What `up` says while it works.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::blueprint::Origin;

/// One thing that happened.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Event {
    /// The bundle is being built.
    Bundle(lab_bundle::Event),
    /// A step began; several are under way at a time.
    Began(Step),
    /// A step is done.
    Done {
        /// Which.
        step: Step,
        /// How long it took.
        took: Duration,
    },
    /// Who said what the cluster is to be.
    Cluster(Origin),
    /// `kubeadm init` is in that phase, by its own name for it; some are named more than once.
    Kubeadm(String),
    /// Something to know that is no failure, as one sentence.
    Note(String),
}

/// A part of `up` that takes time.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Step {
    /// The host is looked at.
    Check,
    /// Terraform says what the cluster is to be.
    Cluster,
    /// Programs and images are at hand.
    Bundle,
    /// Images are imported once, for all nodes and for later labs.
    Images,
    /// Router, registry and nodes run, and are connected.
    Machines,
    /// Images that no archive has are pulled.
    Pull,
    /// `kubeadm init`.
    ControlPlane,
    /// `kubeadm join` of a node.
    Join(String),
    /// A job of a node has done its work.
    Job {
        /// Such as `cp-init`.
        job: String,
        /// Where.
        node: String,
    },
    /// Calico's manifest is applied.
    Calico,
    /// A node is Ready.
    NodeReady(String),
    /// `CoreDNS` answers.
    Dns,
}

/// Where events go; clones go to the same place.
#[derive(Clone)]
pub struct Events(Arc<dyn Fn(Event) + Send + Sync>);

impl Events {
    /// Gives every event to `receive`, which must not block.
    pub fn new(receive: impl Fn(Event) + Send + Sync + 'static) -> Self {
        Self(Arc::new(receive))
    }

    /// For callers that do not listen.
    pub fn ignored() -> Self {
        Self::new(|_| ())
    }

    pub(crate) fn send(&self, event: Event) {
        (self.0)(event);
    }

    pub(crate) fn note(&self, sentence: impl Into<String>) {
        self.send(Event::Note(sentence.into()));
    }
}

impl fmt::Debug for Events {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Events")
    }
}

impl fmt::Display for Step {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Check => formatter.write_str("host checked"),
            Self::Cluster => formatter.write_str("cluster decided"),
            Self::Bundle => formatter.write_str("bundle at hand"),
            Self::Images => formatter.write_str("images imported"),
            Self::Machines => formatter.write_str("machines booted"),
            Self::Pull => formatter.write_str("missing images pulled"),
            Self::ControlPlane => formatter.write_str("control plane up"),
            Self::Join(node) => write!(formatter, "{node} joined"),
            Self::Job { job, node } => write!(formatter, "{job} of {node} done"),
            Self::Calico => formatter.write_str("Calico applied"),
            Self::NodeReady(node) => write!(formatter, "{node} Ready"),
            Self::Dns => formatter.write_str("CoreDNS Ready"),
        }
    }
}
