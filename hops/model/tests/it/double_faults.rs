use hops_model::diagnose;

use crate::single_faults::clusters;
use crate::world::{Fault, World};

#[test]
fn of_two_faults_at_once_both_are_named_four_times_in_five_and_no_third() {
    let (mut all, mut both) = (0, 0);
    let (mut missed, mut strange) = (Vec::new(), Vec::new());
    for world in clusters().into_iter().filter(|world| world.nodes > 2 && world.dns.len() == 1) {
        let faults = Fault::all(1).map(|fault| match fault {
            // On a node without power nobody sees whether kube-proxy runs.
            Fault::NodeDown(_) => Fault::NodeDown(2),
            other => other,
        });
        for (at, one) in faults.iter().enumerate() {
            for other in &faults[at + 1..] {
                let world = World { faults: [*one, *other].into(), ..world.clone() };
                let diagnosis = diagnose(&world.observe(), &[]);
                let named: Vec<_> = diagnosis.findings.iter().map(|finding| finding.cause).collect();
                let wanted = [one.cause(), other.cause()];
                all += 1;
                if named.len() == 2 && wanted.iter().all(|cause| named.contains(cause)) {
                    both += 1;
                } else {
                    let candidates: Vec<_> = diagnosis.candidates.iter().map(|one| one.cause).collect();
                    missed.push(format!(
                        "{one:?} + {other:?}: {:?} {named:?} {candidates:?}",
                        diagnosis.verdict
                    ));
                }
                if named.iter().any(|cause| !wanted.contains(cause)) {
                    strange.push(format!("{named:?} in {world:?}"));
                }
            }
        }
    }
    missed.sort();
    missed.dedup();
    println!("{both} of {all}\n{}", missed.join("\n"));
    assert!(strange.is_empty(), "{}:\n{}", strange.len(), strange[..strange.len().min(20)].join("\n"));
    assert!(both * 5 >= all * 4, "{both} of {all}");
}
