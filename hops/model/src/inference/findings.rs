//! A cause with its evidence and its cure.

use super::seen::Seen;
use crate::{Cause, CauseId, Finding, FixText, Observation, cause, fix};

/// A cause as these observations speak for it, for whoever knows it already.
pub fn finding(id: CauseId, observations: &[Observation]) -> Finding {
    of(cause(id), &Seen::new(observations), &[])
}

/// With the causes that would be mended by the same cure.
pub(super) fn of(cause: &Cause, seen: &Seen<'_>, same_cure: &[&'static Cause]) -> Finding {
    let told = seen.told(cause);
    let is_consequence = |fault: &&Observation| {
        cause.expected(fault.family).admits(fault.outcome) && !cause.is_told_by(fault.family, fault.outcome)
    };
    let mut explains = sentences(seen.faults().into_iter().filter(is_consequence));
    if cause.id == CauseId::NodeDown {
        explains.extend(sentences(seen.of_dead_nodes().iter().copied()));
    }
    let same_cure = same_cure.iter().filter(|other| other.title != cause.title);
    explains.extend(same_cure.map(|other| format!("the same cure mends {}: {}", other.code, other.title)));
    Finding {
        cause: cause.id,
        title: cause.title.to_owned(),
        hop: cause.hop,
        why: cause.evidence.to_owned(),
        evidence: sentences(told.iter().copied()),
        explains,
        fix: fix::render(cause, &told),
        sources: cause.sources.iter().map(|source| (*source).to_owned()).collect(),
    }
}

pub(super) fn cure(cause: &Cause, seen: &Seen<'_>) -> FixText {
    fix::render(cause, &seen.told(cause))
}

fn sentences<'a>(faults: impl Iterator<Item = &'a Observation>) -> Vec<String> {
    let mut told: Vec<(&str, Vec<&Observation>)> = Vec::new();
    for fault in faults {
        match told.iter_mut().find(|(seen, _)| *seen == fault.seen) {
            Some((_, alike)) => alike.push(fault),
            None => told.push((&fault.seen, vec![fault])),
        }
    }
    told.into_iter().map(|(_, alike)| Observation::said_together(&alike)).collect()
}
