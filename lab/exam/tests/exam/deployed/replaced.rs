//! Pods that come and go under the visitors.

use super::NAMESPACE;
use super::load::{Load, Report};
use super::pods;
use crate::boot::WORKERS;
use crate::{LAB, Story, shop};

/// Requests a second to each of the two workers, and so 200 in all.
const RATE: u32 = 100;

/// A drain first: what comes back to the node afterwards comes with the new pods of the rollout.
pub(crate) fn without_a_failure(story: &Story) {
    story.needs_deployment();
    let [_, second] = WORKERS;
    let loads = shop::addresses().map(|node| Load::begin(node, RATE));
    let drain = ["drain", second, "--ignore-daemonsets", "--delete-emptydir-data", "--timeout=180s"];
    LAB.kubectl(&drain);
    let field = format!("--field-selector=spec.nodeName={second}");
    let left = LAB.get(&["pods", NAMESPACE, &field]);
    assert_eq!(left["items"].as_array().unwrap().len(), 0, "{left}");
    LAB.kubectl(&["uncordon", second]);
    pods::spread_again();
    let report = loads.map(Load::end).into_iter().reduce(Report::and).unwrap();
    let what = "failed requests at 200/s, a worker drained and every pod replaced";
    story.figures.add(what, &report.failures(), "0");
    report.is_without_failure();
}
