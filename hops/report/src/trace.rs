//! What a trace has to tell.

use hops_model::{Access, Diagnosis, Hop, Observation};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Of the JSON: a number that grows when a key goes or changes its meaning, not when one joins.
pub const SCHEMA_VERSION: u32 = 1;

/// One trace, whole: this is the document that `ninehops trace --json` prints.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct TraceReport {
    /// [`SCHEMA_VERSION`].
    pub schema_version: u32,
    /// The version of the program that traced.
    pub ninehops: String,
    /// When it began.
    pub started: Timestamp,
    /// How long it took, in milliseconds.
    pub took_ms: u64,
    /// Where; absent if the API server was not reached.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cluster: Option<ClusterFacts>,
    /// Whose requests; absent if that could not be found out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<TargetFacts>,
    /// Who was asked, and for how long.
    pub asked: Vec<Asked>,
    /// The nine, in the order of a request.
    pub hops: Vec<HopReport>,
    /// What it means.
    pub diagnosis: Diagnosis,
}

/// A cluster in a few numbers.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct ClusterFacts {
    /// The URL of its API server.
    pub server: String,
    /// How many nodes it has.
    pub nodes: usize,
    /// How many pods it has.
    pub pods: usize,
}

/// Whose requests are followed.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct TargetFacts {
    /// The namespace of the front service.
    pub namespace: String,
    /// The front service.
    pub service: String,
    /// The page that was asked for, if one was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The services behind it, `namespace/service`.
    pub backends: Vec<String>,
}

/// A place that was asked.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Asked {
    /// Which.
    pub access: Access,
    /// How long it took to answer, in milliseconds.
    pub took_ms: u64,
    /// How many answers came.
    pub answers: usize,
}

/// What was seen at one hop.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct HopReport {
    /// Which one.
    pub hop: Hop,
    /// [`Hop::title`].
    pub title: String,
    /// In one word.
    pub status: HopStatus,
    /// What was tried and what came back, in one line for a person.
    pub line: String,
    /// The longest of its answers, in milliseconds, where time says something.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub took_ms: Option<u64>,
    /// Everything that was seen there.
    pub observations: Vec<Observation>,
}

/// A hop in one word.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum HopStatus {
    /// Something was asked, and nothing is wrong.
    Ok,
    /// Something is wrong.
    Fault,
    /// Nothing was asked.
    Unseen,
}
