//! How long each step of an `up` took.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::event::Step;

/// One step.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Timing {
    /// Which.
    pub step: Step,
    /// Milliseconds from the beginning of `up` until it began.
    pub began_ms: u64,
    /// Milliseconds that it took.
    pub took_ms: u64,
}

/// All steps in the order in which they ended; they overlap.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct Timings {
    /// One entry a step.
    pub steps: Vec<Timing>,
    /// Milliseconds of the whole.
    pub total_ms: u64,
}

impl Timings {
    /// The whole.
    pub fn total(&self) -> Duration {
        Duration::from_millis(self.total_ms)
    }
}
