//! What a caller says, and what it is told.

use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

use hops_kube::{ConnectOptions, KubeError, TargetError, Wanted};
use hops_registry::Mirror;
use hops_report::{ClusterFacts, HopReport, TargetFacts};
use http::Uri;

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
    /// Other places for the images of a registry.
    pub registry_mirrors: Vec<Mirror>,
    /// Clusters whose nodes are known to have such a place. What is in `registry_mirrors` goes before it.
    pub known_mirrors: Vec<KnownMirror>,
    /// When the last answer counts, from the start.
    pub timeout: Duration,
}

/// Where the nodes of a cluster have the images of a registry from.
#[derive(Clone, Debug)]
pub struct KnownMirror {
    /// The cluster, by the address of its API server in the kubeconfig.
    pub api_server: IpAddr,
    /// The place, as this machine reaches it.
    pub mirror: Mirror,
}

impl Options {
    /// The first of a registry is asked.
    pub(crate) fn mirrors(&self, server: &str) -> Vec<Mirror> {
        let server: Option<IpAddr> =
            server.parse().ok().and_then(|server: Uri| server.host()?.trim_matches(['[', ']']).parse().ok());
        let known = self.known_mirrors.iter().filter(|known| Some(known.api_server) == server);
        self.registry_mirrors.iter().chain(known.map(|known| &known.mirror)).cloned().collect()
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn options(named: &[&str]) -> Options {
        let mirror = |text: &str| text.parse::<Mirror>().unwrap();
        Options {
            connect: ConnectOptions::default(),
            wanted: Wanted::default(),
            plans: Vec::new(),
            images: true,
            registry_mirrors: named.iter().copied().map(mirror).collect(),
            known_mirrors: vec![KnownMirror {
                api_server: [10, 0, 1, 10].into(),
                mirror: mirror("docker.io=http://203.0.113.2:5000"),
            }],
            timeout: Duration::ZERO,
        }
    }

    fn mirrors(named: &[&str], server: &str) -> Vec<String> {
        options(named).mirrors(server).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_cluster_that_is_known_has_its_own_place_for_images_and_a_named_place_goes_before_it() {
        let (own, named) = ("docker.io=http://203.0.113.2:5000/", "docker.io=http://127.0.0.1:5000/");
        assert_eq!(mirrors(&[], "https://10.0.1.10:6443/"), [own]);
        assert_eq!(mirrors(&[named], "https://10.0.1.10:6443"), [named, own]);
        for another in ["https://10.1.1.10:6443", "https://api.example", ""] {
            assert_eq!(mirrors(&[named], another), [named], "{another}");
        }
    }
}
