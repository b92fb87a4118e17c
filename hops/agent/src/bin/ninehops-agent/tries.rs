//! Several tries of one question, and the word for what they came to.
//!
//! A first round is few. Only if one of it fails there is a second, and only what fails in both is a fault: a pod that
//! has just gone or a rule that is being replaced is over by then, and a loss of one packet in five is not.

use std::fmt::Display;
use std::time::Duration;

use futures_util::future::join_all;
use hops_model::{Family, Outcome};
use hops_probe::{Failure, FailureKind};

/// How many tries each round has.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rounds {
    pub(crate) first: usize,
    pub(crate) second: usize,
}

/// What one round brought.
#[derive(Clone, Debug)]
pub(crate) struct Round<T> {
    pub(crate) answers: Vec<T>,
    pub(crate) failures: Vec<Failure>,
}

/// What one or two rounds brought.
#[derive(Clone, Debug)]
pub(crate) struct Tried<T> {
    pub(crate) first: Round<T>,
    pub(crate) second: Option<Round<T>>,
}

impl<T> Round<T> {
    /// Asks so many times at once.
    pub(crate) async fn of<F: Future<Output = Result<T, Failure>>>(
        tries: usize,
        probe: impl Fn() -> F,
    ) -> Self {
        let mut round = Self { answers: Vec::new(), failures: Vec::new() };
        for answer in join_all((0..tries).map(|_| probe())).await {
            match answer {
                Ok(answer) => round.answers.push(answer),
                Err(failure) => round.failures.push(failure),
            }
        }
        round
    }
}

impl<T> Tried<T> {
    pub(crate) async fn of<F: Future<Output = Result<T, Failure>>>(
        rounds: Rounds,
        probe: impl Fn() -> F,
    ) -> Self {
        let first = Round::of(rounds.first, &probe).await;
        let second =
            if first.failures.is_empty() { None } else { Some(Round::of(rounds.second, &probe).await) };
        Self { first, second }
    }

    fn rounds(&self) -> impl Iterator<Item = &Round<T>> {
        std::iter::once(&self.first).chain(&self.second)
    }

    pub(crate) fn answers(&self) -> impl Iterator<Item = &T> {
        self.rounds().flat_map(|round| &round.answers)
    }

    pub(crate) fn failures(&self) -> impl Iterator<Item = &Failure> {
        self.rounds().flat_map(|round| &round.failures)
    }

    /// The failure of the kind that is seen most often.
    pub(crate) fn failure(&self) -> Option<&Failure> {
        let often = |kind: FailureKind| self.failures().filter(|failure| failure.kind == kind).count();
        self.failures().max_by_key(|failure| often(failure.kind))
    }

    /// The word that `family` has for it; `None` when nothing was learned about the peer.
    pub(crate) fn outcome(&self, family: Family) -> Option<Outcome> {
        let last = self.second.as_ref().unwrap_or(&self.first);
        let failed = self.failure().map(|failure| failure.kind.outcome(family));
        match failed {
            None => Some(Outcome::Ok),
            Some(_) if last.failures.is_empty() => Some(Outcome::Ok),
            Some(word) if self.answers().next().is_none() => word,
            Some(_) if family.row().outcomes.contains(&Outcome::Partial) => Some(Outcome::Partial),
            Some(_) if !last.answers.is_empty() => Some(Outcome::Ok),
            Some(word) => word,
        }
    }

    /// How many tries there were, and how many of them were answered.
    pub(crate) fn counts(&self) -> (usize, usize) {
        let answered = self.answers().count();
        (answered + self.failures().count(), answered)
    }

    /// What was tried and what came back. `answered` is a verb: "opened".
    pub(crate) fn seen(&self, what: impl Display, answered: &str, took: impl Fn(&T) -> Duration) -> String {
        let (tries, good) = self.counts();
        let fastest = self.answers().map(took).min().map(milliseconds).unwrap_or_default();
        match self.failure() {
            None if tries == 1 => format!("{what} {answered} after {fastest}"),
            None => format!("{what} {answered} after {fastest}, {tries} of {tries} tries"),
            Some(failure) if good == 0 => format!("{what}: {failure}, {tries} tries"),
            Some(failure) => {
                format!("{what} {answered} after {fastest}, but only {good} of {tries} tries; else {failure}")
            }
        }
    }

    pub(crate) fn fastest(&self, took: impl Fn(&T) -> Duration) -> Option<Duration> {
        self.answers().map(took).min()
    }
}

/// `0.4 ms`, `12 ms`.
pub(crate) fn milliseconds(took: Duration) -> String {
    let milliseconds = took.as_secs_f64() * 1e3;
    if milliseconds < 10.0 { format!("{milliseconds:.1} ms") } else { format!("{milliseconds:.0} ms") }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: Duration = Duration::from_secs(1);

    fn round(answers: usize, failures: &[FailureKind]) -> Round<Duration> {
        let failure = |kind: &FailureKind| Failure { kind: *kind, took: LIMIT, detail: String::new() };
        Round {
            answers: vec![Duration::from_micros(400); answers],
            failures: failures.iter().map(failure).collect(),
        }
    }

    fn tried(first: Round<Duration>, second: Round<Duration>) -> Tried<Duration> {
        Tried { first, second: Some(second) }
    }

    #[test]
    fn a_failure_that_is_over_a_second_later_is_none() {
        let tried = tried(round(0, &[FailureKind::Refused; 4]), round(4, &[]));
        assert_eq!(tried.outcome(Family::Service), Some(Outcome::Ok));
        assert_eq!(
            tried.seen("TCP to 10.96.0.7:80", "opened", |took| *took),
            "TCP to 10.96.0.7:80 opened after 0.4 ms, but only 4 of 8 tries; else refused after 1.0 s"
        );
    }

    #[test]
    fn some_lost_in_both_rounds_are_a_part() {
        let tried = tried(round(3, &[FailureKind::Timeout]), round(2, &[FailureKind::Timeout; 2]));
        assert_eq!(tried.outcome(Family::Service), Some(Outcome::Partial));
        // A family that has no word for it did get its answer.
        assert_eq!(tried.outcome(Family::DnsExternal), Some(Outcome::Ok));
    }

    #[test]
    fn all_lost_is_called_by_what_was_seen_most() {
        let kinds = [FailureKind::Timeout, FailureKind::Refused, FailureKind::Refused];
        let tried = tried(round(0, &kinds[..1]), round(0, &kinds));
        assert_eq!(tried.outcome(Family::Service), Some(Outcome::Refused));
        assert_eq!(tried.seen("TCP", "opened", |took| *took), "TCP: refused after 1.0 s, 4 tries");
    }

    #[test]
    fn what_this_machine_could_not_ask_says_nothing_of_others() {
        let tried = tried(round(0, &[FailureKind::Local]), round(0, &[FailureKind::Local]));
        assert_eq!(tried.outcome(Family::Service), None);
    }

    #[tokio::test]
    async fn there_is_no_second_round_without_need() {
        let asked = std::cell::Cell::new(0);
        let probe = || async {
            asked.set(asked.get() + 1);
            Ok::<_, Failure>(LIMIT)
        };
        let tried = Tried::of(Rounds { first: 2, second: 4 }, probe).await;
        assert_eq!((asked.get(), tried.counts()), (2, (2, 2)));
    }
}
