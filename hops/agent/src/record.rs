//! What an agent answers: a line an epoch.

use std::net::IpAddr;

use hops_model::Observation;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What a line may have. A container's log is cut into lines of 16 KiB, and a longer one would come in pieces.
pub const LARGEST_RECORD_BYTES: usize = 16 << 10;

/// One epoch of one agent.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Record {
    /// Of the targets that were asked; empty as long as there were none.
    pub revision: String,
    /// Counts from 1 at the agent's start.
    pub epoch: u64,
    /// The node that the agent runs on.
    pub node: String,
    /// Where it stands.
    pub mode: Mode,
    /// When the first question was asked.
    pub began: Timestamp,
    /// How long all of them took, in milliseconds.
    pub took_ms: u64,
    /// What was seen.
    pub observations: Vec<Answer>,
    /// What could not be done, in sentences: no targets, broken ones, no port to answer at.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub problems: Vec<String>,
    /// Answers that did not fit into the line.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub left_out: usize,
}

/// An observation, and whom it was asked of.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Answer {
    /// What was seen.
    #[serde(flatten)]
    pub observation: Observation,
    /// Whom it is about, beside the agent itself: when one of these is no longer in the cluster, the answer is of no
    /// more use. Empty when it is about the agent's own node.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub addresses: Vec<IpAddr>,
}

/// Where an agent stands.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// In the pod network, like any pod.
    Pod,
    /// In its node's own network.
    Host,
}

/// Why a line is no record.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    /// Longer than any agent writes.
    #[error("{0} bytes are more than an agent writes in a line")]
    TooLong(usize),
    /// Not JSON, or not these fields.
    #[error("it is not a record: {0}")]
    Json(#[from] serde_json::Error),
}

impl Record {
    /// Reads a line of an agent's log.
    ///
    /// # Errors
    /// If it is no record: the first line of a log may be the rest of one.
    pub fn read(line: &str) -> Result<Self, RecordError> {
        if line.len() > LARGEST_RECORD_BYTES {
            return Err(RecordError::TooLong(line.len()));
        }
        Ok(serde_json::from_str(line)?)
    }

    /// One line without its end, never longer than [`LARGEST_RECORD_BYTES`]: answers that are Ok go first when it would
    /// be, and are counted.
    ///
    /// # Panics
    /// Never: strings and numbers are JSON.
    pub fn line(mut self) -> String {
        loop {
            let line = serde_json::to_string(&self).expect("strings and numbers are JSON");
            if line.len() <= LARGEST_RECORD_BYTES || self.observations.is_empty() {
                return line;
            }
            self.drop_some(line.len());
        }
    }

    fn drop_some(&mut self, length: usize) {
        let average = length / self.observations.len() + 1;
        let too_many = (length - LARGEST_RECORD_BYTES).div_ceil(average);
        self.observations.sort_by_key(|answer| !answer.observation.outcome.is_fault());
        self.observations.truncate(self.observations.len().saturating_sub(too_many.max(1)));
        self.left_out += too_many.max(1);
    }
}

impl Answer {
    /// About the agent's own node.
    pub fn own(observation: Observation) -> Self {
        Self { observation, addresses: Vec::new() }
    }

    /// About somebody at that address.
    pub fn about(observation: Observation, address: IpAddr) -> Self {
        Self { observation, addresses: vec![address] }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
fn is_zero(value: &usize) -> bool {
    *value == 0
}

#[cfg(test)]
mod tests {
    use hops_model::{Family, Outcome};
    use proptest::prelude::*;

    use super::*;

    fn record(answers: usize) -> Record {
        let answer = |number: usize| {
            let outcome = if number.is_multiple_of(10) { Outcome::Timeout } else { Outcome::Ok };
            let seen = "TCP to 10.244.1.2:4240 and 8 datagrams were all answered, in 2 ms at most";
            let subject = format!("w1 -> w{number}");
            let observation = Observation::new(Family::PodCrossNode, subject, outcome, seen);
            Answer::about(observation.fact("from", "w1"), [10, 244, 1, 2].into())
        };
        Record {
            revision: "r".to_owned(),
            epoch: 1,
            node: "w1".to_owned(),
            mode: Mode::Pod,
            began: Timestamp::UNIX_EPOCH,
            took_ms: 12,
            observations: (0..answers).map(answer).collect(),
            problems: Vec::new(),
            left_out: 0,
        }
    }

    #[test]
    fn a_line_is_read_as_what_it_was_written_from() {
        let line = record(1).line();
        assert_eq!(
            line,
            r#"{"revision":"r","epoch":1,"node":"w1","mode":"pod","began":"1970-01-01T00:00:00Z","took_ms":12,"observations":[{"family":"pod-cross-node","subject":"w1 -> w0","outcome":"timeout","seen":"TCP to 10.244.1.2:4240 and 8 datagrams were all answered, in 2 ms at most","facts":{"from":"w1"},"addresses":["10.244.1.2"]}]}"#
        );
        assert_eq!(Record::read(&line).unwrap(), record(1));
    }

    #[test]
    fn a_line_that_would_be_too_long_loses_what_is_well_and_says_how_much() {
        let line = record(200).line();
        assert!(line.len() <= LARGEST_RECORD_BYTES);
        let read = Record::read(&line).unwrap();
        assert_eq!(read.observations.len() + read.left_out, 200);
        assert!(read.observations.len() > 40, "{}", read.observations.len());
        let faults = read.observations.iter().filter(|answer| answer.observation.outcome.is_fault());
        assert_eq!(faults.count(), 20);
    }

    #[test]
    fn the_rest_of_a_line_is_no_record() {
        let line = record(1).line();
        assert!(Record::read(&line[9..]).is_err());
        assert!(Record::read(&" ".repeat(LARGEST_RECORD_BYTES + 1)).is_err());
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in ".{0,400}") {
            let _ = Record::read(&text);
        }
    }
}
