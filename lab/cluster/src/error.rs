//! Why a lab could not come up, or could not be worked with.

use std::io;
use std::path::PathBuf;

use lab_plan::LabName;

/// Why there is no lab now.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum UpError {
    /// Stopped by the caller.
    #[error("stopped before the lab was up")]
    Cancelled,
}

/// Why nothing could be done with a lab.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LabError {
    /// There is none of that name.
    #[error("there is no lab `{0}`")]
    NoSuchLab(LabName),
    /// There is one, but its `up` was killed or has not finished.
    #[error("lab `{0}` is only half there")]
    HalfMade(LabName),
    /// The lab has no such node.
    #[error("lab `{lab}` has no node `{node}`: {known}")]
    NoSuchNode {
        /// The lab.
        lab: LabName,
        /// As asked for.
        node: String,
        /// Those that it has.
        known: String,
    },
    /// The node has no power.
    #[error("node `{0}` is stopped")]
    Stopped(String),
    /// The node has power already.
    #[error("node `{0}` is running")]
    Running(String),
    /// kubectl failed.
    #[error("`kubectl {arguments}` failed: {message}")]
    Kubectl {
        /// What it was asked.
        arguments: String,
        /// What it said.
        message: String,
    },
    /// A file or process of the host.
    #[error("cannot {doing} `{}`", .path.display())]
    Io {
        /// Such as `read`.
        doing: &'static str,
        /// What it was done to.
        path: PathBuf,
        /// Why the system refused.
        #[source]
        source: io::Error,
    },
}

impl UpError {
    /// What to do next.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Cancelled => None,
        }
    }
}

impl LabError {
    /// What to do next.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::NoSuchLab(name) => Some(format!("boot it: `ninehops lab --name {name} up`")),
            Self::HalfMade(name) => Some(format!("remove it: `ninehops lab --name {name} down`")),
            Self::Stopped(node) => Some(format!("switch it on: `ninehops lab start {node}`")),
            _ => None,
        }
    }
}
