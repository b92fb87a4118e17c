//! The order of a trace. Everybody is asked at once; who has answered may be asked again; the telling follows.

use std::collections::BTreeSet;
use std::net::IpAddr;
use std::time::Duration;

use futures_util::StreamExt as _;
use futures_util::future::LocalBoxFuture;
use futures_util::stream::FuturesUnordered;
use hops_kube::{Cluster, Snapshot, Target, TargetError, observe, target};
use hops_model::Verdict;
use hops_report::TraceReport;
use tokio::time::{Instant, sleep_until};
use tokio_util::sync::CancellationToken;

use crate::agents::{self, Reading};
use crate::external::{self, Answers, Questions};
use crate::report::{Heard, Started, cluster_facts, report, target_facts};
use crate::{Event, Events, Options, TraceError, Url};

mod course;
mod unreachable;

use course::Course;

/// Between two looks without an agent: long enough for a packet that was lost, short enough for somebody who waits.
const SECOND_LOOK: Duration = Duration::from_millis(1500);
/// With agents there is time until they have spoken.
const SECOND_LOOK_BESIDE_AGENTS: Duration = Duration::from_secs(5);
/// What the last look may still take when the time is nearly up.
const RESERVE: Duration = Duration::from_millis(300);

/// Something came back.
pub(crate) enum Step {
    FirstExternal(Answers),
    SecondLook(Box<Look>),
    Agents(Vec<Reading>),
    /// Who is in the cluster, after the agents complained of somebody.
    Present(Box<Snapshot>),
    /// Of a source that is asked once.
    Side(crate::source::Source, Answers),
}

/// One look at the API server and the network.
pub(crate) struct Look {
    pub(crate) snapshot: Snapshot,
    pub(crate) api: Answers,
    pub(crate) external: Answers,
}

/// Follows the way of a request and says where it dies.
///
/// Cancelled, it ends at once and reports what was seen so far.
///
/// # Errors
/// When there is nothing to report: no cluster and no URL, or no Service to follow.
pub async fn trace(
    options: &Options,
    events: Events<'_>,
    cancel: &CancellationToken,
) -> Result<TraceReport, TraceError> {
    let url: Option<Url> = options.wanted.url.as_deref().map(str::parse).transpose()?;
    let started = Started::now();
    let answer = tokio::select! {
        answer = begin(options, url.as_ref()) => answer,
        () = cancel.cancelled() => return Err(TraceError::Interrupted),
    };
    let begun = match answer {
        Ok(begun) => begun,
        Err(TraceError::Kube(error)) => {
            return unreachable::trace(options, started, error, url.as_ref(), events).await;
        }
        Err(error) => return Err(error),
    };
    let facts = cluster_facts(&begun.snapshot);
    let target = begun.target.as_ref().map(|target| target_facts(target, options));
    events(Event::Began { cluster: &facts, target: target.as_ref() });
    let heard = walk(options, started, &begun, events, cancel).await;
    Ok(report(started, options, Heard { cluster: Some(facts), target, ..heard }))
}

/// Where the walk starts from.
pub(crate) struct Begun {
    pub(crate) cluster: Cluster,
    pub(crate) snapshot: Snapshot,
    pub(crate) target: Option<Target>,
    pub(crate) questions: Questions,
}

async fn begin(options: &Options, url: Option<&Url>) -> Result<Begun, TraceError> {
    let cluster = Cluster::connect(&options.connect).await?;
    let mut snapshot = cluster.snapshot().await;
    let target = match target::choose(&snapshot, &options.wanted) {
        Ok(target) => Some(target),
        // What else was seen may say why.
        Err(TargetError::Unseen { .. }) => None,
        Err(error) => return Err(error.into()),
    };
    if let Some(target) = &target {
        cluster.enrich(&mut snapshot, target).await;
    }
    let questions = match &target {
        Some(target) => external::questions(&snapshot, target, url),
        None => Questions { url: url.cloned(), ..Questions::default() },
    };
    Ok(Begun { cluster, snapshot, target, questions })
}

async fn walk(
    options: &Options,
    started: Started,
    begun: &Begun,
    events: Events<'_>,
    cancel: &CancellationToken,
) -> Heard {
    let deadline = started.instant + options.timeout.saturating_sub(RESERVE);
    let mut course = Course::new(options, started, begun, events);
    let mut running: FuturesUnordered<LocalBoxFuture<'_, Step>> = FuturesUnordered::new();
    running.extend(course.first_questions());
    while !course.is_done() {
        tokio::select! {
            biased;
            () = cancel.cancelled() => break,
            () = sleep_until(deadline) => break,
            Some(step) = running.next() => {
                let next = course.take(step);
                running.extend(next);
            }
            else => break,
        }
    }
    course.finish()
}

/// Asks the API server and the network a second time.
pub(crate) async fn second_look(begun: &Begun, due: Instant) -> Look {
    sleep_until(due).await;
    let snapshot = async {
        let mut snapshot = begun.cluster.snapshot().await;
        if let Some(target) = &begun.target {
            begun.cluster.enrich(&mut snapshot, target).await;
        }
        snapshot
    };
    let (snapshot, external) = tokio::join!(snapshot, external::ask(&begun.questions));
    let api = from_api(&snapshot, begun.target.as_ref());
    Look { snapshot, api, external }
}

/// What the API server's lists say.
pub(crate) fn from_api(snapshot: &Snapshot, target: Option<&Target>) -> Answers {
    let nowhere = Target::default();
    let observations = observe::all(snapshot, target.unwrap_or(&nowhere));
    Answers { observations, unseen: snapshot.unseen.clone() }
}

/// Every address that somebody in the cluster has and keeps.
pub(crate) fn present(snapshot: &Snapshot) -> BTreeSet<IpAddr> {
    // Whoever is about to leave has an address still, and answers no more.
    let staying = snapshot.pods.iter().filter(|pod| pod.metadata.deletion_timestamp.is_none());
    let pods = staying.filter_map(|pod| pod.status.as_ref());
    let pods = pods.flat_map(|status| {
        let all = status.pod_ips.iter().flatten().map(|ip| ip.ip.as_str());
        all.chain(status.pod_ip.as_deref())
    });
    let nodes = snapshot.nodes.iter().filter_map(|node| node.status.as_ref());
    let nodes =
        nodes.flat_map(|status| status.addresses.iter().flatten().map(|address| address.address.as_str()));
    let services = snapshot.services.iter().filter_map(|service| service.spec.as_ref());
    let services = services.flat_map(|spec| spec.cluster_ips.iter().flatten().map(String::as_str));
    pods.chain(nodes).chain(services).filter_map(|text| text.parse().ok()).collect()
}

/// Waits a little, then reads these agents' logs.
pub(crate) async fn listen(begun: &Begun, pods: Vec<agents::AgentPod>, due: Instant) -> Step {
    sleep_until(due).await;
    Step::Agents(agents::read(&begun.cluster, pods).await)
}

/// Whether these two answers name the same causes, and leave nothing open.
pub(crate) fn say_the_same(one: &hops_model::Diagnosis, other: &hops_model::Diagnosis) -> bool {
    let names = |diagnosis: &hops_model::Diagnosis| {
        diagnosis.findings.iter().map(|finding| finding.cause).collect::<BTreeSet<_>>()
    };
    one.verdict == Verdict::Named
        && other.verdict == Verdict::Named
        && names(one) == names(other)
        && other.unexplained.is_empty()
}
