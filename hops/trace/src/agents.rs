//! What the agents in the cluster answer. Their logs come by way of the API server and the kubelets, which need neither
//! the pod network nor DNS.

mod looks;
mod roll;

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
/// Logs that are read at one time.
const AT_ONCE: usize = 32;

/// One reading of one log.
pub(crate) struct Reading {
    pub(crate) pod: AgentPod,
    pub(crate) records: Result<Vec<Record>, KubeError>,
}

/// Where long packets vanish, so does a kubelet's answer: one such log must not keep the others waiting.
async fn bounded<T>(log: impl Future<Output = Result<T, KubeError>>) -> Result<T, KubeError> {
    tokio::time::timeout(LIMIT, log).await.unwrap_or_else(|_| {
        let what = "its log cannot be read by way of its kubelet".to_owned();
        Err(KubeError::Call { what, problem: Problem::TimedOut(LIMIT) })
    })
}

/// Reads the ends of these agents' logs.
pub(crate) async fn read(cluster: &Cluster, pods: Vec<AgentPod>) -> Vec<Reading> {
    let one = |pod: AgentPod| async move {
        let options = LogOptions { tail: Some(TAIL), ..LogOptions::default() };
        let text = bounded(cluster.logs(NAMESPACE, &pod.name, &options)).await;
        // A line that is no record is the rest of one, or of an agent of another version.
        let records = |text: String| text.lines().filter_map(|line| Record::read(line).ok()).collect();
        Reading { pod, records: text.map(records) }
    };
    stream::iter(pods).map(one).buffer_unordered(AT_ONCE).collect().await
}
