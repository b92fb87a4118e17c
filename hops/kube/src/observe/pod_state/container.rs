//! What the statuses of a pod's containers tell.

use std::time::Duration;

use hops_model::Outcome;
use jiff::Timestamp;
use k8s_openapi::api::core::v1::{Container, ContainerStateTerminated, ContainerStatus, Pod, Probe};

use super::image;
use super::judge::{Verdict, age, one_line};
use crate::Snapshot;
use crate::cluster::Ended;

/// Words by which a kernel refuses a program of another processor.
const EXEC_FORMAT: &str = "exec format error";
/// A container that runs, but ended so lately, and not for the first time, is about to end again.
const LATELY: Duration = Duration::from_mins(3);
/// How long it may take to make a container: a large image is pulled in that time.
const MAKING: Duration = Duration::from_mins(2);
/// How long a container may take until it is ready, unless its probes say more.
const STARTING: Duration = Duration::from_mins(1);

/// Containers that ended with a fault and whose status does not say which.
pub(crate) fn crashing_containers(snapshot: &Snapshot, pod: &Pod) -> Vec<Ended> {
    let now = snapshot.now();
    let found = statuses(pod).filter_map(|status| {
        let (end, is_previous) = fault(status, now)?;
        let is_told = end.reason.as_deref() == Some("OOMKilled") || has_exec_format(end.message.as_deref());
        (!is_told).then(|| ended(pod, status, is_previous))
    });
    found.collect()
}

/// Containers that are not ready, or have ended before.
pub(crate) fn last_ended(pod: &Pod) -> Vec<Ended> {
    let unready = statuses(pod).filter(|status| !status.ready);
    unready
        .map(|status| {
            let is_waiting = status.state.as_ref().is_some_and(|state| state.waiting.is_some());
            let has_ended = status.last_state.as_ref().is_some_and(|last| last.terminated.is_some());
            ended(pod, status, is_waiting && has_ended)
        })
        .collect()
}

fn ended(pod: &Pod, status: &ContainerStatus, is_previous: bool) -> Ended {
    Ended {
        namespace: pod.metadata.namespace.clone().unwrap_or_default(),
        pod: pod.metadata.name.clone().unwrap_or_default(),
        container: status.name.clone(),
        is_previous,
    }
}

/// What does not mend by itself.
pub(super) fn terminal<'a>(
    snapshot: &Snapshot,
    pod: &'a Pod,
    now: Timestamp,
    is_young: bool,
) -> Option<Verdict<'a>> {
    statuses(pod).find_map(|status| {
        let container = spec(pod, &status.name);
        let verdict = waiting(status, is_young).or_else(|| crashed(snapshot, pod, status, now))?;
        Some(verdict.of(container))
    })
}

fn waiting<'a>(status: &ContainerStatus, is_young: bool) -> Option<Verdict<'a>> {
    let waiting = status.state.as_ref()?.waiting.as_ref()?;
    let reason = waiting.reason.as_deref()?;
    let message = waiting.message.as_deref().unwrap_or_default();
    let said =
        if message.is_empty() { reason.to_owned() } else { format!("{reason}, {}", one_line(message)) };
    if image::is_pull_failure(reason) {
        let outcome = image::outcome(reason, message);
        // A registry may be out of reach for a moment, as whatever is on the network.
        if outcome == Outcome::RegistryUnreachable && is_young {
            return None;
        }
        let seen = format!("cannot pull `{}`: {said}", status.image);
        return Some(Verdict::new(outcome, seen).because(reason));
    }
    let is_refused = matches!(
        reason,
        "CreateContainerConfigError"
            | "CreateContainerError"
            | "RunContainerError"
            | "StartError"
            | "ContainerCannotRun"
    );
    if has_exec_format(Some(message)) {
        return Some(wrong_platform(status).because(reason));
    }
    // What it refers to may be made a moment later.
    (is_refused && !is_young).then(|| {
        let seen = format!("cannot start container `{}`: {said}", status.name);
        Verdict::new(Outcome::NotStarted, seen).because(reason)
    })
}

fn crashed<'a>(
    snapshot: &Snapshot,
    pod: &Pod,
    status: &ContainerStatus,
    now: Timestamp,
) -> Option<Verdict<'a>> {
    let (ended, _) = fault(status, now)?;
    let last_words = snapshot.last_words.get(&self::ended(pod, status, false).key()).map(String::as_str);
    let reason = ended.reason.clone().unwrap_or_else(|| "Error".to_owned());
    if has_exec_format(ended.message.as_deref()) || has_exec_format(last_words) {
        return Some(wrong_platform(status).because(reason));
    }
    let often = match status.restart_count {
        1 => "once".to_owned(),
        times => format!("{times} times"),
    };
    if reason == "OOMKilled" {
        let seen = format!("was killed for want of memory in container `{}`, restarted {often}", status.name);
        return Some(Verdict::new(Outcome::OutOfMemory, seen).because(reason));
    }
    let last = ended
        .message
        .as_deref()
        .filter(|message| !message.trim().is_empty())
        .or(last_words)
        .unwrap_or_default();
    let last = last.lines().rfind(|line| !line.trim().is_empty()).map(one_line);
    let said = last.map_or_else(String::new, |line| format!("; its last words: {line}"));
    let seen = format!(
        "crashes: container `{}` ended with exit code {} and was restarted {often}{said}",
        status.name, ended.exit_code
    );
    Some(Verdict::new(Outcome::Crashing, seen).because(reason))
}

fn wrong_platform<'a>(status: &ContainerStatus) -> Verdict<'a> {
    let seen = format!("cannot run `{}`: {EXEC_FORMAT}", status.image);
    Verdict::new(Outcome::WrongPlatform, seen)
}

/// How a container ended that keeps ending, and whether another one was made since. The first end is no fault: it is
/// restarted, as after a reboot of its node. A kernel that refuses the program does so every time.
fn fault(status: &ContainerStatus, now: Timestamp) -> Option<(&ContainerStateTerminated, bool)> {
    let state = status.state.as_ref()?;
    let last = status.last_state.as_ref().and_then(|last| last.terminated.as_ref());
    if let Some(ended) = &state.terminated {
        let is_fault =
            ended.exit_code != 0 && (status.restart_count > 0 || has_exec_format(ended.message.as_deref()));
        return is_fault.then_some((ended, false));
    }
    let last = last?;
    if let Some(waiting) = &state.waiting {
        return (waiting.reason.as_deref() == Some("CrashLoopBackOff")).then_some((last, true));
    }
    let is_ended_by_node = last.reason.as_deref() == Some("Unknown");
    let ended = age(last.finished_at.as_ref().map(|time| time.0), now);
    let keeps_ending = status.restart_count > 1 && last.exit_code != 0 && ended < LATELY && !is_ended_by_node;
    keeps_ending.then_some((last, true))
}

/// Old enough, and a container of it was never made.
pub(super) fn not_made(pod: &Pod, now: Timestamp) -> Option<Verdict<'_>> {
    let status = pod.status.as_ref()?;
    let made = statuses(pod).any(|status| {
        status.state.as_ref().is_some_and(|state| state.running.is_some() || state.terminated.is_some())
            || status.last_state.as_ref().is_some_and(|state| state.terminated.is_some())
    });
    let waited = age(status.start_time.as_ref().map(|time| time.0), now);
    if made || waited < MAKING || waited == Duration::MAX {
        return None;
    }
    let first = statuses(pod).find_map(|status| status.state.as_ref()?.waiting.as_ref()?.reason.clone());
    let reason = first.unwrap_or_else(|| "ContainerCreating".to_owned());
    let seen = format!(
        "was not started in {} s: {reason}; kubelet of its node cannot make its network or mount its volumes",
        waited.as_secs()
    );
    Some(Verdict::new(Outcome::NotStarted, seen).because(reason))
}

/// Whether a container of it has run for so short a time that its probes let it have more.
pub(super) fn may_still_start(pod: &Pod, now: Timestamp) -> bool {
    statuses(pod).filter(|status| !status.ready).any(|status| {
        let running = status.state.as_ref().and_then(|state| state.running.as_ref());
        let Some(started) = running.and_then(|running| running.started_at.as_ref()) else { return false };
        let container = spec(pod, &status.name);
        let is_starting = status.started == Some(false);
        let startup =
            container.and_then(|container| container.startup_probe.as_ref()).filter(|_| is_starting);
        let readiness = container.and_then(|container| container.readiness_probe.as_ref());
        let allowed = startup.map(whole).max(readiness.map(first)).unwrap_or_default().max(STARTING);
        age(Some(started.0), now) < allowed
    })
}

/// How long a probe may fail until it counts.
fn whole(probe: &Probe) -> Duration {
    let period = seconds(probe.period_seconds, 10);
    first(probe) + period * u32::try_from(probe.failure_threshold.unwrap_or(3)).unwrap_or(3).min(1000)
}

fn first(probe: &Probe) -> Duration {
    seconds(probe.initial_delay_seconds, 0)
}

fn seconds(value: Option<i32>, default: u64) -> Duration {
    Duration::from_secs(value.and_then(|value| u64::try_from(value).ok()).unwrap_or(default).min(86_400))
}

/// The first container that is not ready.
pub(super) fn unready(pod: &Pod) -> Option<&Container> {
    let status = pod.status.as_ref()?.container_statuses.iter().flatten().find(|status| !status.ready)?;
    spec(pod, &status.name)
}

fn statuses(pod: &Pod) -> impl Iterator<Item = &ContainerStatus> {
    let status = pod.status.iter();
    status.flat_map(|status| {
        status.init_container_statuses.iter().flatten().chain(status.container_statuses.iter().flatten())
    })
}

fn spec<'a>(pod: &'a Pod, name: &str) -> Option<&'a Container> {
    let spec = pod.spec.as_ref()?;
    let mut all = spec.containers.iter().chain(spec.init_containers.iter().flatten());
    all.find(|container| container.name == name)
}

fn has_exec_format(text: Option<&str>) -> bool {
    text.is_some_and(|text| text.to_ascii_lowercase().contains(EXEC_FORMAT))
}
