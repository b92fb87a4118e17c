//! Two or three causes at once.

use std::collections::BTreeSet;

use super::seen::{Answers, Seen};
use super::{Meaning, findings};
use crate::{Cause, Expected, Family, Observation, Outcome, Reach};

/// The smallest set of causes that explains everything, each of which explains something that the others do not.
pub(super) fn meaning(seen: &Seen<'_>, pool: &[&'static Cause]) -> Meaning {
    let mut told: Vec<_> = pool.iter().copied().filter(|cause| seen.tells_clearly(cause)).collect();
    seen.sort(&mut told);
    for size in [2, 3] {
        let mut sets: Vec<_> = sets(&told, size).into_iter().filter(|set| is_cover(set, seen)).collect();
        let specificity = |set: &[&'static Cause]| families_that_tell(set, seen);
        let Some(most) = sets.iter().map(|set| specificity(set)).max() else { continue };
        sets.retain(|set| specificity(set) == most);
        return one_of(&sets, seen);
    }
    Meaning::Nothing
}

fn one_of(sets: &[Vec<&'static Cause>], seen: &Seen<'_>) -> Meaning {
    let cures = |set: &[&Cause]| -> BTreeSet<String> {
        set.iter().map(|cause| findings::cure(cause, seen).text).collect()
    };
    let Some(first) = sets.first() else { return Meaning::Nothing };
    if sets.iter().all(|set| cures(set) == cures(first)) {
        return Meaning::These(first.iter().map(|cause| (*cause, Vec::new())).collect());
    }
    let mut causes: Vec<_> = sets.iter().flatten().copied().collect();
    causes.sort_by_key(|cause| cause.id);
    causes.dedup_by_key(|cause| cause.id);
    seen.sort(&mut causes);
    Meaning::SomeOf(causes)
}

fn sets(causes: &[&'static Cause], size: usize) -> Vec<Vec<&'static Cause>> {
    if size == 0 {
        return vec![Vec::new()];
    }
    let mut all = Vec::new();
    for (at, cause) in causes.iter().enumerate() {
        for mut set in sets(&causes[at + 1..], size - 1) {
            set.insert(0, *cause);
            all.push(set);
        }
    }
    all
}

fn is_cover(set: &[&'static Cause], seen: &Seen<'_>) -> bool {
    seen.iter().all(|(family, answers)| admits(set, family, answers))
        && set.iter().all(|cause| explains_something_alone(cause, set, seen))
}

/// Whether the causes together let a family answer so. A fault may hide another: where one of them already makes every
/// answer bad, the others cannot show what they would.
fn admits(set: &[&'static Cause], family: Family, answers: &Answers<'_>) -> bool {
    let expected: Vec<Expected> = set.iter().map(|cause| cause.expected(family)).collect();
    let is_admitted = |outcome: &Outcome| {
        if outcome.is_fault() {
            expected.iter().any(|expected| expected.admits(*outcome))
        } else {
            expected.iter().all(|expected| expected.admits(*outcome))
        }
    };
    let may_be = |one: &Expected| {
        let shown = |outcome: &Outcome| one.shows.contains(outcome);
        let is_shown =
            one.shows.is_empty() || answers.outcomes.iter().any(shown) || !answers.faults.is_empty();
        let is_contrast =
            one.reach != Reach::Contrast || answers.outcomes.iter().any(|outcome| !outcome.is_fault());
        is_shown && is_contrast && answers.may_reach(one.reach)
    };
    answers.outcomes.iter().all(is_admitted) && expected.iter().all(may_be)
}

fn explains_something_alone(cause: &Cause, set: &[&'static Cause], seen: &Seen<'_>) -> bool {
    let by_another = |fault: &Observation| {
        set.iter().any(|other| other.id != cause.id && other.expected(fault.family).admits(fault.outcome))
    };
    seen.told(cause).into_iter().any(|fault| !by_another(fault))
}

fn families_that_tell(set: &[&'static Cause], seen: &Seen<'_>) -> usize {
    let told = set.iter().flat_map(|cause| seen.told(cause));
    told.map(|fault| fault.family).collect::<BTreeSet<_>>().len()
}
