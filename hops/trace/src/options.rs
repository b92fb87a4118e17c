//! What a caller says, and what it is told.

use std::path::PathBuf;
use std::time::Duration;

use hops_kube::{ConnectOptions, KubeError, TargetError, Wanted};
use hops_report::{ClusterFacts, HopReport, TargetFacts};

use crate::UrlError;

/// What to trace, and what may be asked for it.
#[derive(Clone, Debug)]
pub struct Options {
    /// Which cluster.
    pub connect: ConnectOptions,
    /// Whose requests.
    pub wanted: Wanted,
    /// Files of `terraform show -json`.
    pub plans: Vec<PathBuf>,
    /// Ask the registries for the images of the pods on the way.
    pub images: bool,
    /// When the last answer counts, from the start.
    pub timeout: Duration,
}

/// What happens while a trace goes on, in the order of a request.
#[derive(Clone, Copy, Debug)]
pub enum Event<'a> {
    /// It is known where, and whose requests are followed.
    Began {
        /// Where.
        cluster: &'a ClusterFacts,
        /// Whose requests, if that could be found out.
        target: Option<&'a TargetFacts>,
    },
    /// Nothing will change what is known of a hop.
    Hop(&'a HopReport),
    /// What is waited for, in a few words.
    Waiting(&'a str),
}

/// Who is told.
pub type Events<'a> = &'a (dyn Fn(Event<'_>) + Sync);

/// Why there is nothing to report.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TraceError {
    /// The cluster could not be asked, and there is nothing else that could be.
    #[error(transparent)]
    Kube(#[from] KubeError),
    /// It is not clear whose requests are meant.
    #[error(transparent)]
    Target(#[from] TargetError),
    /// The URL is none.
    #[error(transparent)]
    Url(#[from] UrlError),
    /// The cluster does not let the agents be brought or removed.
    #[error(transparent)]
    Install(KubeError),
    /// The agents were applied, and none of them runs.
    #[error("no agent runs: {0}")]
    NoAgentRuns(String),
    /// It was given up before anything was seen.
    #[error("interrupted before anything was seen")]
    Interrupted,
}

impl TraceError {
    /// What to do about it, for a line of its own.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Kube(error) | Self::Install(error) => error.hint(),

            Self::NoAgentRuns(_) => {
                Some("name an image that the nodes can pull: --agent-image REF".to_owned())
            }
            Self::Target(TargetError::Missing { .. } | TargetError::Unclear { .. }) => {
                Some("name one with --service NAMESPACE/NAME".to_owned())
            }
            Self::Url(_) => Some("write it like http://10.0.1.11:30080/".to_owned()),
            Self::Target(_) | Self::Interrupted => None,
        }
    }
}
