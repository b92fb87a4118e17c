//! Without an API server.

use hops_kube::KubeError;
use hops_model::{Access, FAMILIES, Unseen};
use hops_report::{TraceReport, hops};

use crate::external::{self, Answers, Questions};
use crate::report::{Heard, Started, report};
use crate::{Event, Events, Options, TraceError, Url};

/// The page can be asked for all the same, if one was named.
pub(super) async fn trace(
    options: &Options,
    started: Started,
    error: KubeError,
    url: Option<&Url>,
    events: Events<'_>,
) -> Result<TraceReport, TraceError> {
    // Without a kubeconfig or with a wrong name nobody was asked: that is a mistake of the call.
    let (Some(url), Some(_)) = (url, error.problem()) else { return Err(error.into()) };
    let questions = Questions { url: Some(url.clone()), ..Questions::default() };
    let Answers { observations, mut unseen } = external::ask(&questions).await;
    unseen.push(out_of_reach(&error));
    let told = hops(&observations, &unseen);
    for hop in &told {
        events(Event::Hop(hop));
    }
    let heard =
        Heard { cluster: None, target: None, observations, unseen, asked: Vec::new(), cut_short: true };
    Ok(report(started, options, heard))
}

fn out_of_reach(error: &KubeError) -> Unseen {
    let in_the_cluster = FAMILIES
        .iter()
        .filter(|row| matches!(row.access, Access::Api | Access::PodAgent | Access::HostAgent))
        .map(|row| row.family);
    let mut families: Vec<_> = in_the_cluster.collect();
    families.push(hops_model::Family::NodePort);
    Unseen { families, reason: error.to_string(), way_out: error.hint() }
}
