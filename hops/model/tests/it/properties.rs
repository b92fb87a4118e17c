use hops_model::{FAMILIES, Observation, Outcome, Reach, cause, diagnose};
use proptest::prelude::*;

use crate::world::{Fault, World};

fn any_observation() -> impl Strategy<Value = Observation> {
    (0..FAMILIES.len(), any::<prop::sample::Index>(), 0..4_u8).prop_map(|(row, outcome, subject)| {
        let row = &FAMILIES[row];
        let outcome = row.outcomes[outcome.index(row.outcomes.len())];
        Observation::new(
            row.family,
            format!("subject {subject}"),
            outcome,
            format!("{}: {outcome:?}", row.name),
        )
    })
}

fn any_world() -> impl Strategy<Value = World> {
    let faults = prop::sample::subsequence(Fault::all(1).to_vec(), 0..=2);
    (2..6_usize, prop::sample::subsequence(vec![0, 1], 1..=2), faults, any::<bool>(), any::<bool>()).prop_map(
        |(nodes, dns, faults, agents, flipped)| World { agents, flipped, ..World::new(nodes, &dns, &faults) },
    )
}

proptest! {
    #[test]
    fn the_order_of_observations_does_not_matter(
        (seen, shuffled) in prop::collection::vec(any_observation(), 0..14)
            .prop_flat_map(|seen| (Just(seen.clone()), Just(seen).prop_shuffle())),
    ) {
        prop_assert_eq!(diagnose(&seen, &[]), diagnose(&shuffled, &[]));
    }

    #[test]
    fn the_order_of_what_a_cluster_shows_does_not_matter(
        (seen, shuffled) in any_world().prop_flat_map(|world| {
            let seen = world.observe();
            (Just(seen.clone()), Just(seen).prop_shuffle())
        }),
    ) {
        prop_assert_eq!(diagnose(&seen, &[]), diagnose(&shuffled, &[]));
    }

    #[test]
    fn one_more_good_answer_names_nobody_else(world in any_world(), family in 0..FAMILIES.len()) {
        let mut seen = world.observe();
        let before = diagnose(&seen, &[]);
        let family = FAMILIES[family].family;
        prop_assume!(family.row().outcomes.contains(&Outcome::Ok));
        // Whom it asks for the first time, it may tell much.
        prop_assume!(seen.iter().any(|one| one.family == family));
        seen.push(Observation::new(family, "a new subject", Outcome::Ok, "well"));
        let after = diagnose(&seen, &[]);
        let wants_all = |id| cause(id).expected(family).reach != Reach::Some;
        let causes = |diagnosis: &hops_model::Diagnosis| -> Vec<_> {
            diagnosis.findings.iter().map(|finding| finding.cause).collect()
        };
        let (before, after) = (causes(&before), causes(&after));
        let is_another = after.iter().any(|cause| !before.contains(cause));
        prop_assert!(!is_another || before.iter().copied().any(wants_all), "{:?} then {:?}", before, after);
    }

    #[test]
    fn whatever_is_seen_has_an_answer_that_can_be_written_and_read(
        seen in prop::collection::vec(any_observation(), 0..30),
    ) {
        let diagnosis = diagnose(&seen, &[]);
        let text = serde_json::to_string(&diagnosis).unwrap();
        prop_assert_eq!(serde_json::from_str::<hops_model::Diagnosis>(&text).unwrap(), diagnosis);
    }
}
