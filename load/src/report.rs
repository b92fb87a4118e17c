//! What a run found, as data; its [`Display`](std::fmt::Display) is the text for people.

mod text;

use std::collections::BTreeMap;

use serde::Serialize;

/// The result of one run.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// The URL as it was given.
    pub url: String,
    /// The rate that was asked for, in requests a second; absent in a closed loop.
    pub rate_asked: Option<f64>,
    /// Connections at most.
    pub connections: usize,
    /// From the first request to the last answer.
    pub elapsed_seconds: f64,
    /// Answers a second.
    pub rate: f64,
    /// Requests sent.
    pub sent: u64,
    /// Requests that got an answer of any status.
    pub answered: u64,
    /// Requests sent a second time because a kept-alive connection was closed under them.
    pub resent: u64,
    /// Requests that fell due but were never sent, as every connection was busy until the end.
    pub missed: u64,
    /// Requests that were in flight when the run was stopped.
    pub unfinished: u64,
    /// Latency of answers and time-outs from the moment that each request was due. Missed ones count with the
    /// time that they had waited at the end.
    pub latency: Latency,
    /// Answers by HTTP status.
    pub statuses: BTreeMap<u16, u64>,
    /// Answers by `X-Marketplace-Source`.
    pub sources: BTreeMap<String, u64>,
    /// Requests without an answer, by cause.
    pub errors: BTreeMap<ErrorKind, u64>,
    /// Bytes of response bodies.
    pub body_bytes: u64,
    /// Whether somebody stopped the run before its time.
    pub interrupted: bool,
}

/// Percentiles in milliseconds, to three significant digits.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Latency {
    /// Half of the requests took no longer.
    pub p50_ms: f64,
    /// Nine of ten took no longer.
    pub p90_ms: f64,
    /// 99 of 100 took no longer.
    pub p99_ms: f64,
    /// 999 of 1000 took no longer.
    pub p99_9_ms: f64,
    /// The slowest.
    pub max_ms: f64,
}

/// Why a request had no answer.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ErrorKind {
    /// Nobody listens there.
    Refused,
    /// Connecting failed in another way.
    Unreachable,
    /// No complete answer within [`Plan::timeout`](crate::Plan::timeout).
    TimedOut,
    /// The peer reset the connection.
    Reset,
    /// The peer closed the connection before the answer was complete.
    ClosedEarly,
    /// The answer is not HTTP.
    Malformed,
    /// Something else.
    Other,
}

impl Report {
    /// Whether every request that fell due was answered with a status below 500.
    pub fn is_clean(&self) -> bool {
        self.answered > 0
            && self.errors.is_empty()
            && self.missed == 0
            && self.statuses.keys().all(|status| *status < 500)
    }

    /// Answers with this status.
    pub fn with_status(&self, status: u16) -> u64 {
        self.statuses.get(&status).copied().unwrap_or_default()
    }

    /// Answers with this `X-Marketplace-Source`.
    pub fn with_source(&self, source: &str) -> u64 {
        self.sources.get(source).copied().unwrap_or_default()
    }
}
