//! What to send, how fast and for how long.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use http::HeaderMap;
use http::header::{ACCEPT, HeaderValue, USER_AGENT};
use thiserror::Error;

use crate::Target;

/// The most connections of one run.
pub const MAX_CONNECTIONS: usize = 4096;
/// The longest run.
pub const MAX_DURATION: Duration = Duration::from_hours(1);
/// The highest rate that can be asked for, in requests a second.
pub const MAX_RATE: f64 = 100_000.0;

/// How requests follow each other.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Pace {
    /// Open loop: this many requests a second fall due, answered or not.
    PerSecond(f64),
    /// Closed loop: each connection sends again as soon as it has its answer.
    Max,
}

/// A rate that is neither a number in range nor `max`.
#[derive(Debug, Error, PartialEq)]
#[error("`{0}` is not a rate: give requests a second (up to {MAX_RATE}) or `max`")]
pub struct PaceError(String);

/// One run.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Where the requests go.
    pub target: Target,
    /// How they follow each other.
    pub pace: Pace,
    /// How many connections there are at most, 1 to [`MAX_CONNECTIONS`].
    pub connections: usize,
    /// For how long requests fall due, up to [`MAX_DURATION`].
    pub duration: Duration,
    /// After how many requests to stop although there is time left.
    pub requests: Option<u64>,
    /// How long a request, its connection included, may take before it counts as an error. It also bounds how
    /// long the run goes on after its duration.
    pub timeout: Duration,
    /// Sent with every request, beside `Host`.
    pub headers: HeaderMap,
}

/// A plan outside its bounds.
#[derive(Debug, Error, PartialEq)]
pub enum PlanError {
    /// Too few or too many connections.
    #[error("`{0}` connections are not between 1 and {MAX_CONNECTIONS}")]
    Connections(usize),
    /// A run of no time or of more than an hour.
    #[error("a duration of `{0:?}` is not between one millisecond and {MAX_DURATION:?}")]
    Duration(Duration),
    /// A rate that no run can have.
    #[error("a rate of `{0}` is not between 0 and {MAX_RATE} requests a second")]
    Rate(f64),
}

impl Plan {
    /// Ten seconds at 100 requests a second over 16 connections, as a browser would ask.
    pub fn new(target: Target) -> Self {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, HeaderValue::from_static("text/html,*/*;q=0.8"));
        headers.insert(
            USER_AGENT,
            HeaderValue::from_static(concat!("ninehops-load/", env!("CARGO_PKG_VERSION"))),
        );
        Self {
            target,
            pace: Pace::PerSecond(100.0),
            connections: 16,
            duration: Duration::from_secs(10),
            requests: None,
            timeout: Duration::from_secs(10),
            headers,
        }
    }

    /// Whether the run is bounded as this crate promises.
    ///
    /// # Errors
    /// The first bound that is passed.
    pub fn check(&self) -> Result<(), PlanError> {
        if !(1..=MAX_CONNECTIONS).contains(&self.connections) {
            return Err(PlanError::Connections(self.connections));
        }
        if !(Duration::from_millis(1)..=MAX_DURATION).contains(&self.duration) {
            return Err(PlanError::Duration(self.duration));
        }
        match self.pace {
            Pace::PerSecond(rate) if !is_rate(rate) => Err(PlanError::Rate(rate)),
            Pace::PerSecond(_) | Pace::Max => Ok(()),
        }
    }
}

impl FromStr for Pace {
    type Err = PaceError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == "max" {
            return Ok(Self::Max);
        }
        match text.parse() {
            Ok(rate) if is_rate(rate) => Ok(Self::PerSecond(rate)),
            _ => Err(PaceError(text.to_owned())),
        }
    }
}

impl fmt::Display for Pace {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::PerSecond(rate) => write!(formatter, "{rate}"),
            Self::Max => formatter.write_str("max"),
        }
    }
}

fn is_rate(rate: f64) -> bool {
    rate > 0.0 && rate <= MAX_RATE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_is_a_number_in_range_or_max() {
        assert_eq!("200".parse(), Ok(Pace::PerSecond(200.0)));
        assert_eq!("0.5".parse(), Ok(Pace::PerSecond(0.5)));
        assert_eq!("max".parse(), Ok(Pace::Max));
        for refused in ["", "0", "-1", "NaN", "inf", "1e9", "fast", "Max"] {
            assert_eq!(refused.parse::<Pace>(), Err(PaceError(refused.to_owned())));
        }
    }
}
