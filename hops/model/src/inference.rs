//! From what was seen to what it means.
//!
//! A cause fits if every family that was asked admits its answers, and it is told if a fault was seen that speaks for it.
//! One cause that fits is named. When none fits alone, two or three are, if each explains a fault that the others do not.
//! Otherwise the answer says what it cannot tell, and what to ask next.

use crate::{CAUSES, Cause, CauseId, Diagnosis, Family, Finding, NextProbe, Observation, Unseen, Verdict};

mod cover;
mod findings;
mod next;
mod seen;
mod unheard;

pub use findings::finding;
pub use next::next_probe;

use seen::Seen;

/// What must have been asked, and answered well, before a request is said to pass: of each row one family.
pub const HEALTHY_MINIMUM: [&[Family]; 3] =
    [&[Family::PodState], &[Family::Endpoints], &[Family::NodePort, Family::Page]];

/// What faults mean.
#[derive(Debug)]
enum Meaning {
    /// There are none.
    NoFault,
    /// These, all of them. What else would be mended by the same cures is beside each.
    These(Vec<(&'static Cause, Vec<&'static Cause>)>),
    /// One or some of these.
    SomeOf(Vec<&'static Cause>),
    /// None that is known.
    Nothing,
}

/// What the observations mean, taken together. Their order does not matter.
pub fn diagnose(observations: &[Observation], unseen: &[Unseen]) -> Diagnosis {
    let observations = &unheard::with_unheard(observations);
    let all = Seen::new(observations);
    let (on_the_way, mut beside) = all.without_what_is_beside();
    let (happens, written) = on_the_way.without_what_is_only_written();
    let mut seen = &on_the_way;
    let mut meaning = meaning(seen, |cause| !cause.beside);
    if matches!(&meaning, Meaning::SomeOf(causes) if !causes.iter().any(|cause| seen.tells(cause))) {
        // They would only break it on their way. One that shows it explains it better.
        let with_beside = self::meaning(seen, |_| true);
        if matches!(with_beside, Meaning::These(_)) {
            meaning = with_beside;
        }
    }
    if matches!(meaning, Meaning::Nothing) {
        // What is beside the way of most requests may be on the way of this one.
        meaning = self::meaning(&all, |_| true);
        if !matches!(meaning, Meaning::Nothing) {
            (seen, beside) = (&all, Vec::new());
        } else if !written.is_empty() {
            // A plan may be wrong of which nothing has come yet.
            meaning = self::meaning(&happens, |cause| !cause.beside);
            seen = &happens;
            beside.extend(written);
        }
    }
    let mut diagnosis = Diagnosis {
        verdict: Verdict::CannotTell,
        findings: Vec::new(),
        candidates: Vec::new(),
        beside: beside.iter().map(|cause| findings::of(cause, &all, &[])).collect(),
        unexplained: Vec::new(),
        next: None,
        unseen: unseen.to_vec(),
    };
    match meaning {
        Meaning::NoFault => without_fault(&mut diagnosis, seen, unseen),
        Meaning::These(named) => {
            diagnosis.verdict = Verdict::Named;
            diagnosis.findings = in_order_of_hops(&named, seen);
        }
        Meaning::SomeOf(causes) => {
            diagnosis.verdict = Verdict::Ambiguous;
            diagnosis.next = next_of(&causes, seen, unseen);
            diagnosis.candidates = causes.iter().map(|cause| findings::of(cause, seen, &[])).collect();
        }
        Meaning::Nothing => diagnosis.unexplained = seen.faults().into_iter().cloned().collect(),
    }
    diagnosis
}

/// The same for somebody who asked for these families: of what was wanted and could not be seen, nobody says that it is
/// well.
pub fn diagnose_wanted(observations: &[Observation], unseen: &[Unseen], wanted: &[Family]) -> Diagnosis {
    let mut diagnosis = diagnose(observations, unseen);
    let is_answered = |family: &Family| observations.iter().any(|seen| seen.family == *family);
    let is_unseen = |family: &Family| unseen.iter().any(|unseen| unseen.families.contains(family));
    let is_open = |family: &Family| !is_answered(family) && is_unseen(family);
    if diagnosis.verdict == Verdict::Healthy && wanted.iter().any(is_open) {
        diagnosis.verdict = Verdict::CannotTell;
    }
    diagnosis
}

/// Nothing is wrong on the way. Is that because all is well, or because little was asked?
fn without_fault(diagnosis: &mut Diagnosis, seen: &Seen<'_>, unseen: &[Unseen]) {
    let enough = HEALTHY_MINIMUM.iter().all(|families| families.iter().any(|family| seen.has(*family)));
    if enough {
        diagnosis.verdict = Verdict::Healthy;
    } else if diagnosis.beside.is_empty() {
        let fits: Vec<_> = CAUSES.iter().filter(|cause| seen.admits(cause)).collect();
        diagnosis.next = next_of(&fits, seen, unseen);
    } else {
        // Whether the request passes is not known; what is wrong is.
        diagnosis.verdict = Verdict::Named;
        diagnosis.findings = std::mem::take(&mut diagnosis.beside);
    }
}

fn meaning(seen: &Seen<'_>, may_be: impl Fn(&Cause) -> bool) -> Meaning {
    if seen.faults().is_empty() {
        return Meaning::NoFault;
    }
    let pool: Vec<_> = CAUSES.iter().filter(|cause| may_be(cause)).collect();
    let mut fits: Vec<_> = pool.iter().copied().filter(|cause| seen.admits(cause)).collect();
    seen.sort(&mut fits);
    let told: Vec<_> = fits.iter().copied().filter(|cause| seen.tells(cause)).collect();
    if let Some((first, others)) = told.split_first() {
        let cure = |cause: &Cause| findings::cure(cause, seen);
        let one_cure = others.iter().all(|other| cure(other) == cure(first));
        if !one_cure {
            return Meaning::SomeOf(told);
        }
        if seen.tells_clearly(first) {
            return Meaning::These(vec![(first, others.to_vec())]);
        }
    }
    // Two that are told explain better than one of which nothing is seen but what it would break.
    match cover::meaning(seen, &pool, 2) {
        Meaning::Nothing if !fits.is_empty() => {
            let (guesses, known): (Vec<_>, Vec<_>) =
                fits.into_iter().partition(|cause| is_a_guess_at_a_plan(cause, seen));
            Meaning::SomeOf(if known.is_empty() { guesses } else { known })
        }
        Meaning::Nothing => cover::meaning(seen, &pool, 3),
        two => two,
    }
}

/// Whether nothing but a plan would show it, and none was given.
fn is_a_guess_at_a_plan(cause: &Cause, seen: &Seen<'_>) -> bool {
    let mut showing = cause.expects.iter().filter(|(_, expected)| !expected.shows.is_empty()).peekable();
    let of_a_plan = |family: Family| matches!(family, Family::StaticRules | Family::ExistingObjects);
    showing.peek().is_some() && showing.all(|(family, _)| of_a_plan(*family) && !seen.has(*family))
}

/// Among what can be asked: first of that to which a way is known.
fn next_of(causes: &[&'static Cause], seen: &Seen<'_>, unseen: &[Unseen]) -> Option<NextProbe> {
    let ids: Vec<CauseId> = causes.iter().map(|cause| cause.id).collect();
    let with_way_out = unseen.iter().filter(|unseen| unseen.way_out.is_some());
    let mut near: Vec<Family> = with_way_out.flat_map(|unseen| unseen.families.iter().copied()).collect();
    near.retain(|family| !seen.has(*family));
    next_probe(&ids, &near).or_else(|| next_probe(&ids, &seen.families_not_asked()))
}

fn in_order_of_hops(named: &[(&'static Cause, Vec<&'static Cause>)], seen: &Seen<'_>) -> Vec<Finding> {
    let mut findings: Vec<_> =
        named.iter().map(|(cause, same_cure)| findings::of(cause, seen, same_cure)).collect();
    findings.sort_by_key(|finding| (finding.hop, finding.cause));
    findings
}
