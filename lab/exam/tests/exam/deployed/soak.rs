//! A long time of ordinary traffic.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::load::{Load, Report};
use super::pods::{self, SERVICES, name, restarts};
use crate::wait::pause;
use crate::{LAB, Story, shop};

/// Requests a second to each worker.
const RATE: u32 = 25;
/// If nobody says how long.
const SECONDS: u64 = 60;
/// About as often as metrics-server knows something new.
const PAUSE: Duration = Duration::from_secs(10);
/// Of memory, in bytes.
const LIMIT: u64 = 64 << 20;

pub(crate) fn restarts_nothing(story: &Story) {
    story.needs_deployment();
    let seconds = std::env::var("LAB_EXAM_SOAK_SECONDS").map_or(SECONDS, |s| s.parse().expect("a number"));
    let end = Instant::now() + Duration::from_secs(seconds);
    let before = restarts_of_all();
    let loads = shop::addresses().map(|node| Load::begin(node, RATE));
    let mut memory = 0;
    while Instant::now() < end {
        memory = memory.max(most_memory());
        pause(PAUSE.min(end.saturating_duration_since(Instant::now())));
    }
    let report = loads.map(Load::end).into_iter().reduce(Report::and).unwrap();
    let now = restarts_of_all();
    // Storefronts come and go with the load; of the others there are as many as before.
    let is_known = |pod: &String| pod.starts_with("marketplace-") || before.contains_key(pod);
    assert!(now.keys().all(is_known), "a pod was replaced: {before:?}, {now:?}");
    let restarted = now.iter().map(|(pod, count)| count - before.get(pod).unwrap_or(&0)).sum::<u64>();

    let of = |what: &str| format!("{seconds} s at 50 requests a second: {what}");
    story.figures.add(&of("failed"), &report.failures(), "0");
    story.figures.add(&of("containers started again"), &restarted.to_string(), "0");
    let mebibytes = format!("{:.1} MiB", memory as f64 / f64::from(1 << 20));
    story.figures.add(&of("most memory of a pod"), &mebibytes, "64 MiB");
    report.is_without_failure();
    assert_eq!(restarted, 0);
    assert!(memory > 0 && memory <= LIMIT, "{memory}");
}

fn restarts_of_all() -> BTreeMap<String, u64> {
    let pods = SERVICES.into_iter().flat_map(pods::of);
    pods.map(|pod| (name(&pod).to_owned(), restarts(&pod))).collect()
}

/// Of any pod of the shop, in bytes, as metrics-server has it from the kubelets.
fn most_memory() -> u64 {
    let path = "/apis/metrics.k8s.io/v1beta1/namespaces/marketplace/pods";
    let metrics: Value = serde_json::from_str(&LAB.kubectl(&["get", "--raw", path])).unwrap();
    let pods = metrics["items"].as_array().unwrap().iter();
    let containers = pods.filter_map(|pod| pod["containers"].as_array()).flatten();
    containers.map(|container| bytes(&container["usage"]["memory"])).max().unwrap_or_default()
}

/// A quantity in the largest unit of two's powers that leaves no rest, as the API server writes memory.
fn bytes(quantity: &Value) -> u64 {
    let quantity = quantity.as_str().unwrap();
    let digits = quantity.trim_end_matches(|character: char| !character.is_ascii_digit());
    let unit = match &quantity[digits.len()..] {
        "" => 0,
        "Ki" => 10,
        "Mi" => 20,
        "Gi" => 30,
        other => panic!("`{other}` is no unit of memory"),
    };
    digits.parse::<u64>().unwrap() << unit
}
