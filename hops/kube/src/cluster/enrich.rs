//! The last words of containers that crash.

use futures_util::future::join_all;
use hops_model::{Family, Unseen};

use super::{Cluster, LogOptions};
use crate::observe::pod_state;
use crate::{KubeError, Snapshot, Target};

/// Pods of one workload crash alike: beyond so many nothing new is said.
const MOST_LOGS: usize = 8;
const LINES: u32 = 10;

impl Cluster {
    /// Reads what containers on the way of the request said before they ended, into [`Snapshot::last_words`]. Only
    /// those are asked whose status does not tell the cause already; on a healthy cluster none is.
    pub async fn enrich(&self, snapshot: &mut Snapshot, target: &Target) {
        let crashing = pod_state::crashing(snapshot, target);
        let asked = crashing.iter().take(MOST_LOGS).map(|crash| async move {
            let options = LogOptions {
                container: Some(crash.container.clone()),
                tail: Some(LINES),
                previous: crash.is_previous,
                limit_bytes: 16 << 10,
                ..LogOptions::default()
            };
            let said = self.logs(&crash.namespace, &crash.pod, &options).await;
            (crash.key(), said)
        });
        for (key, said) in join_all(asked).await {
            match said {
                Ok(said) => {
                    snapshot.last_words.insert(key, said);
                }
                Err(error) => snapshot.unseen.push(unseen(&error)),
            }
        }
        snapshot.unseen.dedup();
    }
}

fn unseen(error: &KubeError) -> Unseen {
    Unseen { families: vec![Family::PodState], reason: error.to_string(), way_out: error.hint() }
}
