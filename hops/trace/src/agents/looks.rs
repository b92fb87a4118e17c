//! From lines of logs to what counts.
//!
//! An epoch counts if it began after the trace did: what was, before somebody mended it, is no news. A fault counts if
//! two epochs in a row have it. An answer of somebody who is no longer in the cluster does not count at all.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use hops_agent::{Mode, Record};
use hops_model::{Family, Observation, Unseen};
use jiff::Timestamp;

use super::kubelets::kubelets;
use super::roll::silent;
use super::{AgentPod, Reading};
use crate::confirm::{confirm, unconfirmed};

/// What was heard so far.
pub(crate) struct Looks {
    since: Timestamp,
    agents: BTreeMap<AgentPod, Heard>,
}

#[derive(Default)]
struct Heard {
    /// The last two epochs that count, the newer one last.
    records: Vec<Record>,
    /// Why the last reading failed.
    failure: Option<String>,
    /// Whether anything came of a reading, if only a few bytes.
    has_answered: bool,
    /// Of how many readings nothing did.
    silences: usize,
}

/// What counts of it.
#[derive(Debug, Default)]
pub(crate) struct Verdicts {
    pub(crate) observations: Vec<Observation>,
    pub(crate) unseen: Vec<Unseen>,
}

impl Looks {
    /// At these agents, at epochs that began at `since` or later, by the cluster's clock.
    pub(crate) fn new(pods: impl IntoIterator<Item = AgentPod>, since: Timestamp) -> Self {
        Self { since, agents: pods.into_iter().map(|pod| (pod, Heard::default())).collect() }
    }

    pub(crate) fn take(&mut self, reading: Reading) {
        let Some(heard) = self.agents.get_mut(&reading.pod) else { return };
        match reading.records {
            Ok(records) => {
                heard.failure = None;
                heard.has_answered = true;
                for record in records.into_iter().filter(|record| record.began >= self.since) {
                    heard.take(record);
                }
            }
            Err(error) => {
                heard.failure = Some(error.to_string());
                heard.has_answered |= !reading.is_silent;
                heard.silences += usize::from(reading.is_silent);
            }
        }
    }

    /// Those that have not said enough: one epoch, if nothing is wrong anywhere, else two.
    pub(crate) fn wanting(&self) -> Vec<AgentPod> {
        let wanted = if self.has_faults() { 2 } else { 1 };
        let short = self.agents.iter().filter(|(_, heard)| heard.records.len() < wanted);
        short.map(|(pod, _)| pod.clone()).collect()
    }

    /// Whether every agent said something that counts.
    pub(crate) fn all_spoke(&self) -> bool {
        self.agents.values().all(|heard| !heard.records.is_empty())
    }

    /// Whether those that spoke at all said all that is wanted: the others are dead.
    pub(crate) fn speakers_are_done(&self) -> bool {
        let wanted = if self.has_faults() { 2 } else { 1 };
        self.agents.values().all(|heard| heard.records.is_empty() || heard.records.len() >= wanted)
            && self.agents.values().any(|heard| !heard.records.is_empty())
    }

    fn has_faults(&self) -> bool {
        let records = self.agents.values().flat_map(|heard| &heard.records);
        records.flat_map(|record| &record.observations).any(|answer| answer.observation.outcome.is_fault())
    }

    /// Every fault of the last epochs, confirmed or not.
    pub(crate) fn newest(&self, present: &BTreeSet<IpAddr>) -> Vec<Observation> {
        let last = self.agents.values().filter_map(|heard| heard.records.last());
        last.flat_map(|record| answers(record, present)).collect()
    }

    /// What counts, when no more is to be heard. `present` are all addresses in the cluster.
    pub(crate) fn verdicts(&self, present: &BTreeSet<IpAddr>) -> Verdicts {
        let (mut first, mut second, mut lonely) = (Vec::new(), Vec::new(), Vec::new());
        let mut verdicts = Verdicts::default();
        let mut outdated = 0;
        for (pod, heard) in &self.agents {
            match heard.records.as_slice() {
                [] => verdicts.unseen.push(heard.silence(pod)),
                [only] => lonely.extend(answers(only, present)),
                [.., before, last] => {
                    first.extend(answers(before, present));
                    second.extend(answers(last, present));
                }
            }
            if let Some(last) = heard.records.last() {
                outdated += last.observations.len() - answers(last, present).count();
                verdicts.unseen.extend(problems(pod, last));
            }
        }
        verdicts.observations = confirm(&first, second);
        let (good, doubtful) = unconfirmed(lonely);
        verdicts.observations.extend(good);
        let heard = self.agents.iter().map(|(pod, heard)| (pod, heard.has_answered, heard.silences));
        verdicts.observations.extend(kubelets(heard));
        verdicts.unseen.extend(seen_once(&doubtful));
        verdicts.unseen.extend(asked_after_the_gone(outdated, &verdicts.observations));
        super::roll::merge(&mut verdicts.unseen);
        verdicts
    }
}

impl Heard {
    fn take(&mut self, record: Record) {
        if self.records.last().is_some_and(|last| last.began >= record.began) {
            return;
        }
        self.records.push(record);
        let surplus = self.records.len().saturating_sub(2);
        self.records.drain(..surplus);
    }

    fn silence(&self, pod: &AgentPod) -> Unseen {
        let why = self.failure.as_deref().unwrap_or("it wrote no new line in time");
        silent(mode(pod), &pod.node, why)
    }
}

fn answers<'a>(record: &'a Record, present: &'a BTreeSet<IpAddr>) -> impl Iterator<Item = Observation> + 'a {
    let current = record
        .observations
        .iter()
        .filter(|answer| answer.addresses.iter().all(|address| present.contains(address)));
    current.map(|answer| answer.observation.clone())
}

fn problems(pod: &AgentPod, record: &Record) -> Vec<Unseen> {
    let mut problems: Vec<_> =
        record.problems.iter().map(|problem| silent(mode(pod), &pod.node, problem)).collect();
    if record.left_out > 0 {
        let why = format!("{} of its answers did not fit into its line", record.left_out);
        problems.push(silent(mode(pod), &pod.node, &why));
    }
    problems
}

fn seen_once(doubtful: &[Observation]) -> Option<Unseen> {
    let first = doubtful.iter().find(|seen| seen.outcome.is_fault())?;
    let families: BTreeSet<Family> = doubtful.iter().map(|seen| seen.family).collect();
    Some(Unseen {
        families: families.into_iter().collect(),
        reason: format!("there was no time to ask a second time after: {}", first.seen),
        way_out: Some("trace again".to_owned()),
    })
}

/// Targets of an installation from before somebody else came.
fn asked_after_the_gone(count: usize, observations: &[Observation]) -> Option<Unseen> {
    let asked: BTreeSet<Family> = observations.iter().map(|seen| seen.family).collect();
    let families = [Family::DnsLocal, Family::DnsRemote, Family::Service, Family::Endpoint, Family::Grpc];
    (count > 0).then(|| Unseen {
        families: families.into_iter().filter(|family| !asked.contains(family)).collect(),
        reason: format!("{count} answers of the agents are about pods that are gone"),
        way_out: Some("ninehops trace --install-agent, which also tells agents whom to ask".to_owned()),
    })
}

fn mode(pod: &AgentPod) -> Mode {
    if pod.is_host { Mode::Host } else { Mode::Pod }
}

#[cfg(test)]
mod tests;
