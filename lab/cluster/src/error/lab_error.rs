//! Why nothing could be done with a lab.

use std::io;
use std::path::PathBuf;

use lab_machine::{BootError, ControlGroupError};
use lab_plan::LabName;

use super::who;

/// Why nothing could be done with a lab.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LabError {
    /// There is none of that name.
    #[error("there is no lab `{0}`")]
    NoSuchLab(LabName),
    /// There is some of one.
    #[error(
        "lab `{0}` is only half there: its `up` is at work or was killed, or this machine was started again"
    )]
    HalfMade(LabName),
    /// Another command works on it.
    #[error("lab `{name}` is being worked on by {}", who(*.process))]
    Busy {
        /// The lab.
        name: LabName,
        /// Who holds its lock, if known.
        process: Option<u32>,
    },
    /// The lab has no such node.
    #[error("lab `{lab}` has no `{machine}`: it has {known}")]
    NoSuchMachine {
        /// The lab.
        lab: LabName,
        /// As asked for.
        machine: String,
        /// Those that it has.
        known: String,
    },
    /// The machine has no such service.
    #[error("`{machine}` has no service `{service}`: it has {known}")]
    NoSuchService {
        /// The machine.
        machine: String,
        /// As asked for.
        service: String,
        /// Those that it has.
        known: String,
    },
    /// The node has no power.
    #[error("`{0}` is stopped")]
    Stopped(String),
    /// The node has power already.
    #[error("`{0}` is running")]
    Running(String),
    /// kubectl failed.
    #[error("`kubectl {arguments}` failed: {message}")]
    Kubectl {
        /// What it was asked.
        arguments: String,
        /// What it said.
        message: String,
    },
    /// A machine did not boot.
    #[error(transparent)]
    Boot(#[from] BootError),
    /// Processes of a machine could not be ended or measured.
    #[error(transparent)]
    ControlGroups(#[from] ControlGroupError),
    /// A machine could not be connected.
    #[error("cannot connect `{machine}`")]
    Network {
        /// Which.
        machine: String,
        /// Why not.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The registry did not take an image.
    #[error(transparent)]
    Push(#[from] lab_registry::PushError),
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
