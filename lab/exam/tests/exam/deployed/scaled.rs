//! More visitors than two pods are meant for.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use super::load::{Load, Report};
use super::pods::{self, name};
use super::watch::Watch;
use crate::visitor::visit;
use crate::wait::until;
use crate::{LAB, Story, shop};

/// Requests a second to each worker: many times what two pods asked for.
const RATE: u32 = 200;
/// From Ready to the first request.
const BAR: Duration = Duration::from_secs(15);
/// What every request to the storefront is counted in.
const SERVED: &str = "http_server_request_duration_seconds_count";
const LEAST: u64 = 2;
const MOST: u64 = 4;

pub(crate) fn out(story: &Story) {
    story.needs_deployment();
    let autoscaler = || LAB.get(&["horizontalpodautoscaler/marketplace", super::NAMESPACE]);
    let replicas = |found: &serde_json::Value| found["status"]["currentReplicas"].as_u64();
    until("its least replicas", autoscaler, |found| replicas(found) == Some(LEAST));
    let old: Vec<String> = pods::of("marketplace").iter().map(|pod| name(pod).to_owned()).collect();
    let (watch, began) = (Watch::begin(), Instant::now());
    let nodes = shop::addresses();
    let loads = nodes.map(|node| Load::begin(node, RATE));
    let mut served = BTreeMap::new();
    let all_serve = || {
        // A connection that is kept stays where it is: visitors are who comes anew.
        for node in nodes.into_iter().cycle().take(8) {
            drop(visit(node));
        }
        for pod in pods::ready("marketplace") {
            let is_new = !old.iter().any(|old| old == name(&pod));
            if is_new && pods::counter(&pod, SERVED).is_some_and(|count| count > 0.0) {
                served.entry(name(&pod).to_owned()).or_insert_with(Instant::now);
            }
        }
        served.len()
    };
    let wanted = usize::try_from(MOST - LEAST).unwrap();
    until("every new pod serving", all_serve, |serving| *serving >= wanted);
    let scaled = began.elapsed();
    let report = loads.map(Load::end).into_iter().reduce(Report::and).unwrap();
    until("its most replicas", autoscaler, |found| replicas(found) == Some(MOST));

    story.figures.add("from load to 4 pods that serve", &format!("{:.0} s", scaled.as_secs_f64()), "none");
    let ready = || served.keys().filter_map(|pod| watch.seen().get(pod)?.ready).collect::<Vec<_>>();
    let ready = until("news of every new pod", ready, |ready| ready.len() == served.len());
    let waits = served.values().zip(ready).map(|(served, ready)| served.saturating_duration_since(ready));
    let longest = waits.max().unwrap();
    let shown = format!("{:.1} s", longest.as_secs_f64());
    story.figures.add("a new pod's first request after Ready", &shown, "15 s");
    assert!(longest <= BAR, "{longest:?}");
    story.figures.add("failed requests while scaling out", &report.failures(), "none");
}
