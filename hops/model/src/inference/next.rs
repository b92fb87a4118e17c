//! What to ask next.

use crate::{Cause, CauseId, Family, NextProbe, Outcome, cause};

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

/// How many causes remain after the least telling answer.
fn at_worst(causes: &[&Cause], family: Family) -> usize {
    let remaining = |answers: &[Outcome]| {
        causes.iter().filter(|cause| cause.expected(family).admits_all(answers)).count()
    };
    let outcomes = family.row().outcomes;
    let alone = outcomes.iter().map(|outcome| remaining(&[*outcome]));
    let beside_a_good_one = outcomes.iter().map(|outcome| remaining(&[*outcome, Outcome::Ok]));
    alone.chain(beside_a_good_one).max().unwrap_or(causes.len())
}
