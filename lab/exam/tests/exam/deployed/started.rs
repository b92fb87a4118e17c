//! How soon a pod serves, and what it asks for.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Value, json};

use super::NAMESPACE;
use super::pods::{self, SERVICES, name};
use super::watch::{Seen, Watch};
use crate::wait::until;
use crate::{LAB, Story};

/// From the moment when a node has it, with its image there.
const BAR: f64 = 2.0;
/// Of so many starts the one in the middle counts: a kubelet looks once a second, and begins to count when it likes.
const STARTS: usize = 3;

pub(crate) fn soon(story: &Story) {
    story.needs_deployment();
    for service in SERVICES {
        let mut starts = [(); STARTS].map(|()| start_of_a_pod(service).as_secs_f64());
        starts.sort_by(f64::total_cmp);
        let middle = starts[STARTS / 2];
        let shown = starts.map(|start| format!("{start:.2} s")).join(", ");
        let what = format!("{service}: from start to Ready, the middle of {STARTS}");
        story.figures.add(&what, &shown, "2 s");
        assert!(middle <= BAR, "{service}: {shown}");
    }
    pods::until_spread();
}

/// In the place of one that is deleted.
fn start_of_a_pod(service: &str) -> Duration {
    let watch = Watch::begin();
    let there = pods::all_of(service);
    let all = |seen: &BTreeMap<String, Seen>| there.iter().all(|pod| seen.contains_key(name(pod)));
    let before = until("every pod watched", || watch.seen(), all);
    LAB.kubectl(&["delete", "pod", NAMESPACE, name(&pods::ready(service)[0]), "--wait=false"]);
    let start = || {
        let mut seen = watch.seen().into_iter();
        let is_new = |pod: &str| pod.starts_with(&format!("{service}-")) && !before.contains_key(pod);
        seen.find_map(|(pod, seen)| seen.start().filter(|_| is_new(&pod)))
    };
    until("a new pod", start, Option::is_some).unwrap()
}

pub(crate) fn on_little(story: &Story) {
    story.needs_deployment();
    let bars = json!({ "requests": { "cpu": "25m", "memory": "24Mi" }, "limits": { "memory": "64Mi" } });
    for service in SERVICES {
        for pod in pods::of(service) {
            let containers = pod["spec"]["containers"].as_array().unwrap();
            let resources: Vec<&Value> = containers.iter().map(|container| &container["resources"]).collect();
            assert_eq!(resources, [&bars], "{}", name(&pod));
        }
    }
}
