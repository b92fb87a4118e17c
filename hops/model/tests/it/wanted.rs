//! What was asked for by name and could not be seen.

use hops_model::{
    CauseId, Diagnosis, Family, Observation, Outcome, Unseen, Verdict, diagnose, diagnose_wanted,
};

use crate::world::World;

const WANTED: [Family; 1] = [Family::ExistingObjects];

fn of_a_healthy_cluster(more: &[Observation], wanted: &[Family]) -> Diagnosis {
    let mut observations = World::new(3, &[0, 1], &[]).observe();
    observations.retain(|seen| seen.family != Family::ExistingObjects);
    observations.extend_from_slice(more);
    diagnose_wanted(&observations, &[refused()], wanted)
}

fn refused() -> Unseen {
    Unseen { families: WANTED.to_vec(), reason: "not allowed".to_owned(), way_out: None }
}

#[test]
fn what_was_wanted_and_not_seen_at_all_cannot_be_told_to_be_well() {
    let diagnosis = of_a_healthy_cluster(&[], &WANTED);
    assert_eq!(diagnosis.verdict, Verdict::CannotTell);
    assert!(diagnosis.findings.is_empty() && diagnosis.unseen == [refused()]);
}

#[test]
fn what_was_wanted_and_partly_seen_is_judged_by_what_was_seen() {
    let seen =
        |outcome| Observation::new(Family::ExistingObjects, "kubernetes_service.shop", outcome, "seen");
    let free = of_a_healthy_cluster(&[seen(Outcome::Ok)], &WANTED);
    assert_eq!(free.verdict, Verdict::Healthy);
    let taken = of_a_healthy_cluster(&[seen(Outcome::Exists)], &WANTED);
    assert_eq!(taken.verdict, Verdict::Named);
}

#[test]
fn what_nobody_wanted_does_not_matter() {
    assert_eq!(of_a_healthy_cluster(&[], &[]).verdict, Verdict::Healthy);
    assert_eq!(of_a_healthy_cluster(&[], &[Family::ImagePlatforms]).verdict, Verdict::Healthy);
}

#[test]
fn a_fault_is_named_whatever_else_was_wanted() {
    let observations = World::new(3, &[0, 1], &[crate::world::Fault::CorednsDown]).observe();
    let without = diagnose(&observations, &[refused()]);
    assert_eq!(without.verdict, Verdict::Named);
    assert_eq!(diagnose_wanted(&observations, &[refused()], &WANTED), without);
}

#[test]
fn of_a_plan_that_nobody_gave_nothing_is_guessed() {
    let mut observations = World::new(3, &[0, 1], &[]).observe();
    let outside = [Family::NodePort, Family::Page, Family::PodState, Family::Endpoints];
    observations.retain(|seen| outside.contains(&seen.family) && seen.family != Family::Page);
    observations.push(Observation::new(Family::Page, "http://w1/", Outcome::Degraded, "seen"));
    let diagnosis = diagnose(&observations, &[]);
    assert_eq!(diagnosis.verdict, Verdict::Ambiguous);
    let guessed: Vec<CauseId> = diagnosis.candidates.iter().map(|candidate| candidate.cause).collect();
    assert!(guessed.contains(&CauseId::DnsDown), "{guessed:?}");
    assert!(!guessed.contains(&CauseId::AlreadyExists), "{guessed:?}");
}
