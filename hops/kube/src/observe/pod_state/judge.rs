//! One pod, in one word.

use std::time::Duration;

use hops_model::Outcome;
use jiff::Timestamp;
use k8s_openapi::api::core::v1::{Container, Pod, PodCondition};

use super::container;
use crate::Snapshot;
use crate::snapshot::is_ready;

/// How long a pod may take to be made and to say that it is ready, unless something that does not mend by itself is seen.
const GRACE: Duration = Duration::from_mins(1);
/// How long a pod that was ready may say that it is not.
const UNREADY_GRACE: Duration = Duration::from_secs(30);
/// How long the scheduler may look for a node: one that was cordoned or full may be free at once.
const SCHEDULING_GRACE: Duration = Duration::from_secs(20);

/// What is seen of one pod.
pub(crate) struct Verdict<'a> {
    pub(crate) outcome: Outcome,
    /// What follows "pod `x` ".
    pub(crate) seen: String,
    /// Of which container.
    pub(crate) container: Option<&'a Container>,
    /// The word that Kubernetes has for it.
    pub(crate) reason: Option<String>,
}

impl<'a> Verdict<'a> {
    pub(super) fn new(outcome: Outcome, seen: impl Into<String>) -> Self {
        Self { outcome, seen: seen.into(), container: None, reason: None }
    }

    pub(super) fn of(mut self, container: Option<&'a Container>) -> Self {
        self.container = container;
        self
    }

    pub(super) fn because(mut self, reason: impl Into<String>) -> Self {
        self.reason = Some(reason.into());
        self
    }
}

/// What does not mend by itself comes first; then what has lasted too long.
pub(crate) fn judge<'a>(snapshot: &Snapshot, pod: &'a Pod, now: Timestamp) -> Verdict<'a> {
    let is_young = age(pod.metadata.creation_timestamp.as_ref().map(|time| time.0), now) < GRACE;
    if let Some(verdict) = container::terminal(snapshot, pod, now, is_young) {
        return verdict;
    }
    if let Some(unscheduled) = unscheduled(pod, now) {
        return unscheduled;
    }
    if is_ready(pod) {
        return Verdict::new(Outcome::Ok, format!("runs on `{}` and is ready", node(pod)));
    }
    if is_young {
        return Verdict::new(Outcome::Ok, "is being started");
    }
    container::not_made(pod, now).unwrap_or_else(|| not_ready(pod, now))
}

fn unscheduled<'a>(pod: &Pod, now: Timestamp) -> Option<Verdict<'a>> {
    let condition = condition(pod, "PodScheduled").filter(|condition| condition.status == "False")?;
    if condition.reason.as_deref() != Some("Unschedulable") {
        return None;
    }
    if since(condition, now) < SCHEDULING_GRACE {
        return Some(Verdict::new(Outcome::Ok, "waits for a node"));
    }
    let message = condition.message.as_deref().unwrap_or("no node takes it");
    let seen = format!("is on no node: {}", one_line(message));
    Some(Verdict::new(Outcome::Unschedulable, seen).because("Unschedulable"))
}

/// It is old enough, its containers run, and it is not ready.
fn not_ready(pod: &Pod, now: Timestamp) -> Verdict<'_> {
    let ready = condition(pod, "Ready");
    let lasted = ready.map_or(Duration::MAX, |condition| since(condition, now));
    let slow = container::may_still_start(pod, now);
    if lasted < UNREADY_GRACE || slow {
        return Verdict::new(Outcome::Ok, "runs and has a moment left to become ready");
    }
    let container = container::unready(pod);
    let whose = container.map_or(String::new(), |container| format!(" of container `{}`", container.name));
    let message = ready.and_then(|condition| condition.message.as_deref()).unwrap_or_default();
    let probe = container.and_then(|container| container.readiness_probe.as_ref());
    let seen = match probe {
        Some(_) => format!("runs on `{}`, and the readiness probe{whose} says no", node(pod)),
        None => format!("is on `{}` and not ready: {}", node(pod), one_line(message)),
    };
    let reason = ready.and_then(|condition| condition.reason.clone());
    Verdict::new(Outcome::NotReady, seen)
        .of(container)
        .because(reason.unwrap_or_else(|| "NotReady".to_owned()))
}

pub(super) fn condition<'a>(pod: &'a Pod, kind: &str) -> Option<&'a PodCondition> {
    let conditions = pod.status.as_ref()?.conditions.as_deref()?;
    conditions.iter().find(|condition| condition.type_ == kind)
}

fn since(condition: &PodCondition, now: Timestamp) -> Duration {
    age(condition.last_transition_time.as_ref().map(|time| time.0), now)
}

/// How long ago; nothing for what is to come, for ever for what has no date.
pub(super) fn age(then: Option<Timestamp>, now: Timestamp) -> Duration {
    let Some(then) = then else { return Duration::MAX };
    Duration::try_from(now.duration_since(then)).unwrap_or_default()
}

fn node(pod: &Pod) -> &str {
    pod.spec.as_ref().and_then(|spec| spec.node_name.as_deref()).unwrap_or("?")
}

/// For a sentence: without line breaks, and not a page long.
pub(super) fn one_line(text: &str) -> String {
    const LONGEST: usize = 300;
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let line = line.trim_end_matches('.');
    match line.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line.to_owned(),
    }
}
