//! One loss is no fault: up to three tries, each from a source port of its own.

use std::time::Duration;

use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use hops_model::{Family, Outcome};
use tokio::time::{Instant, sleep_until};

use crate::{Failure, FailureKind};

pub(crate) const TRIES: usize = 3;

/// What up to three tries came to.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Tries<T> {
    /// The first was answered.
    Ok(T),
    /// The second or third was answered.
    Partial {
        /// The answer.
        answer: T,
        /// What came before it, at least one.
        failures: Vec<Failure>,
    },
    /// None was answered.
    Fault {
        /// All three, in their order.
        failures: Vec<Failure>,
    },
}

/// Asks until there is an answer, three times at most.
///
/// A `probe` of this crate opens a socket each time it is called, so that a new choice is made wherever a connection
/// table would repeat the last one. Answers that a further try may mend are failures: see `accepted` of each answer.
pub async fn three<T, F>(mut probe: impl FnMut() -> F) -> Tries<T>
where
    F: Future<Output = Result<T, Failure>>,
{
    let mut failures = Vec::new();
    while failures.len() < TRIES {
        match probe().await {
            Ok(answer) if failures.is_empty() => return Tries::Ok(answer),
            Ok(answer) => return Tries::Partial { answer, failures },
            Err(failure) => failures.push(failure),
        }
    }
    Tries::Fault { failures }
}

/// Asks until an answer is good, three times at most, and gives back all answers, the last of which decides.
///
/// The next try begins when one has come to nothing and `pause` is over, and at the latest `patience` after the last
/// began: three that wait for nothing overlap, and take little more time than one.
pub(crate) async fn overlapping<T, F>(
    pause: Duration,
    patience: Duration,
    ask: impl Fn() -> F,
    is_good: impl Fn(&T) -> bool,
) -> Vec<T>
where
    F: Future<Output = T>,
{
    let mut answers = Vec::with_capacity(TRIES);
    let mut running = FuturesUnordered::new();
    let (mut begun, mut due) = (0, Instant::now());
    while answers.len() < TRIES {
        tokio::select! {
            biased;
            Some(answer) = running.next() => {
                due = due.min(Instant::now() + pause);
                let is_last = is_good(&answer);
                answers.push(answer);
                if is_last {
                    break;
                }
            }
            () = sleep_until(due), if begun < TRIES => {
                running.push(ask());
                begun += 1;
                due = Instant::now() + patience;
            }
        }
    }
    answers
}

impl<T> Tries<T> {
    /// The answer, if there was one.
    pub fn answer(&self) -> Option<&T> {
        match self {
            Self::Ok(answer) | Self::Partial { answer, .. } => Some(answer),
            Self::Fault { .. } => None,
        }
    }

    /// The tries without an answer, in their order.
    pub fn failures(&self) -> &[Failure] {
        match self {
            Self::Ok(_) => &[],
            Self::Partial { failures, .. } | Self::Fault { failures } => failures,
        }
    }

    /// The failure to speak of when no try was answered: of the kind seen most often, else the last.
    pub fn fault(&self) -> Option<&Failure> {
        let Self::Fault { failures } = self else { return None };
        let often = |kind: FailureKind| failures.iter().filter(|failure| failure.kind == kind).count();
        failures.iter().max_by_key(|failure| often(failure.kind))
    }

    /// The word that `family` has for it; `None` when nothing was learned about the peer.
    ///
    /// A family without a word for "some tries failed" calls that `Ok`: it did answer.
    pub fn outcome(&self, family: Family) -> Option<Outcome> {
        let lost = |failure: &Failure| failure.kind != FailureKind::Local;
        match self {
            Self::Fault { .. } => self.fault().and_then(|failure| failure.kind.outcome(family)),
            Self::Partial { failures, .. }
                if failures.iter().any(lost) && family.row().outcomes.contains(&Outcome::Partial) =>
            {
                Some(Outcome::Partial)
            }
            Self::Ok(_) | Self::Partial { .. } => Some(Outcome::Ok),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use proptest::prelude::*;
    use tokio::time::sleep;

    use super::*;

    /// Tries that take so many milliseconds each, the `good` one well: their answers, and when the last was there.
    fn played(took: [u64; TRIES], good: Option<usize>) -> (Vec<usize>, u64) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build();
        runtime.unwrap().block_on(async {
            let (began, count) = (Instant::now(), Cell::new(0));
            let ask = || {
                let at = count.replace(count.get() + 1);
                async move {
                    sleep(Duration::from_millis(took[at])).await;
                    at
                }
            };
            let (pause, patience) = (Duration::from_millis(200), Duration::from_millis(350));
            let answers = overlapping(pause, patience, ask, |at| Some(*at) == good).await;
            (answers, u64::try_from(began.elapsed().as_millis()).unwrap())
        })
    }

    #[test]
    fn three_that_are_silent_overlap_and_three_that_are_bad_at_once_are_apart() {
        assert_eq!(played([1200; 3], None), (vec![0, 1, 2], 1900));
        assert_eq!(played([0; 3], None), (vec![0, 1, 2], 400));
        assert_eq!(played([1200, 10, 10], Some(1)), (vec![1], 360));
    }

    proptest! {
        #[test]
        fn a_good_answer_is_the_last_and_none_is_waited_for_beyond_two_patiences(
            took in [0_u64..3000, 0..3000, 0..3000], good in prop::option::of(0_usize..TRIES),
        ) {
            let (answers, ended) = played(took, good);
            prop_assert!(ended <= took.iter().max().unwrap() + 700);
            if let Some(good) = good {
                prop_assert_eq!(answers.last(), Some(&good));
            } else {
                prop_assert_eq!(answers.len(), TRIES);
            }
        }
    }
}
