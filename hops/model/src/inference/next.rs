//! What to ask next.

use crate::{Cause, CauseId, Expected, Family, NextProbe, Outcome, Reach, cause};

/// The question among those available that splits the causes best for its cost; `None` if none splits them.
pub fn next_probe(survivors: &[CauseId], available: &[Family]) -> Option<NextProbe> {
    let causes: Vec<_> = survivors.iter().map(|id| cause(*id)).collect();
    let mut best: Option<NextProbe> = None;
    for family in available {
        let remaining = at_worst(&causes, *family);
        let is_better = |than: NextProbe| {
            // Causes that fall per millisecond, compared without a division.
            let falls = |probe: NextProbe| (causes.len() - probe.remaining) as u64;
            let cost = |probe: NextProbe| u64::from(probe.family.row().cost_ms);
            let probe = NextProbe { family: *family, remaining };
            falls(probe) * cost(than) > falls(than) * cost(probe)
        };
        if remaining < causes.len() && best.is_none_or(is_better) {
            best = Some(NextProbe { family: *family, remaining });
        }
    }
    best
}

/// How many causes remain after the least telling of the answers that they themselves would give.
fn at_worst(causes: &[&Cause], family: Family) -> usize {
    let remaining = |answers: &[Outcome]| {
        causes.iter().filter(|cause| cause.expected(family).admits_all(answers)).count()
    };
    let answers = causes.iter().filter_map(|cause| typical(&cause.expected(family), family));
    answers.map(|answers| remaining(&answers)).max().unwrap_or(causes.len())
}

/// What a cause would let the family answer, as a rule.
fn typical(expected: &Expected, family: Family) -> Option<Vec<Outcome>> {
    let good = family.row().outcomes.iter().copied().find(|outcome| !outcome.is_fault());
    match expected.shows.first().copied() {
        Some(shown) if expected.reach == Reach::Contrast => Some(good.into_iter().chain([shown]).collect()),
        Some(shown) => Some(vec![shown]),
        None => good.map(|good| vec![good]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_question_is_the_one_that_splits_best_for_its_cost() {
        let causes = [CauseId::NoSelfRule, CauseId::NoVxlanRule];
        let family = |available: &[Family]| next_probe(&causes, available).map(|probe| probe.family);
        assert_eq!(family(&[Family::NodeTcp, Family::DnsLocal]), Some(Family::NodeTcp));
        assert_eq!(family(&[Family::NodeTcp, Family::SecurityGroups]), Some(Family::SecurityGroups));
        assert_eq!(family(&[Family::DnsLocal, Family::Page]), None);
        assert_eq!(family(&[]), None);
    }

    #[test]
    fn it_says_how_many_remain_at_worst() {
        let causes = [CauseId::NoSelfRule, CauseId::NoVxlanRule, CauseId::SourceDestCheck];
        let probe = next_probe(&causes, &[Family::HostRoutes]).unwrap();
        // Where they travel as they are, two are left.
        assert_eq!(probe.remaining, 2);
    }
}
