//! What is inside a node, and its power.

use crate::boot::{WORKERS, all_are_ready};
use crate::wait::until;
use crate::{LAB, Story, probe};

pub(crate) fn inside(story: &Story) {
    story.needs_lab();
    for node in ["cp", "w1", "w2"] {
        assert_eq!(LAB.ok(&["exec", node, "--", "hostname"]).trim(), node);
        assert!(LAB.ok(&["logs", node, "kubelet"]).contains("kubelet"), "{node}");
        assert!(LAB.ok(&["logs", node, "containerd"]).contains("containerd"), "{node}");
    }
    let seven = LAB.run(&["exec", "w1", "--", "sh", "-c", "exit 7"]);
    assert_eq!(seven.exit, Some(7), "{seven:?}");
    let first = LAB.ok(&["exec", "w1", "--", "cat", "/proc/1/comm"]);
    assert!(!first.trim().is_empty());
    assert!(LAB.ok(&["kubeconfig"]).contains("certificate-authority-data"));

    let status = LAB.run(&["status"]);
    assert_eq!(status.exit, Some(0), "{status:?}");
    let status = LAB.status();
    assert_eq!(status["nodes"].as_array().unwrap().len(), 3);
    assert!(status["memory_bytes"].as_u64().unwrap() > 0);
    println!("memory of the lab: {} MiB", status["memory_bytes"].as_u64().unwrap() >> 20);
}

pub(crate) fn power(story: &Story) {
    story.needs_lab();
    let [first, _] = WORKERS;
    LAB.ok(&["stop", first]);
    LAB.run(&["stop", first]).is_refused(&[first]);
    LAB.run(&["exec", first, "--", "true"]).is_refused(&[first]);
    assert_eq!(LAB.run(&["status"]).exit, Some(1));
    LAB.ok(&["start", first]);
    until("every node Ready", all_are_ready, |ready| *ready);
    probe::until_dns_answers();
}
