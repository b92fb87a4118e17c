//! What a run has counted so far.

use std::collections::BTreeMap;
use std::time::Duration;

use hdrhistogram::Histogram;
use http::HeaderValue;

use crate::connection::Answer;
use crate::{ErrorKind, Latency};

/// Latencies above this are counted as this.
const HIGHEST_MICROSECONDS: u64 = 2 * 60 * 60 * 1_000_000;
const SIGNIFICANT_DIGITS: u8 = 3;
/// A page says one of four sources; whatever else a server invents must not fill the memory.
const MOST_SOURCES: usize = 16;
/// Requests that were never sent are recorded in at most this many groups.
const MOST_GROUPS: u64 = 100_000;

/// Counters and latencies, shared by all connections of a run.
#[derive(Debug)]
pub(crate) struct Tally {
    latencies: Histogram<u64>,
    sources: Vec<(HeaderValue, u64)>,
    pub(crate) statuses: BTreeMap<u16, u64>,
    pub(crate) errors: BTreeMap<ErrorKind, u64>,
    pub(crate) sent: u64,
    pub(crate) answered: u64,
    pub(crate) resent: u64,
    pub(crate) body_bytes: u64,
}

impl Tally {
    pub(crate) fn new() -> Self {
        Self {
            latencies: Histogram::new_with_bounds(1, HIGHEST_MICROSECONDS, SIGNIFICANT_DIGITS)
                .expect("the bounds are constants that the histogram accepts"),
            sources: Vec::new(),
            statuses: BTreeMap::new(),
            errors: BTreeMap::new(),
            sent: 0,
            answered: 0,
            resent: 0,
            body_bytes: 0,
        }
    }

    pub(crate) fn answer(&mut self, answer: &Answer, latency: Duration) {
        self.answered += 1;
        self.body_bytes += answer.body_bytes;
        *self.statuses.entry(answer.status.as_u16()).or_default() += 1;
        if let Some(source) = &answer.source {
            self.count_source(source);
        }
        self.latencies.saturating_record(microseconds(latency));
    }

    /// An error has no latency, except that one which timed out took at least so long.
    pub(crate) fn error(&mut self, kind: ErrorKind, latency: Duration) {
        *self.errors.entry(kind).or_default() += 1;
        if kind == ErrorKind::TimedOut {
            self.latencies.saturating_record(microseconds(latency));
        }
    }

    /// Requests that fell due and were not sent waited at least from `due(number)` to the end of the run:
    /// without them a server that stops answering would look quick.
    pub(crate) fn missed(&mut self, numbers: std::ops::Range<u64>, waited: impl Fn(u64) -> Duration) {
        let group = (numbers.end.saturating_sub(numbers.start) / MOST_GROUPS).max(1);
        let mut number = numbers.start;
        while number < numbers.end {
            let size = group.min(numbers.end - number);
            self.latencies.saturating_record_n(microseconds(waited(number)), size);
            number += size;
        }
    }

    pub(crate) fn latency(&self) -> Latency {
        let milliseconds = |quantile| self.latencies.value_at_quantile(quantile) as f64 / 1000.0;
        Latency {
            p50_ms: milliseconds(0.5),
            p90_ms: milliseconds(0.9),
            p99_ms: milliseconds(0.99),
            p99_9_ms: milliseconds(0.999),
            max_ms: milliseconds(1.0),
        }
    }

    pub(crate) fn sources(&self) -> BTreeMap<String, u64> {
        self.sources
            .iter()
            .map(|(source, count)| (String::from_utf8_lossy(source.as_bytes()).into_owned(), *count))
            .collect()
    }

    fn count_source(&mut self, source: &HeaderValue) {
        if let Some((_, count)) = self.sources.iter_mut().find(|(known, _)| known == source) {
            *count += 1;
        } else if self.sources.len() < MOST_SOURCES {
            self.sources.push((source.clone(), 1));
        }
    }
}

fn microseconds(latency: Duration) -> u64 {
    u64::try_from(latency.as_micros()).unwrap_or(u64::MAX)
}
