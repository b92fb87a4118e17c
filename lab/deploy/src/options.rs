//! What a person may choose about a deployment.

use std::path::PathBuf;
use std::time::Duration;

/// How long workloads get to become ready, if nobody says otherwise. Kubernetes itself gives up after ten minutes.
pub const PATIENCE: Duration = Duration::from_mins(2);

/// What is to be done.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Goal {
    /// The cluster shall have what Terraform says.
    Apply,
    /// Nothing shall change, and it shall be said what would.
    Plan,
    /// What was made shall go.
    Destroy,
}

/// Which addons there are beside metrics-server.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Ingress {
    /// Traefik as well, from now on.
    Wanted,
    /// Traefik if it was wanted before.
    AsBefore,
}

/// A deployment to be.
#[derive(Clone, Debug)]
pub struct Options {
    /// What is to be done.
    pub goal: Goal,
    /// Which addons.
    pub ingress: Ingress,
    /// A directory in the checkout to deploy from.
    pub source: PathBuf,
    /// How long workloads get to become ready.
    pub patience: Duration,
}
