//! Which bundle: the cluster's own, and those of what may be added to one.

use std::fmt;

use crate::parts::{ADDED_ETCD_TOOLS, ADDED_INGRESS, ADDED_METRICS_SERVER, CLUSTER, Part};
use crate::versions::VERSIONS;

/// A set of parts that is built, checked and kept by itself, in a directory of its own.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Set {
    /// What a lab boots from.
    Cluster,
    /// The image of metrics-server, which autoscaling asks for figures.
    MetricsServer,
    /// The image of Traefik, and the custom resource definitions of the Gateway API that it serves.
    Ingress,
    /// etcdctl and etcdutl, with which the scripts of a control plane save etcd's data and bring it back. On AWS they
    /// come out of etcd's image, which here is built with etcd alone.
    EtcdTools,
}

impl Set {
    /// All of them, the cluster's first.
    pub const ALL: [Self; 4] = [Self::Cluster, Self::MetricsServer, Self::Ingress, Self::EtcdTools];

    /// For people: `metrics-server`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Cluster => "cluster",
            Self::MetricsServer => "metrics-server",
            Self::Ingress => "ingress",
            Self::EtcdTools => "etcd-tools",
        }
    }

    /// Of what it is named after: Kubernetes, metrics-server, Traefik, etcd.
    pub fn version(self) -> &'static str {
        match self {
            Self::Cluster => VERSIONS.kubernetes,
            Self::MetricsServer => VERSIONS.metrics_server,
            Self::Ingress => VERSIONS.traefik,
            Self::EtcdTools => VERSIONS.etcd,
        }
    }

    /// Everything in it, those parts first that take longest.
    pub(crate) fn parts(self) -> &'static [Part] {
        match self {
            Self::Cluster => CLUSTER,
            Self::MetricsServer => ADDED_METRICS_SERVER,
            Self::Ingress => ADDED_INGRESS,
            Self::EtcdTools => ADDED_ETCD_TOOLS,
        }
    }

    /// What the names of its directories begin with. The cluster's begin with a digit.
    pub(crate) fn prefix(self) -> String {
        match self {
            Self::Cluster => String::new(),
            Self::MetricsServer | Self::Ingress | Self::EtcdTools => format!("{}-", self.name()),
        }
    }

    /// The set of which a directory of that name is a version.
    pub(crate) fn of_directory(name: &str) -> Self {
        let added = |set: &Self| *set != Self::Cluster && name.starts_with(&set.prefix());
        Self::ALL.into_iter().find(added).unwrap_or(Self::Cluster)
    }

    /// Its largest module, as a directory of Go's module cache.
    pub(crate) fn largest_module(self) -> String {
        let path = match self {
            Self::Cluster => "k8s.io/kubernetes",
            Self::MetricsServer => "sigs.k8s.io/metrics-server",
            Self::Ingress => "github.com/traefik/traefik/v3",
            Self::EtcdTools => "go.etcd.io/etcd/etcdctl/v3",
        };
        format!("{path}@v{}", self.version())
    }
}

impl fmt::Display for Set {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}
