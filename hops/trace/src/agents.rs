//! What the agents in the cluster answer. Their logs come by way of the API server and the kubelets, which need neither
//! the pod network nor DNS.

mod kubelets;
mod looks;
mod roll;

use std::cell::Cell;
use std::convert::Infallible;
use std::time::Duration;

use futures_util::{StreamExt as _, stream};
use hops_agent::{NAMESPACE, Record};
use hops_kube::{Cluster, KubeError, LogOptions, Problem};

pub(crate) use looks::Looks;
pub(crate) use roll::{AgentPod, IN_THE_POD_NETWORK, NODE_NOT_READY, Roll, is_ready, roll};

/// How long between two readings of the same log.
pub(crate) const PAUSE: Duration = Duration::from_millis(800);
/// Lines that can be new between two readings, and one of which the end is not written yet.
const TAIL: u32 = 4;
/// For one log.
const LIMIT: Duration = Duration::from_millis(1500);
/// So long a log may take before a few bytes of it are asked for beside.
const SLOW: Duration = Duration::from_millis(500);
/// They fit into the smallest packet.
const FEW_BYTES: u32 = 200;
/// Logs that are read at one time.
const AT_ONCE: usize = 32;

/// One reading of one log.
pub(crate) struct Reading {
    pub(crate) pod: AgentPod,
    pub(crate) records: Result<Vec<Record>, KubeError>,
    /// Whether not even a few bytes of it came in time.
    pub(crate) is_silent: bool,
}

/// Where long packets vanish, so does a kubelet's answer: one such log must not keep the others waiting.
async fn bounded<T>(log: impl Future<Output = Result<T, KubeError>>) -> Result<T, KubeError> {
    tokio::time::timeout(LIMIT, log).await.unwrap_or_else(|_| {
        let what = "its log cannot be read by way of its kubelet".to_owned();
        Err(KubeError::Call { what, problem: Problem::TimedOut(LIMIT) })
    })
}

/// What tells a kubelet that nobody reaches from one whose long packets vanish.
async fn ask_for_little(cluster: &Cluster, pod: &str, has_some: &Cell<bool>) -> Infallible {
    tokio::time::sleep(SLOW).await;
    let options = LogOptions { tail: Some(1), limit_bytes: FEW_BYTES, ..LogOptions::default() };
    has_some.set(cluster.logs(NAMESPACE, pod, &options).await.is_ok());
    std::future::pending().await
}

/// Reads the ends of these agents' logs.
pub(crate) async fn read(cluster: &Cluster, pods: Vec<AgentPod>) -> Vec<Reading> {
    let one = |pod: AgentPod| async move {
        let options = LogOptions { tail: Some(TAIL), ..LogOptions::default() };
        let has_some = Cell::new(false);
        let text = tokio::select! {
            text = bounded(cluster.logs(NAMESPACE, &pod.name, &options)) => text,
            never = ask_for_little(cluster, &pod.name, &has_some) => match never {},
        };
        let is_late = |error: &KubeError| matches!(error.problem(), Some(Problem::TimedOut(_)));
        let is_silent = text.as_ref().is_err_and(is_late) && !has_some.get();
        // A line that is no record is the rest of one, or of an agent of another version.
        let records = |text: String| text.lines().filter_map(|line| Record::read(line).ok()).collect();
        Reading { pod, records: text.map(records), is_silent }
    };
    stream::iter(pods).map(one).buffer_unordered(AT_ONCE).collect().await
}
