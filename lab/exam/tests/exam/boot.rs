//! From nothing to Ready.

use std::net::Ipv4Addr;

use serde_json::Value;

use crate::{LAB, Story};

const KUBERNETES: &str = "v1.36.3";
const CONTAINERD: &str = "containerd://2.3.7";

/// The two workers, in their order.
pub(crate) const WORKERS: [&str; 2] = ["w1", "w2"];

pub(crate) fn comes_up(story: &Story) {
    story.before();
    let up = LAB.run(&["up", "--timings"]);
    println!("{}{}", up.stderr, up.stdout);
    assert_eq!(up.exit, Some(0), "{up:?}");
    let _ = story.up.set(());

    let nodes = LAB.get(&["nodes"]);
    let nodes = nodes["items"].as_array().unwrap();
    let names: Vec<_> = nodes.iter().map(|node| node["metadata"]["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["cp", "w1", "w2"]);
    for node in nodes {
        assert!(is_ready(node), "{node}");
        let information = &node["status"]["nodeInfo"];
        assert_eq!(information["kubeletVersion"], KUBERNETES);
        assert_eq!(information["containerRuntimeVersion"], CONTAINERD);
    }
    let version: Value = serde_json::from_str(&LAB.kubectl(&["version", "--output=json"])).unwrap();
    assert_eq!(version["serverVersion"]["gitVersion"], KUBERNETES);
}

/// Whether the API server takes a node or a pod for Ready.
pub(crate) fn is_ready(object: &Value) -> bool {
    let conditions = object["status"]["conditions"].as_array();
    conditions
        .into_iter()
        .flatten()
        .any(|condition| condition["type"] == "Ready" && condition["status"] == "True")
}

/// Whether every node is.
pub(crate) fn all_are_ready() -> bool {
    LAB.get(&["nodes"])["items"].as_array().unwrap().iter().all(is_ready)
}

/// A node's address in the VPC.
pub(crate) fn address(node: &str) -> Ipv4Addr {
    let status = LAB.status();
    let nodes = status["nodes"].as_array().unwrap();
    let found = nodes.iter().find(|entry| entry["name"] == node).unwrap();
    found["address"].as_str().unwrap().parse().unwrap()
}
