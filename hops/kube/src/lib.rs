//! What the API server knows of a broken request, as observations.
//!
//! A [`Cluster`] is a connection. Its [`Snapshot`] is everything that the observers need, listed at one time; what could
//! not be listed is in it as [`hops_model::Unseen`], and the rest is kept. [`target::choose`] says which Services the
//! request passes, [`observe::all`] what is seen of them: pure functions of the two.
//!
//! Every call is in [`requests::READS`] or [`requests::WRITES`], and so are the rights that it needs. Nothing is
//! written but by the functions that install and remove the agent.

pub mod network_policy;
pub mod observe;
pub mod reference;
pub mod requests;
pub mod target;

mod certificate;
mod cluster;
mod error;
mod origin;
mod snapshot;

pub use certificate::Certificate;
pub use cluster::{Cluster, ConnectOptions, LogOptions};
pub use error::{KubeError, Problem, Role};
pub use origin::{Manager, managers};
pub use snapshot::{
    Clock, Kind, Owner, Snapshot, full_name, has_labels, is, is_current, is_ready, selects_template,
};
pub use target::{Backend, Target, TargetError, Wanted};
