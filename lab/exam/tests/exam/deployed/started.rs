//! How soon a pod serves, and what it asks for.

use serde_json::{Value, json};

use super::NAMESPACE;
use super::pods::{self, SERVICES, name};
use super::watch::{Seen, Watch};
use crate::wait::until;
use crate::{LAB, Story};

/// With its image on the node.
const BAR: f64 = 2.0;

pub(crate) fn soon(story: &Story) {
    story.needs_deployment();
    let watch = Watch::begin();
    for service in SERVICES {
        let before = pods::ready(service);
        let known = |pod: &str| before.iter().any(|known| name(known) == pod);
        let deleted = name(&before[0]).to_owned();
        LAB.kubectl(&["delete", "pod", NAMESPACE, &deleted, "--wait=false"]);
        let of_service = |pod: &str| pod.starts_with(&format!("{service}-")) && !known(pod);
        let starts = || {
            let seen = watch.seen().into_iter().filter(|(pod, _)| of_service(pod));
            seen.filter_map(|(_, seen)| Seen::start(seen)).collect::<Vec<_>>()
        };
        let start = until("a new pod", starts, |starts| !starts.is_empty())[0].as_secs_f64();
        story.figures.add(&format!("{service}: start of a pod to Ready"), &format!("{start:.2} s"), "2 s");
        assert!(start <= BAR, "{service}: {start:.2} s");
    }
    pods::until_spread();
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
