//! Every fault, broken and mended, with its symptom seen.

use crate::boot::{WORKERS, address, all_are_ready, is_ready};
use crate::specification::{assert_as_before, specification};
use crate::visitor::{is_degraded, is_live, visit, visit_path};
use crate::wait::until;
use crate::{LAB, Story, probe, shop};

/// The storefront runs on the first, recommendations on the second.
const FIRST: &str = WORKERS[0];
const SECOND: &str = WORKERS[1];

pub(crate) fn sg_self(story: &Story) {
    story.needs_shop();
    broken_and_mended(&["sg-self"], || {
        WORKERS.into_iter().for_each(probe::until_dns_is_silent);
        assert!(all_are_ready());
        let _ = until("a page without live recommendations", || visit(address(FIRST)), is_degraded);
        assert!(kubelet_of_second_from_first().starts_with("failed"));
    });
}

pub(crate) fn sg_vxlan(story: &Story) {
    story.needs_shop();
    broken_and_mended(&["sg-vxlan"], || {
        WORKERS.into_iter().for_each(probe::until_dns_is_silent);
        assert_eq!(kubelet_of_second_from_first(), "connected");
    });
}

pub(crate) fn sg_nodeport(story: &Story) {
    story.needs_shop();
    broken_and_mended(&["sg-nodeport"], || {
        for node in shop::addresses() {
            let page = visit(node);
            assert!(page.is_err(), "{page:?}");
        }
    });
}

pub(crate) fn arm_only(story: &Story) {
    story.needs_shop();
    broken_and_mended(&["arm-only"], || {
        let reasons = || {
            let pods = LAB.get(&["pods", "--namespace=marketplace"]).to_string();
            let events = LAB.kubectl(&["get", "events", "--namespace=marketplace"]);
            format!("{pods}\n{events}")
        };
        until("the kubelet's message", reasons, |said| said.contains("no match for platform in manifest"));
        let page = visit(address(FIRST));
        assert!(is_live(&page), "the old pod serves: {page:?}");
    });
}

pub(crate) fn dns_name(story: &Story) {
    story.needs_shop();
    broken_and_mended(&["dns-name"], || {
        let _ = until("a page without live recommendations", || visit(address(FIRST)), is_degraded);
        assert_eq!(probe::resolve(FIRST, "recommendations.invalid"), "no such name");
    });
}

pub(crate) fn coredns_down(story: &Story) {
    story.needs_shop();
    broken_and_mended(&["coredns-down"], || {
        WORKERS.into_iter().for_each(probe::until_dns_is_silent);
        assert!(all_are_ready());
    });
}

pub(crate) fn kube_proxy_down(story: &Story) {
    story.needs_shop();
    broken_and_mended(&["kube-proxy-down", FIRST], || {
        let _ = until("no page", || visit(address(FIRST)), Result::is_err);
        let _ = until("a page of the other node", || visit(address(SECOND)), Result::is_ok);
        probe::until_dns_is_silent(FIRST);
        assert_eq!(probe::resolve(SECOND, "nowhere.invalid"), "no such name");
    });
}

pub(crate) fn src_dst_check(story: &Story) {
    story.needs_shop();
    let router = || specification().remove("router");
    let whole = router();
    broken_and_mended(&["src-dst-check"], || {
        WORKERS.into_iter().for_each(probe::until_dns_is_silent);
        assert_eq!(kubelet_of_second_from_first(), "connected");
        assert_eq!(router(), whole, "every rule is as it should be");
    });
}

pub(crate) fn mtu(story: &Story) {
    story.needs_shop();
    broken_and_mended(&["mtu"], || {
        // The second node hands a visitor on to the storefront on the first.
        assert_eq!(visit_path(address(SECOND), "/robots.txt"), Ok((200, String::new())));
        let long = visit(address(SECOND));
        assert!(long.is_err(), "{long:?}");
        assert!(visit(address(FIRST)).is_ok(), "its packets pass no other node");
    });
}

pub(crate) fn packet_loss(story: &Story) {
    story.needs_shop();
    broken_and_mended(&["packet-loss"], || {
        // None or all of 40 is less likely than 1 in 10 million.
        let answered = probe::answers_of(FIRST, 40);
        assert!((1..40).contains(&answered), "{answered} of 40 were answered");
    });
}

pub(crate) fn node_down(story: &Story) {
    story.needs_shop();
    broken_and_mended(&["node-down", SECOND], || {
        let page = visit(address(SECOND));
        assert!(page.is_err(), "{page:?}");
        let node = || LAB.get(&["node", SECOND]);
        until("the node NotReady", node, |node| !is_ready(node));
        let _ = until("a page without live recommendations", || visit(address(FIRST)), is_degraded);
    });
}

pub(crate) fn foreign_object(story: &Story) {
    story.needs_lab();
    let before = specification();
    LAB.ok(&["break", "foreign-object"]);
    let create = LAB.run(&["kubectl", "create", "namespace", "marketplace"]);
    assert!(create.stderr.contains(r#"namespaces "marketplace" already exists"#), "{create:?}");
    LAB.kubectl(&["get", "service/marketplace", "--namespace=marketplace"]);
    LAB.ok(&["fix", "foreign-object"]);
    assert_as_before(&before);
}

pub(crate) fn several(story: &Story) {
    story.needs_shop();
    LAB.run(&["break", "foreign-object"]).is_refused(&["marketplace", "hint: "]);
    let before = specification();
    let faults = ["sg-self", "mtu", "packet-loss", "coredns-down", "sg-nodeport"];
    for fault in faults {
        LAB.ok(&["break", fault]);
    }
    LAB.ok(&["fix", "mtu"]);
    assert_eq!(broken(), ["sg-self", "packet-loss", "coredns-down", "sg-nodeport"]);
    LAB.ok(&["fix"]);
    is_whole_again(&before);
}

/// Breaks a fault, sees its symptom and mends it; then everything is as before and serves.
fn broken_and_mended(fault: &[&str], symptom: impl FnOnce()) {
    // What a part that failed may have left.
    LAB.ok(&["fix"]);
    let before = specification();
    LAB.ok(&[&["break"], fault].concat());
    LAB.run(&[&["break"], fault].concat()).is_refused(&[fault[0], "already", "hint: "]);
    assert_eq!(broken(), [fault.join(" ")]);
    assert_eq!(LAB.run(&["status"]).exit, Some(1));
    symptom();
    LAB.ok(&[&["fix"], fault].concat());
    is_whole_again(&before);
}

fn is_whole_again(before: &std::collections::BTreeMap<String, serde_json::Value>) {
    assert_as_before(before);
    assert!(broken().is_empty());
    until("every node Ready", all_are_ready, |ready| *ready);
    probe::until_dns_answers();
    shop::until_it_is_live();
    // What a fault's rollout began has ended.
    for workload in ["deployment/marketplace", "deployment/recommendations"] {
        LAB.kubectl(&["rollout", "status", workload, "--namespace=marketplace", "--timeout=120s"]);
    }
    for workload in ["deployment/coredns", "daemonset/kube-proxy"] {
        LAB.kubectl(&["rollout", "status", workload, "--namespace=kube-system", "--timeout=120s"]);
    }
}

fn broken() -> Vec<String> {
    let status = LAB.status();
    let faults = status["faults"].as_array().unwrap();
    faults.iter().map(|fault| fault.as_str().unwrap().to_owned()).collect()
}

/// A packet from node to node that is none of a pod.
fn kubelet_of_second_from_first() -> String {
    probe::run(FIRST, &["connect", &format!("{}:10250", address(SECOND)), "3000"])
}
