//! Every case.

mod blind;
mod doubles;
mod faults;
mod four;
mod healthy;

use serde_json::json;

use crate::case::{Break, Case};
use crate::shown::SHOP;

/// All of them, group by group.
pub fn all() -> Vec<Case> {
    [four::cases(), faults::cases(), healthy::cases(), doubles::cases(), blind::cases()].concat()
}

/// A variable of a Deployment of the shop.
fn variable(deployment: &'static str, name: &str, value: &str) -> Break {
    let container = deployment.trim_start_matches("deployment/");
    let containers = json!([{ "name": container, "env": [{ "name": name, "value": value }] }]);
    of_pods(deployment, &json!({ "containers": containers }))
}

/// A part of the pods of a Deployment of the shop.
fn of_pods(object: &'static str, spec: &serde_json::Value) -> Break {
    let patch = json!({ "spec": { "template": { "spec": spec } } });
    Break::Patch { namespace: SHOP, object, patch }
}

/// A part of an object's `spec`.
fn of_spec(namespace: &'static str, object: &'static str, spec: &serde_json::Value) -> Break {
    Break::Patch { namespace, object, patch: json!({ "spec": spec }) }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::case::{Cure, Group};

    fn count(group: Group) -> usize {
        all().iter().filter(|case| case.group == group).count()
    }

    #[test]
    fn there_are_as_many_as_the_bars_ask_for() {
        for (group, least) in
            [(Group::Four, 20), (Group::Healthy, 20), (Group::Double, 15), (Group::Blind, 5)]
        {
            assert!(count(group) >= least, "{group}: {}", count(group));
        }
    }

    #[test]
    fn every_case_has_a_name_of_its_own() {
        let all = all();
        let names: BTreeSet<_> = all.iter().map(|case| &case.name).collect();
        assert_eq!(names.len(), all.len());
    }

    #[test]
    fn everything_that_lab_break_breaks_is_examined() {
        let all = all();
        for fault in &lab_faults::FAULTS {
            let is_it =
                |broken: &Break| matches!(broken, Break::Fault(name, _) if *name == fault.name.as_str());
            let is_examined = |case: &Case| case.group == Group::Fault && case.breaks.iter().any(is_it);
            assert!(all.iter().any(is_examined), "{}", fault.name);
        }
    }

    #[test]
    fn of_the_four_every_fix_is_applied_as_it_is_printed() {
        assert!(all().iter().all(|case| case.group != Group::Four || case.cure != Cure::None));
    }

    #[test]
    fn the_short_exam_has_the_four_three_more_and_three_that_are_healthy() {
        let all = all();
        let quick = |group| all.iter().filter(|case| case.quick && case.group == group).count();
        assert_eq!([Group::Four, Group::Fault, Group::Healthy].map(quick), [4, 3, 3]);
        assert_eq!(all.iter().filter(|case| case.quick).count(), 10);
        assert!(all.iter().all(|case| !case.quick || case.workers == 2), "one lab is enough");
    }
}
