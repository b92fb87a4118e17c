//! What a probe saw, and what it could not see.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Family, Outcome};

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
}
