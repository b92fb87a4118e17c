//! Logs of containers: the API server asks the pod's kubelet for them, over no pod network.

use jiff::Timestamp;

use super::Cluster;
use super::wire::{Call, Right, segment};
use crate::{KubeError, Problem, Role};

/// Which part of a container's log is wanted.
#[derive(Clone, Debug)]
pub struct LogOptions {
    /// Which container, where a pod has several.
    pub container: Option<String>,
    /// Nothing older; whole seconds.
    pub since: Option<Timestamp>,
    /// Only so many last lines.
    pub tail: Option<u32>,
    /// Of the container that ended before this one.
    pub previous: bool,
    /// Not more bytes than that; the rest is cut off at the end.
    pub limit_bytes: u32,
}

impl Default for LogOptions {
    fn default() -> Self {
        Self { container: None, since: None, tail: None, previous: false, limit_bytes: 1 << 20 }
    }
}

impl Cluster {
    /// A part of a container's log. Bytes that are no UTF-8 are replaced.
    ///
    /// # Errors
    /// No such pod, no right, or kubelet does not answer the API server.
    pub async fn logs(&self, namespace: &str, pod: &str, options: &LogOptions) -> Result<String, KubeError> {
        let read = async {
            let path = path(namespace, pod, options)?;
            let right = Right::Of { group: "", resource: "pods/log", verb: "get" };
            self.call(&Call::get(right, path)).await
        };
        match read.await {
            Ok(answer) => Ok(String::from_utf8_lossy(&answer.body).into_owned()),
            Err(problem) => {
                let what = format!("the log of pod `{namespace}/{pod}` cannot be read");
                Err(KubeError::call(what, problem, Some(Role::Reader)))
            }
        }
    }
}

fn path(namespace: &str, pod: &str, options: &LogOptions) -> Result<String, Problem> {
    let container = match &options.container {
        Some(container) => format!("&container={}", segment(container)?),
        None => String::new(),
    };
    let since = options.since.map_or_else(String::new, |since| format!("&sinceTime={since:.0}"));
    let tail = options.tail.map_or_else(String::new, |tail| format!("&tailLines={tail}"));
    let previous = if options.previous { "&previous=true" } else { "" };
    let (namespace, pod, limit) = (segment(namespace)?, segment(pod)?, options.limit_bytes);
    Ok(format!(
        "/api/v1/namespaces/{namespace}/pods/{pod}/log?limitBytes={limit}{container}{since}{tail}{previous}"
    ))
}
