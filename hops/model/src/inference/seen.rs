//! The answers, by the questions.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::{CAUSES, Cause, FAMILIES, Family, Observation, Outcome, Reach};

/// The answers, by the questions.
#[derive(Clone, Debug)]
pub(super) struct Seen<'a> {
    answers: BTreeMap<Family, Answers<'a>>,
}

/// What a family answered.
#[derive(Clone, Debug, Default)]
pub(super) struct Answers<'a> {
    /// The answers that are faults.
    pub(super) faults: Vec<&'a Observation>,
    /// Every answer in one word, each word once.
    pub(super) outcomes: Vec<Outcome>,
    /// Whether what is wrong is wrong with one node alone.
    one_node: bool,
}

impl<'a> Seen<'a> {
    pub(super) fn new(observations: &'a [Observation]) -> Self {
        let mut by_family: BTreeMap<Family, Vec<&Observation>> = BTreeMap::new();
        for observation in observations {
            by_family.entry(observation.family).or_default().push(observation);
        }
        let answers = by_family.into_iter().map(|(family, mut observations)| {
            // The order in which they came is chance, and must not show.
            observations.sort_by(|left, right| {
                (&left.subject, left.outcome, &left.seen).cmp(&(&right.subject, right.outcome, &right.seen))
            });
            (family, Answers::new(&observations))
        });
        Self { answers: answers.collect() }
    }

    /// The same without what can only be a cause beside the way, and these causes.
    pub(super) fn without_what_is_beside(&self) -> (Self, Vec<&'static Cause>) {
        let mut rest = self.clone();
        let mut beside: Vec<&'static Cause> = Vec::new();
        for (family, answers) in &mut rest.answers {
            let is_on_the_way = |fault: &Observation| {
                CAUSES.iter().any(|cause| !cause.beside && cause.is_told_by(*family, fault.outcome))
            };
            let (kept, aside): (Vec<_>, Vec<_>) = answers
                .faults
                .iter()
                .copied()
                .partition::<Vec<&Observation>, _>(|fault| is_on_the_way(fault));
            for fault in &aside {
                let told = |cause: &&Cause| cause.beside && cause.is_told_by(*family, fault.outcome);
                beside.extend(CAUSES.iter().find(told));
            }
            if !aside.is_empty() {
                answers.outcomes.retain(|outcome| aside.iter().all(|fault| fault.outcome != *outcome));
                answers.outcomes.push(Outcome::Ok);
                answers.faults = kept;
            }
        }
        beside.sort_by_key(|cause| cause.id);
        beside.dedup_by_key(|cause| cause.id);
        (rest, beside)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (Family, &Answers<'a>)> {
        self.answers.iter().map(|(family, answers)| (*family, answers))
    }

    pub(super) fn has(&self, family: Family) -> bool {
        self.answers.contains_key(&family)
    }

    pub(super) fn families_not_asked(&self) -> Vec<Family> {
        FAMILIES.iter().map(|row| row.family).filter(|family| !self.has(*family)).collect()
    }

    pub(super) fn faults(&self) -> Vec<&'a Observation> {
        self.answers.values().flat_map(|answers| answers.faults.iter().copied()).collect()
    }

    /// Whether all that was seen may come of this cause alone.
    pub(super) fn admits(&self, cause: &Cause) -> bool {
        self.iter().all(|(family, answers)| {
            let expected = cause.expected(family);
            expected.admits_all(&answers.outcomes) && answers.may_reach(expected.reach)
        })
    }

    /// The faults that speak for the cause: first those that it must show.
    pub(super) fn told(&self, cause: &Cause) -> Vec<&'a Observation> {
        let is_told = |fault: &&Observation| cause.is_told_by(fault.family, fault.outcome);
        let mut told: Vec<_> = self.faults().into_iter().filter(is_told).collect();
        told.sort_by_key(|fault| !cause.expected(fault.family).shows.contains(&fault.outcome));
        told
    }

    pub(super) fn tells(&self, cause: &Cause) -> bool {
        !self.told(cause).is_empty()
    }

    /// Whether what speaks for it is more than a try that failed once.
    pub(super) fn tells_clearly(&self, cause: &Cause) -> bool {
        let told = self.told(cause);
        let is_weak = |fault: &&Observation| fault.outcome == Outcome::Partial;
        told.len() > 1 || told.iter().any(|fault| !is_weak(fault))
    }

    /// How many families speak for it.
    pub(super) fn specificity(&self, cause: &Cause) -> usize {
        let mut families: Vec<_> = self.told(cause).iter().map(|fault| fault.family).collect();
        families.sort_unstable();
        families.dedup();
        families.len()
    }

    /// The likeliest first.
    pub(super) fn sort(&self, causes: &mut [&'static Cause]) {
        causes.sort_by_key(|cause| (Reverse(self.specificity(cause)), Reverse(cause.prior), cause.id));
    }
}

impl<'a> Answers<'a> {
    fn new(observations: &[&'a Observation]) -> Self {
        let mut outcomes: Vec<_> = observations.iter().map(|observation| observation.outcome).collect();
        outcomes.sort_unstable();
        outcomes.dedup();
        let is_fault = |observation: &&Observation| observation.outcome.is_fault();
        let (faults, good): (Vec<_>, Vec<_>) = observations.iter().copied().partition(is_fault);
        let one_node = !good.is_empty() && is_of_one_node(&faults);
        Self { faults, outcomes, one_node }
    }

    pub(super) fn may_reach(&self, reach: Reach) -> bool {
        reach != Reach::Nodes || !self.one_node
    }
}

/// Whether all of these pairs have a node in common.
fn is_of_one_node(faults: &[&Observation]) -> bool {
    let ends = |fault: &Observation| ["from", "to"].map(|key| fault.facts.get(key).cloned());
    let Some(first) = faults.first() else { return false };
    let common = |end: &Option<String>| end.is_some() && faults.iter().all(|fault| ends(fault).contains(end));
    ends(first).iter().any(common)
}
