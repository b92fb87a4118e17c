//! What is asked only where something does not run: last words and warnings.

use futures_util::future::join_all;
use hops_model::{Family, Unseen};
use k8s_openapi::api::core::v1::{Event, Pod};

use super::wire::{Call, Right, segment};
use super::{Cluster, LogOptions};
use crate::observe::{pod_state, system_pods};
use crate::{KubeError, Problem, Role, Snapshot, Target};

/// Pods of one workload end alike: beyond so many nothing new is said.
const MOST: usize = 8;
const LINES: u32 = 10;

/// A container whose log is worth reading.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) struct Ended {
    pub(crate) namespace: String,
    pub(crate) pod: String,
    pub(crate) container: String,
    /// Whether the one that ended is not the last one that was made.
    pub(crate) is_previous: bool,
}

impl Ended {
    /// By which [`Snapshot::last_words`] knows it.
    pub(crate) fn key(&self) -> String {
        format!("{}/{}/{}", self.namespace, self.pod, self.container)
    }
}

impl Cluster {
    /// Reads what containers said before they ended, into [`Snapshot::last_words`], and why probes fail, into
    /// [`Snapshot::warnings`]. Only of pods on the way, of CoreDNS and of the pod network, and only where their status does
    /// not tell the cause already: on a healthy cluster of none.
    pub async fn enrich(&self, snapshot: &mut Snapshot, target: &Target) {
        let silent = system_pods::silent(snapshot);
        let mut ended = pod_state::crashing(snapshot, target);
        ended.truncate(MOST);
        ended.extend(silent.iter().take(MOST).flat_map(|pod| pod_state::last_ended(pod)));
        let warned: Vec<(String, String)> = silent.iter().take(MOST).filter_map(|pod| name_of(pod)).collect();
        let (said, warnings) = tokio::join!(
            join_all(ended.iter().map(|one| self.last_words(one))),
            join_all(warned.iter().map(|(namespace, pod)| self.last_warning(namespace, pod))),
        );
        for (one, said) in ended.iter().zip(said) {
            match said {
                Ok(said) => drop(snapshot.last_words.insert(one.key(), said)),
                Err(error) => tell(snapshot, Family::PodState, &error),
            }
        }
        for ((namespace, pod), warning) in warned.iter().zip(warnings) {
            match warning {
                Ok(Some(warning)) => drop(snapshot.warnings.insert(format!("{namespace}/{pod}"), warning)),
                Ok(None) => {}
                Err(error) => tell(snapshot, Family::SystemPods, &error),
            }
        }
    }

    async fn last_words(&self, ended: &Ended) -> Result<String, KubeError> {
        let options = LogOptions {
            container: Some(ended.container.clone()),
            tail: Some(LINES),
            previous: ended.is_previous,
            limit_bytes: 16 << 10,
            ..LogOptions::default()
        };
        self.logs(&ended.namespace, &ended.pod, &options).await
    }

    /// What the last failed probe of a pod printed.
    async fn last_warning(&self, namespace: &str, pod: &str) -> Result<Option<String>, KubeError> {
        #[derive(serde::Deserialize)]
        struct Events {
            items: Vec<Event>,
        }
        let read = async {
            let path = format!(
                "/api/v1/namespaces/{}/events?limit=100&fieldSelector=involvedObject.name%3D{},reason%3DUnhealthy",
                segment(namespace)?,
                segment(pod)?
            );
            let call = Call::get(Right::Of { group: "", resource: "events", verb: "list" }, path);
            self.call(&call).await?.json::<Events>()
        };
        match read.await {
            Ok(events) => {
                let last = events.items.into_iter().max_by_key(last_seen);
                Ok(last.and_then(|event| event.message))
            }
            Err(Problem::NotFound) => Ok(None),
            Err(problem) => Err(KubeError::call(
                format!("events of pod `{namespace}/{pod}` cannot be read"),
                problem,
                Some(Role::Reader),
            )),
        }
    }
}

fn last_seen(event: &Event) -> Option<jiff::Timestamp> {
    let last = event.last_timestamp.as_ref().map(|time| time.0);
    last.max(event.event_time.as_ref().map(|time| time.0))
}

fn name_of(pod: &Pod) -> Option<(String, String)> {
    Some((pod.metadata.namespace.clone()?, pod.metadata.name.clone()?))
}

fn tell(snapshot: &mut Snapshot, family: Family, error: &KubeError) {
    let unseen = Unseen { families: vec![family], reason: error.to_string(), way_out: error.hint() };
    if !snapshot.unseen.contains(&unseen) {
        snapshot.unseen.push(unseen);
    }
}
