//! A connection to an API server.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::Mutex;

use crate::certificate::Peer;
use crate::{Certificate, KubeError, Problem};

mod connect;
mod discovery;
mod enrich;
mod kubeconfig;
mod lists;
mod logs;
mod objects;
mod wire;

pub(crate) use enrich::Ended;
#[cfg(test)]
pub(crate) use lists::CONFIG_MAPS;
pub use logs::LogOptions;

/// How a cluster is found.
#[derive(Clone, Debug)]
pub struct ConnectOptions {
    /// A kubeconfig. Without one: the files of `$KUBECONFIG`, else `~/.kube/config`.
    pub kubeconfig: Option<PathBuf>,
    /// One of its contexts. Without one: its current context.
    pub context: Option<String>,
    /// How long one request may take.
    pub request_timeout: Duration,
}

impl Default for ConnectOptions {
    fn default() -> Self {
        Self { kubeconfig: None, context: None, request_timeout: Duration::from_secs(3) }
    }
}

/// A connection to an API server. Cloning it is cheap.
#[derive(Clone)]
pub struct Cluster {
    inner: Arc<Inner>,
}

struct Inner {
    client: kube::Client,
    server: String,
    request_timeout: Duration,
    /// Whom to shake hands with to see the certificate, for `https`.
    peer: Option<Peer>,
    /// The certificate by which the kubeconfig says who asks.
    client_certificate: Option<Certificate>,
    /// By `group/version`; `None` where the server has none of it.
    resources: Mutex<HashMap<String, Option<Arc<[discovery::Resource]>>>>,
}

impl Cluster {
    /// Reads the kubeconfig and asks the server for its version. A server whose certificate is not of today, or that
    /// says so of the client's, is a connection all the same: that is a finding, and the snapshot has it.
    ///
    /// # Errors
    /// No kubeconfig, no such context, or a server that does not answer: each with the file, the context and the server.
    pub async fn connect(options: &ConnectOptions) -> Result<Self, KubeError> {
        let read = kubeconfig::read(options)?;
        let cluster = connect::build(read, options.request_timeout).await?;
        match cluster.version().await {
            Ok(_)
            | Err(
                Problem::Expired
                | Problem::NotYetValid
                | Problem::ClientExpired
                | Problem::Forbidden(_)
                | Problem::NotFound,
            ) => Ok(cluster),
            Err(Problem::Unauthorized) if cluster.is_client_certificate_of_another_day() => Ok(cluster),
            Err(problem) => Err(KubeError::Unreachable { server: cluster.inner.server.clone(), problem }),
        }
    }

    /// The server's URL, as the kubeconfig has it.
    pub fn server(&self) -> &str {
        &self.inner.server
    }

    fn is_client_certificate_of_another_day(&self) -> bool {
        self.inner.client_certificate.is_some_and(|certificate| {
            let now = Timestamp::now();
            certificate.has_expired(now) || certificate.is_to_come(now)
        })
    }
}
