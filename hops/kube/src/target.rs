//! Which Services a request passes.

use crate::Snapshot;

/// What the caller knows of the request.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// The URL that a visitor would open.
    pub url: Option<String>,
    /// The front Service's name.
    pub service: Option<String>,
    /// Its namespace.
    pub namespace: Option<String>,
}

/// The way of a request.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Target {
    /// Of the front Service.
    pub namespace: String,
    /// The front Service's name.
    pub service: String,
    /// The port of the Service that is meant.
    pub port: u16,
    /// The port of every node that leads to it, for a `NodePort` or a `LoadBalancer`.
    pub node_port: Option<u16>,
    /// Names of the pods behind it: those that the selector matches, else those of the workload of the same name.
    pub front_pods: Vec<String>,
    /// Services that the front pods are told to call.
    pub backends: Vec<Backend>,
}

/// A Service that a pod is told to call.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Backend {
    /// Of the Service.
    pub namespace: String,
    /// The Service's name.
    pub service: String,
    /// The port in the value, if it has one.
    pub port: Option<u16>,
    /// The environment variable that names it.
    pub variable: String,
    /// The variable's value.
    pub value: String,
}

/// Why it is not clear which Service is meant.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum TargetError {
    /// There is no such Service.
    #[error("there is no Service `{wanted}`")]
    Missing {
        /// What was looked for.
        wanted: String,
        /// `namespace/name` of those that there are.
        candidates: Vec<String>,
    },
    /// Several would do.
    #[error("several Services could be meant")]
    Several {
        /// `namespace/name` of each.
        candidates: Vec<String>,
    },
}

/// Finds the front Service and what is behind it.
///
/// # Errors
/// No such Service, or several that fit; both with what there is to choose from.
pub fn choose(_snapshot: &Snapshot, wanted: &Wanted) -> Result<Target, TargetError> {
    Err(TargetError::Missing { wanted: wanted.service.clone().unwrap_or_default(), candidates: Vec::new() })
}
