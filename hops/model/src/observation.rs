//! What a probe saw, and what it could not see.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Access, Family, Outcome};

/// So many subjects of one sentence are named.
const SUBJECTS: usize = 3;
/// What stands between the names of a subject.
const NO_NAMES: [&str; 5] = ["node", "pod", "from", "to", "on"];

/// Names and numbers that a fix needs, by the keys of [`FamilyRow::facts`](crate::FamilyRow): `node`, `service`, …
pub type Facts = BTreeMap<String, String>;

/// One thing that was seen.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Observation {
    /// Which question was asked.
    pub family: Family,
    /// Of whom: `node w1`, `pod marketplace/marketplace-7d-x`, `w1 -> w2`. Unique within its family.
    pub subject: String,
    /// The answer in one word.
    pub outcome: Outcome,
    /// The answer in one sentence without a full stop: what was tried and what came back, for a person.
    pub seen: String,
    /// How long it took, in milliseconds, where time says something.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub took_ms: Option<u64>,
    /// Names and numbers for a fix.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub facts: Facts,
}

/// A question that could not be asked.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Unseen {
    /// The families that stay without an answer.
    pub families: Vec<Family>,
    /// Why, in one sentence without a full stop.
    pub reason: String,
    /// What would let it be asked, as a command or in a few words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub way_out: Option<String>,
}

impl Observation {
    /// Without a duration and without facts.
    pub fn new(
        family: Family,
        subject: impl Into<String>,
        outcome: Outcome,
        seen: impl Into<String>,
    ) -> Self {
        Self {
            family,
            subject: subject.into(),
            outcome,
            seen: seen.into(),
            took_ms: None,
            facts: Facts::new(),
        }
    }

    /// With how long it took.
    #[must_use]
    pub fn took(mut self, took: std::time::Duration) -> Self {
        self.took_ms = Some(u64::try_from(took.as_millis()).unwrap_or(u64::MAX));
        self
    }

    /// With a name or number for a fix.
    #[must_use]
    pub fn fact(mut self, key: &str, value: impl Into<String>) -> Self {
        self.facts.insert(key.to_owned(), value.into());
        self
    }

    /// [`seen`](Self::seen), with the subject in front where the sentence alone does not say who asked.
    pub fn said(&self) -> String {
        Self::said_together(&[self])
    }

    /// The one sentence of all that saw the same, with the subjects in front that it does not name.
    pub(crate) fn said_together(alike: &[&Self]) -> String {
        let seen = alike.first().map_or("", |first| first.seen.as_str());
        let nameless = alike.iter().filter(|observation| !observation.names_its_subject());
        let mut subjects: Vec<&str> = nameless.map(|observation| observation.subject.as_str()).collect();
        subjects.sort_unstable();
        subjects.dedup();
        let more = subjects.len().saturating_sub(SUBJECTS);
        subjects.truncate(SUBJECTS);
        match (subjects.is_empty(), more) {
            (true, _) => seen.to_owned(),
            (false, 0) => format!("{}: {seen}", subjects.join(", ")),
            (false, more) => format!("{} and {more} more: {seen}", subjects.join(", ")),
        }
    }

    /// What comes from elsewhere than an agent is told by whoever asks, about somebody whom its sentence names.
    fn names_its_subject(&self) -> bool {
        let by_agent = matches!(self.family.row().access, Access::PodAgent | Access::HostAgent);
        !by_agent || names(&self.subject).all(|name| names(&self.seen).any(|other| other == name))
    }
}

fn names(text: &str) -> impl Iterator<Item = &str> {
    let is_between = |letter: char| !letter.is_alphanumeric() && !['-', '.', '_'].contains(&letter);
    let words = text.split(is_between).map(|word| word.trim_matches(['-', '.']));
    words.filter(|word| !word.is_empty() && !NO_NAMES.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(family: Family, subject: &str, seen: &str) -> String {
        Observation::new(family, subject, Outcome::Timeout, seen).said()
    }

    #[test]
    fn a_sentence_that_does_not_say_who_asked_gets_its_subject_in_front() {
        assert_eq!(
            said(Family::PodCrossNode, "w1 -> w2", "TCP to 10.244.3.4:4240: no answer"),
            "w1 -> w2: TCP to 10.244.3.4:4240: no answer"
        );
        assert_eq!(
            said(Family::NodeTcp, "w1 -> w2", "TCP to the kubelet of w2 at 10.0.1.12:10250: no answer"),
            "w1 -> w2: TCP to the kubelet of w2 at 10.0.1.12:10250: no answer"
        );
        assert_eq!(
            said(Family::DnsService, "node w1", "the DNS of w10 is silent"),
            "node w1: the DNS of w10 is silent"
        );
    }

    #[test]
    fn a_subject_is_not_said_twice() {
        let sentence = "a pod on w1 does not reach a pod on w2.";
        assert_eq!(said(Family::PodCrossNode, "w1 -> w2", sentence), sentence);
        let sentence = "w1 asks 10.96.0.1:443 in vain";
        assert_eq!(said(Family::HostService, "w1 -> 10.96.0.1:443", sentence), sentence);
    }

    #[test]
    fn what_no_agent_said_stays_as_it_is() {
        assert_eq!(said(Family::Page, "page http://w1:30080", "no answer"), "no answer");
    }

    #[test]
    fn who_saw_the_same_is_named_in_one_sentence() {
        let seen =
            |node: &str| Observation::new(Family::Sysctl, node, Outcome::ForwardingOff, "ip_forward is 0");
        let all = ["node w1", "node w2", "node w3", "node w4", "node w5"].map(seen);
        let all: Vec<_> = all.iter().collect();
        assert_eq!(Observation::said_together(&all[..2]), "node w1, node w2: ip_forward is 0");
        assert_eq!(Observation::said_together(&all), "node w1, node w2, node w3 and 2 more: ip_forward is 0");
    }
}
