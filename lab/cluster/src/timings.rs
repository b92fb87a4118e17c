//! How long each step of an `up` took.

use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use crate::event::{Event, Events, Step};

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

impl fmt::Display for Timings {
    /// A table: when each step began, how long it took, and what it was.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "{:>7} {:>7}  step", "began", "took")?;
        for step in &self.steps {
            writeln!(formatter, "{:>7} {:>7}  {}", seconds(step.began_ms), seconds(step.took_ms), step.step)?;
        }
        write!(formatter, "{:>7} {:>7}  all", seconds(0), seconds(self.total_ms))
    }
}

/// Measures steps while they run and tells of them.
#[derive(Debug)]
pub(crate) struct Recorder {
    began: Instant,
    events: Events,
    steps: Mutex<Vec<Timing>>,
}

impl Recorder {
    pub(crate) fn new(events: Events) -> Self {
        Self { began: Instant::now(), events, steps: Mutex::default() }
    }

    pub(crate) fn events(&self) -> &Events {
        &self.events
    }

    /// Runs one step.
    pub(crate) async fn step<T, E>(
        &self,
        step: Step,
        work: impl Future<Output = Result<T, E>>,
    ) -> Result<T, E> {
        let began = Instant::now();
        self.events.send(Event::Began(step.clone()));
        let result = work.await?;
        let took = began.elapsed();
        let timing = Timing {
            step: step.clone(),
            began_ms: milliseconds(began.duration_since(self.began)),
            took_ms: milliseconds(took),
        };
        self.steps.lock().unwrap_or_else(PoisonError::into_inner).push(timing);
        self.events.send(Event::Done { step, took });
        Ok(result)
    }

    /// Notes a step that nobody works on here: it took from the beginning until now.
    pub(crate) fn reached(&self, step: Step) {
        let took = self.began.elapsed();
        let timing = Timing { step: step.clone(), began_ms: 0, took_ms: milliseconds(took) };
        self.steps.lock().unwrap_or_else(PoisonError::into_inner).push(timing);
        self.events.send(Event::Done { step, took });
    }

    /// What was measured until now.
    pub(crate) fn timings(&self) -> Timings {
        let steps = self.steps.lock().unwrap_or_else(PoisonError::into_inner).clone();
        Timings { steps, total_ms: milliseconds(self.began.elapsed()) }
    }
}

fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

fn seconds(milliseconds: u64) -> String {
    format!("{}.{} s", milliseconds / 1000, milliseconds % 1000 / 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_shows_what_overlaps() {
        let timing = |step, began_ms, took_ms| Timing { step, began_ms, took_ms };
        let timings = Timings {
            steps: vec![
                timing(Step::Machines, 612, 430),
                timing(Step::ControlPlane, 1042, 6310),
                timing(Step::Join("w1".to_owned()), 6800, 4199),
            ],
            total_ms: 21_450,
        };
        insta::assert_snapshot!(timings.to_string(), @r"
          began    took  step
          0.6 s   0.4 s  machines booted
          1.0 s   6.3 s  control plane up
          6.8 s   4.1 s  w1 joined
          0.0 s  21.4 s  all
        ");
    }
}
