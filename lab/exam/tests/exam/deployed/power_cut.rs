//! A worker goes without a word.

use std::time::{Duration, Instant};

use super::load::Load;
use super::pods::{self, SERVICES, node};
use crate::boot::{WORKERS, address, all_are_ready};
use crate::visitor::{is_live, visit};
use crate::wait::until;
use crate::{LAB, Story, probe};

const BAR: Duration = Duration::from_mins(1);
/// So many live pages in a row, and it was no luck.
const IN_A_ROW: usize = 100;
/// Requests a second beside.
const RATE: u32 = 20;

pub(crate) fn costs_no_page(story: &Story) {
    story.needs_deployment();
    let [first, second] = WORKERS;
    let first = address(first);
    let load = Load::begin(first, RATE);
    let cut = Instant::now();
    LAB.ok(&["stop", second]);
    // Half of the recommendations are gone, and nobody has said so.
    let live_again = || {
        let since = cut.elapsed();
        (0..IN_A_ROW).all(|_| is_live(&visit(first))).then_some(since)
    };
    let recovered = until("live pages", live_again, Option::is_some).unwrap();
    // Until the cluster has noticed, too, and given their work to the node that is left.
    let there = || {
        let pods = SERVICES.map(pods::ready);
        pods.iter().all(|pods| pods.len() > 1 && pods.iter().all(|pod| node(pod) != second))
    };
    until("all pods on the node that is left", there, |there| *there);
    let replaced = cut.elapsed();
    until("live pages without the node's pods", live_again, Option::is_some);
    let report = load.end();
    let seconds = |duration: Duration| format!("{:.1} s", duration.as_secs_f64());
    let pages = format!("failed pages of the other node, {} of them live", report.live);
    story.figures.add(&format!("power cut: {pages}"), &report.failures(), "0");
    story.figures.add("power cut: every page is live again after", &seconds(recovered), "60 s");
    story.figures.add("power cut: all pods are replaced after", &seconds(replaced), "none");

    LAB.ok(&["start", second]);
    until("every node Ready", all_are_ready, |ready| *ready);
    probe::until_dns_answers();
    pods::spread_again();
    report.is_without_failure();
    assert!(recovered <= BAR, "{recovered:?}");
}
