//! What was seen twice. Pods start, leases move, a packet is lost: one look at a healthy cluster finds a fault now and
//! then, a second one finds another.

use hops_model::{Observation, Outcome};

/// The second of two looks at the same things, with only those faults in it that the first one had too. For a fault that
/// it had not, its own good answer is taken, if it had one.
///
/// Where some packets are lost, each look may find other victims: such a fault is confirmed by any of its family.
pub(crate) fn confirm(first: &[Observation], second: Vec<Observation>) -> Vec<Observation> {
    let confirmed = |observation: Observation| {
        let before = same(first, &observation);
        if !observation.outcome.is_fault() || was_there(first, before, &observation) {
            return Some(observation);
        }
        before.cloned()
    };
    second.into_iter().filter_map(confirmed).collect()
}

/// Without a second look: no fault, and what was taken out.
pub(crate) fn unconfirmed(only: Vec<Observation>) -> (Vec<Observation>, Vec<Observation>) {
    only.into_iter().partition(|observation| !observation.outcome.is_fault())
}

pub(crate) fn has_faults(observations: &[Observation]) -> bool {
    observations.iter().any(|observation| observation.outcome.is_fault())
}

fn same<'a>(first: &'a [Observation], observation: &Observation) -> Option<&'a Observation> {
    first.iter().find(|before| before.family == observation.family && before.subject == observation.subject)
}

fn was_there(first: &[Observation], before: Option<&Observation>, observation: &Observation) -> bool {
    let lossy = |before: &Observation| before.family == observation.family && before.outcome.is_fault();
    before.is_some_and(|before| before.outcome.is_fault())
        || (observation.outcome == Outcome::Partial && first.iter().any(lossy))
}

#[cfg(test)]
mod tests {
    use hops_model::Family;

    use super::*;

    fn seen(subject: &str, outcome: Outcome) -> Observation {
        Observation::new(Family::PodCrossNode, subject, outcome, "")
    }

    fn confirmed(first: &[(&str, Outcome)], second: &[(&str, Outcome)]) -> Vec<(String, Outcome)> {
        let look = |look: &[(&str, Outcome)]| {
            look.iter().map(|(subject, outcome)| seen(subject, *outcome)).collect::<Vec<_>>()
        };
        let all = confirm(&look(first), look(second));
        all.into_iter().map(|observation| (observation.subject, observation.outcome)).collect()
    }

    #[test]
    fn a_fault_seen_twice_stays_as_it_was_seen_last() {
        let all = confirmed(&[("a", Outcome::Timeout)], &[("a", Outcome::Refused)]);
        assert_eq!(all, [("a".to_owned(), Outcome::Refused)]);
    }

    #[test]
    fn a_fault_that_is_gone_is_gone() {
        let all = confirmed(&[("a", Outcome::Timeout), ("b", Outcome::Timeout)], &[("a", Outcome::Ok)]);
        assert_eq!(all, [("a".to_owned(), Outcome::Ok)]);
    }

    #[test]
    fn a_fault_that_was_not_there_before_is_not_there_yet() {
        let all = confirmed(&[("a", Outcome::Ok)], &[("a", Outcome::Timeout), ("new", Outcome::Timeout)]);
        assert_eq!(all, [("a".to_owned(), Outcome::Ok)]);
    }

    #[test]
    fn losses_are_confirmed_by_losses_elsewhere() {
        let all = confirmed(&[("a", Outcome::Partial), ("b", Outcome::Ok)], &[("b", Outcome::Partial)]);
        assert_eq!(all, [("b".to_owned(), Outcome::Partial)]);
    }

    #[test]
    fn one_look_alone_accuses_nobody() {
        let (good, doubtful) = unconfirmed(vec![seen("a", Outcome::Ok), seen("b", Outcome::Timeout)]);
        assert_eq!((good.len(), doubtful.len()), (1, 1));
    }
}
