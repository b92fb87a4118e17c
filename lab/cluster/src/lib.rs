//! A lab from nothing to Ready and back to nothing.
//!
//! [`up`] boots machines, joins them into a cluster with kubeadm and waits until it is of use; [`down`] removes all of
//! it by name alone, whatever is left. Between the two, [`Lab`] is the lab that runs: commands, logs, power, status.
//!
//! Nothing here prints: progress is an [`Event`], a failure is an error with a `hint()`.

mod blueprint;
mod certificate;
mod cluster;
mod command_output;
mod down;
mod error;
mod event;
mod kubectl;
mod lab;
mod lock;
mod options;
mod places;
mod state;
mod status;
mod store;
mod timings;
mod up;
mod whole_file;

pub use blueprint::{Blueprint, BlueprintError, MachinesOutput, Origin};
pub use down::{Down, DownError, down};
pub use error::{LabError, UpError};
pub use event::{Event, Events, Step};
pub use lab::{Hold, Lab, LogFile};
pub use options::{OnFailure, Options, Way};
pub use status::{Condition, NodeStatus, Status};
pub use timings::{Timing, Timings};
pub use up::up;
pub use whole_file::write_whole;
