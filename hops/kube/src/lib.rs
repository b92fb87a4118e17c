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

mod cluster;
mod error;
mod snapshot;

pub use cluster::{Cluster, ConnectOptions, LogOptions};
pub use error::KubeError;
pub use snapshot::{Certificate, Clock, Kind, Snapshot};
pub use target::{Backend, Target, TargetError, Wanted};
