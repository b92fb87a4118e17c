//! What came of an exam.

mod markdown;
mod text;

use std::time::Duration;

use serde::Serialize;

use crate::case::Group;

pub use markdown::Markdown;

/// Without an agent a trace may take as long as this.
const LONGEST_WITHOUT_AGENT: Duration = Duration::from_secs(5);
/// And with one.
const LONGEST_WITH_AGENT: Duration = Duration::from_secs(15);

/// Every case, and when and of what.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// The day, as 2026-05-21.
    pub date: String,
    /// Whose trace was examined.
    pub ninehops: String,
    /// What ran on the labs.
    pub kubernetes: String,
    /// How the exam was called.
    pub command: String,
    /// Why not every case was held; none if it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended_early: Option<String>,
    /// In the order in which they were held.
    pub rows: Vec<Row>,
}

/// One case.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    /// Whose bar it counts for.
    pub group: Group,
    /// Which.
    pub case: String,
    /// How many nodes its lab had.
    pub nodes: u8,
    /// Whether there was an agent.
    pub agent: bool,
    /// What was to be said.
    pub expected: String,
    /// What was said.
    pub got: String,
    /// How long the program took to say it; none if it said nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seconds: Option<f64>,
    /// What it said after the printed fix had been applied; none where that was not tried.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after_the_fix: Option<String>,
    /// What is wrong with it; none if nothing is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wrong: Option<String>,
}

/// A group beside its bar.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Total {
    pub(crate) group: Group,
    pub(crate) right: usize,
    pub(crate) of: usize,
}

/// The slowest trace beside its bar.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Slowest {
    pub(crate) agent: bool,
    pub(crate) seconds: f64,
    pub(crate) bar: Duration,
}

impl Report {
    /// Whether every bar is met.
    pub fn is_passed(&self) -> bool {
        self.ended_early.is_none() && self.totals().all(Total::is_met) && self.slowest().all(Slowest::is_met)
    }

    /// Of the groups of which there was a case.
    pub(crate) fn totals(&self) -> impl Iterator<Item = Total> {
        Group::ALL.into_iter().filter_map(|group| {
            let rows = self.rows.iter().filter(|row| row.group == group);
            let right = rows.clone().filter(|row| row.wrong.is_none()).count();
            let of = rows.count();
            (of > 0).then_some(Total { group, right, of })
        })
    }

    /// With and without an agent, where there was one.
    pub(crate) fn slowest(&self) -> impl Iterator<Item = Slowest> {
        [(false, LONGEST_WITHOUT_AGENT), (true, LONGEST_WITH_AGENT)].into_iter().filter_map(|(agent, bar)| {
            let rows = self.rows.iter().filter(|row| row.agent == agent);
            let seconds = rows.filter_map(|row| row.seconds).reduce(f64::max)?;
            Some(Slowest { agent, seconds, bar })
        })
    }
}

impl Total {
    pub(crate) fn is_met(self) -> bool {
        self.right * 100 >= self.of * self.group.bar() as usize
    }

    /// Rounded down: 94.9 % are not 95 %.
    pub(crate) fn percent(self) -> usize {
        self.right * 100 / self.of
    }
}

impl Slowest {
    pub(crate) fn is_met(self) -> bool {
        self.seconds <= self.bar.as_secs_f64()
    }

    pub(crate) fn what(self) -> &'static str {
        if self.agent { "slowest trace with the agent" } else { "slowest trace without the agent" }
    }
}

impl Row {
    pub(crate) fn agent_in_words(&self) -> &'static str {
        if self.agent { "yes" } else { "no" }
    }

    pub(crate) fn time(&self) -> String {
        self.seconds.map_or_else(String::new, |seconds| format!("{seconds:.1}"))
    }
}

fn verdict(is_met: bool) -> &'static str {
    if is_met { "met" } else { "missed" }
}

#[cfg(test)]
mod tests;
