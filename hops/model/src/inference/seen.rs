//! The answers, by the questions.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::{Access, CAUSES, Cause, Expected, FAMILIES, Family, Observation, Outcome, Reach};

/// The answers, by the questions.
#[derive(Clone, Debug)]
pub(super) struct Seen<'a> {
    answers: BTreeMap<Family, Answers<'a>>,
    /// What is silent because its node is down. It says nothing more.
    of_dead_nodes: Vec<&'a Observation>,
}

/// What may be seen of a node that is down, whatever else is wrong.
const SILENCE: [Outcome; 10] = [
    Outcome::Timeout,
    Outcome::Silent,
    Outcome::TimeoutWithoutLocalPod,
    Outcome::Prohibited,
    Outcome::Refused,
    Outcome::Partial,
    Outcome::NotReady,
    Outcome::KubeProxyMissing,
    Outcome::BgpNotEstablished,
    Outcome::FelixNotReady,
];

/// What a family answered.
#[derive(Clone, Debug, Default)]
pub(super) struct Answers<'a> {
    /// The answers that are faults.
    pub(super) faults: Vec<&'a Observation>,
    /// Every answer in one word, each word once.
    pub(super) outcomes: Vec<Outcome>,
    /// Whether it is known between which nodes something is wrong.
    has_ends: bool,
    /// Whether it is one node, and the good answers say that it is no other.
    one_node_only: bool,
}

impl<'a> Seen<'a> {
    pub(super) fn new(observations: &'a [Observation]) -> Self {
        let dead = dead_nodes(observations);
        let still_has_visitors =
            observations.iter().any(|observation| observation.outcome == Outcome::Unheard);
        let telling = observations.iter().filter(|observation| !says_nothing(observation));
        let (mut of_dead_nodes, others): (Vec<_>, Vec<_>) = telling.partition(|observation| {
            is_silence_of(observation, &dead) || (still_has_visitors && may_be_sent_on(observation))
        });
        sort(&mut of_dead_nodes);
        let mut by_family: BTreeMap<Family, Vec<&Observation>> = BTreeMap::new();
        for observation in others {
            by_family.entry(observation.family).or_default().push(observation);
        }
        let answers = by_family.into_iter().map(|(family, mut observations)| {
            // The order in which they came is chance, and must not show.
            sort(&mut observations);
            (family, Answers::new(&observations))
        });
        Self { answers: answers.collect(), of_dead_nodes }
    }

    /// The same without what can only be a cause beside the way, and these causes.
    pub(super) fn without_what_is_beside(&self) -> (Self, Vec<&'static Cause>) {
        let is_told = |fault: &Observation, beside: bool| {
            let told =
                |cause: &Cause| cause.beside == beside && cause.is_told_by(fault.family, fault.outcome);
            CAUSES.iter().any(told)
        };
        self.without(|fault| !is_told(fault, false) && is_told(fault, true), |cause| cause.beside)
    }

    /// The same without what only a plan, a registry or the cloud says, and what it would break.
    pub(super) fn without_what_is_only_written(&self) -> (Self, Vec<&'static Cause>) {
        let is_written =
            |fault: &Observation| matches!(fault.family.row().access, Access::Static | Access::Aws);
        self.without(is_written, |_| true)
    }

    /// With good answers in the place of some faults, and for each the likeliest of these causes that it speaks for.
    fn without(
        &self,
        goes: impl Fn(&Observation) -> bool,
        may_be: impl Fn(&Cause) -> bool,
    ) -> (Self, Vec<&'static Cause>) {
        let mut rest = self.clone();
        let mut causes: Vec<&'static Cause> = Vec::new();
        for answers in rest.answers.values_mut() {
            let (gone, kept): (Vec<_>, Vec<_>) =
                answers.faults.iter().copied().partition(|fault| goes(fault));
            if gone.is_empty() {
                continue;
            }
            for fault in &gone {
                let told = |cause: &&Cause| may_be(cause) && cause.is_told_by(fault.family, fault.outcome);
                causes.extend(CAUSES.iter().find(told));
            }
            answers.outcomes.retain(|outcome| gone.iter().all(|fault| fault.outcome != *outcome));
            answers.outcomes.push(Outcome::Ok);
            answers.faults = kept;
        }
        causes.sort_by_key(|cause| cause.id);
        causes.dedup_by_key(|cause| cause.id);
        (rest, causes)
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

    /// What is silent because its node is down.
    pub(super) fn of_dead_nodes(&self) -> &[&'a Observation] {
        &self.of_dead_nodes
    }

    pub(super) fn faults(&self) -> Vec<&'a Observation> {
        self.answers.values().flat_map(|answers| answers.faults.iter().copied()).collect()
    }

    /// Whether all that was seen may come of this cause alone.
    pub(super) fn admits(&self, cause: &Cause) -> bool {
        self.iter().all(|(family, answers)| {
            let expected = cause.expected(family);
            expected.admits_all(&answers.outcomes) && answers.may_come_of(&expected)
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
        let one_node_only = !good.is_empty() && common_node(&faults) == Some(true);
        Self { has_ends: common_node(&faults).is_some(), one_node_only, faults, outcomes }
    }

    /// Whether what is wrong is as widely wrong as this cause would have it.
    pub(super) fn may_come_of(&self, expected: &Expected) -> bool {
        match expected.reach {
            Reach::Nodes => !self.one_node_only,
            // What ends at such a node is not among the answers any more.
            Reach::Node => !self.has_ends,
            Reach::Contrast => expected.has_contrast(&self.outcomes),
            Reach::Some | Reach::All => true,
        }
    }
}

fn sort(observations: &mut [&Observation]) {
    observations.sort_by(|left, right| {
        (&left.subject, left.outcome, &left.seen).cmp(&(&right.subject, right.outcome, &right.seen))
    });
}

/// That a node answers at some port says that there is a way to it. That it is silent says nothing: its security group
/// need not admit any of the ports that were tried.
fn says_nothing(observation: &Observation) -> bool {
    observation.family == Family::NodeReach && observation.outcome.is_fault()
}

fn dead_nodes(observations: &[Observation]) -> Vec<&String> {
    let is_dead = |one: &&Observation| {
        one.family == Family::Nodes && matches!(one.outcome, Outcome::NotReady | Outcome::Unheard)
    };
    observations.iter().filter(is_dead).filter_map(|observation| observation.facts.get("node")).collect()
}

fn is_silence_of(observation: &Observation, dead: &[&String]) -> bool {
    let is_dead = |key: &str| observation.facts.get(key).is_some_and(|node| dead.contains(&node));
    observation.family != Family::Nodes
        && SILENCE.contains(&observation.outcome)
        && ["node", "from", "to"].into_iter().any(is_dead)
}

/// Until a node is `NotReady`, every other node sends visitors to the pods on it.
fn may_be_sent_on(observation: &Observation) -> bool {
    observation.family == Family::NodePort && observation.outcome == Outcome::Timeout
}

/// Whether all of these pairs have a node in common; `None` where nobody says whose they are.
fn common_node(faults: &[&Observation]) -> Option<bool> {
    let ends = faults.iter().map(|fault| Some([fault.facts.get("from")?, fault.facts.get("to")?]));
    let ends = ends.collect::<Option<Vec<_>>>()?;
    let first = ends.first()?;
    Some(first.iter().any(|node| ends.iter().all(|ends| ends.contains(node))))
}
