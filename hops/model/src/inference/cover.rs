//! Two or three causes at once.

use std::collections::BTreeSet;

use super::seen::{Answers, Seen};
use super::{Meaning, findings};
use crate::{Cause, Expected, Family, Observation, Outcome};

/// Where more causes than this are told, the observations are noise, and all their sets are too many to try.
const MOST_TOLD: usize = 20;

/// The set of causes, so many, that explains everything, each of which explains something that the others do not.
pub(super) fn meaning(seen: &Seen<'_>, pool: &[&'static Cause], size: usize) -> Meaning {
    let mut told: Vec<_> = pool.iter().copied().filter(|cause| seen.tells_clearly(cause)).collect();
    seen.sort(&mut told);
    told.truncate(MOST_TOLD);
    let mut sets: Vec<_> = sets(&told, size).into_iter().filter(|set| is_cover(set, seen)).collect();
    let most = sets.iter().map(|set| kinds_told(set, seen)).max();
    sets.retain(|set| Some(kinds_told(set, seen)) == most);
    one_of(&sets, seen)
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
    // A try of several that failed hides nothing: what fails always would have failed all of them.
    let is_silence =
        |outcome: &Outcome| outcome.is_fault() && !matches!(outcome, Outcome::Partial | Outcome::Slow);
    let all_bad = answers.outcomes.iter().all(|outcome| outcome.is_fault());
    let may_hide = all_bad && answers.outcomes.iter().any(is_silence);
    let may_be = |(at, one): (usize, &Expected)| {
        let others = || {
            let others = expected.iter().enumerate().filter(|(other, _)| *other != at);
            others.map(|(_, other)| other).filter(|other| answers.may_come_of(other))
        };
        let by_others = |outcome: &Outcome| others().any(|other| other.admits(*outcome));
        let faults = || answers.outcomes.iter().filter(|outcome| outcome.is_fault());
        (is_shown(one, answers) || (may_hide && faults().any(by_others)))
            && (answers.may_come_of(one) || faults().all(by_others))
    };
    answers.outcomes.iter().all(is_admitted) && expected.iter().enumerate().all(may_be)
}

fn is_shown(expected: &Expected, answers: &Answers<'_>) -> bool {
    let shown = |outcome: &Outcome| expected.shows.contains(outcome);
    expected.shows.is_empty() || answers.outcomes.iter().any(shown)
}

fn explains_something_alone(cause: &Cause, set: &[&'static Cause], seen: &Seen<'_>) -> bool {
    let others = || set.iter().filter(|other| other.id != cause.id);
    let by_another = |fault: &Observation, answers: &Answers<'_>| {
        others().any(|other| {
            let expected = other.expected(fault.family);
            expected.admits(fault.outcome) && is_shown(&expected, answers) && answers.may_come_of(&expected)
        })
    };
    let mut answers = seen.iter();
    answers.any(|(family, answers)| {
        let mut told = answers.faults.iter().filter(|fault| cause.is_told_by(family, fault.outcome));
        told.any(|fault| !by_another(fault, answers))
    })
}

/// How many kinds of fault speak for one of them, rather than being what one of them breaks.
fn kinds_told(set: &[&'static Cause], seen: &Seen<'_>) -> usize {
    let told = set.iter().flat_map(|cause| seen.told(cause));
    told.map(|fault| (fault.family, fault.outcome)).collect::<BTreeSet<_>>().len()
}
