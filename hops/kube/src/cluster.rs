//! A connection to an API server.

use std::path::PathBuf;
use std::time::Duration;

use jiff::Timestamp;
use serde_json::Value;

use crate::{KubeError, Snapshot, Target};

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

/// Which part of a container's log is wanted.
#[derive(Clone, Debug, Default)]
pub struct LogOptions {
    /// Which container, where a pod has several.
    pub container: Option<String>,
    /// Nothing older.
    pub since: Option<Timestamp>,
    /// Only so many last lines.
    pub tail: Option<u32>,
    /// Of the container that ended before this one.
    pub previous: bool,
}

/// A connection to an API server. Cloning it is cheap.
#[derive(Clone)]
pub struct Cluster {
    server: String,
}

impl Cluster {
    /// Reads the kubeconfig and asks the server for its version.
    ///
    /// # Errors
    /// No kubeconfig, no such context, or a server that does not answer: each with the file, the context and the server.
    pub async fn connect(_options: &ConnectOptions) -> Result<Self, KubeError> {
        Err(KubeError::Other("not yet".to_owned()))
    }

    /// The server's URL, as the kubeconfig has it.
    pub fn server(&self) -> &str {
        &self.server
    }

    /// All lists at once, each bounded in time and pages.
    pub async fn snapshot(&self) -> Snapshot {
        Snapshot::default()
    }

    /// The last words of containers that crash on the way of the request, into [`Snapshot::last_words`].
    pub async fn enrich(&self, _snapshot: &mut Snapshot, _target: &Target) {}

    /// A part of a container's log.
    ///
    /// # Errors
    /// No such pod, no right, or kubelet does not answer the API server.
    pub async fn logs(
        &self,
        _namespace: &str,
        _pod: &str,
        _options: &LogOptions,
    ) -> Result<String, KubeError> {
        Err(KubeError::Other("not yet".to_owned()))
    }

    /// One object as the server has it, with `managedFields`; `None` if it is not there, or its kind is not.
    ///
    /// # Errors
    /// No right, or no answer.
    pub async fn get(
        &self,
        _api_version: &str,
        _kind: &str,
        _namespace: Option<&str>,
        _name: &str,
    ) -> Result<Option<Value>, KubeError> {
        Err(KubeError::Other("not yet".to_owned()))
    }

    /// Server-side apply, without forcing conflicts.
    ///
    /// # Errors
    /// No right, a conflict, or no answer.
    pub async fn apply(&self, _object: &Value, _field_manager: &str) -> Result<Value, KubeError> {
        Err(KubeError::Other("not yet".to_owned()))
    }

    /// Sets one annotation of a pod.
    ///
    /// # Errors
    /// No such pod, no right, or no answer.
    pub async fn annotate_pod(
        &self,
        _namespace: &str,
        _pod: &str,
        _key: &str,
        _value: &str,
    ) -> Result<(), KubeError> {
        Err(KubeError::Other("not yet".to_owned()))
    }

    /// Deletes an object and what it owns; `false` if it was not there.
    ///
    /// # Errors
    /// No right, or no answer.
    pub async fn delete(
        &self,
        _api_version: &str,
        _kind: &str,
        _namespace: Option<&str>,
        _name: &str,
    ) -> Result<bool, KubeError> {
        Err(KubeError::Other("not yet".to_owned()))
    }
}
