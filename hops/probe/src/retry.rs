//! One loss is no fault: up to three tries, each from a source port of its own.

use hops_model::{Family, Outcome};

use crate::{Failure, FailureKind};

const TRIES: usize = 3;

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
