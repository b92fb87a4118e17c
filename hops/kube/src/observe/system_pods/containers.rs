//! What the status of a pod says of its containers.

use jiff::{SignedDuration, Timestamp};
use k8s_openapi::api::core::v1::{ContainerStateTerminated, ContainerStatus, Pod};

/// What ended longer ago is history.
pub(super) const RECENTLY: SignedDuration = SignedDuration::from_mins(10);
/// Restarts that happen while a cluster boots or a node comes back.
const A_FEW: i32 = 2;

/// Of all containers that stay.
pub(super) fn statuses(pod: &Pod) -> impl Iterator<Item = &ContainerStatus> {
    pod.status.iter().flat_map(|status| status.container_statuses.iter().flatten())
}

/// How it ended, now or the last time.
pub(super) fn end(status: &ContainerStatus) -> Option<&ContainerStateTerminated> {
    let state = status.state.as_ref().and_then(|state| state.terminated.as_ref());
    state.or_else(|| status.last_state.as_ref()?.terminated.as_ref())
}

/// Whether it ended within the last minutes.
pub(super) fn ended_recently(status: &ContainerStatus, now: Timestamp) -> bool {
    let at = end(status).and_then(|end| end.finished_at.as_ref());
    at.is_some_and(|at| now.duration_since(at.0) < RECENTLY)
}

/// Whether the kernel killed it for its memory, within the last minutes.
pub(super) fn is_out_of_memory(status: &ContainerStatus, now: Timestamp) -> bool {
    end(status).and_then(|end| end.reason.as_deref()) == Some("OOMKilled") && ended_recently(status, now)
}

/// Why it waits.
pub(super) fn waiting(status: &ContainerStatus) -> Option<&str> {
    status.state.as_ref()?.waiting.as_ref()?.reason.as_deref()
}

/// Whether it ends again and again.
pub(super) fn is_crashing(status: &ContainerStatus, now: Timestamp) -> bool {
    let is_down = status.state.as_ref().is_some_and(|state| state.running.is_none());
    let has_failed = end(status).is_some_and(|end| end.exit_code != 0);
    waiting(status) == Some("CrashLoopBackOff")
        || is_down && has_failed && status.restart_count > A_FEW && ended_recently(status, now)
}

/// How long a pod has been without readiness, or been there if it never had any.
pub(super) fn unready_for(pod: &Pod, now: Timestamp) -> SignedDuration {
    let conditions = pod.status.iter().flat_map(|status| status.conditions.iter().flatten());
    let ready = conditions.into_iter().find(|condition| condition.type_ == "Ready");
    let since = ready.and_then(|condition| condition.last_transition_time.as_ref());
    let since = since.or(pod.metadata.creation_timestamp.as_ref());
    since.map_or(SignedDuration::ZERO, |since| now.duration_since(since.0))
}
