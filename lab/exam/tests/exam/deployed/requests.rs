//! Where a visitor's requests go.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use serde_json::Value;

use super::pods::{self, name, node};
use crate::visitor::{Question, is_live, visit};
use crate::wait::until;
use crate::{LAB, Story, shop};

const REQUESTS: u32 = 1000;
/// Of the fair share, what the least busy pod must serve at least.
const SHARE: f64 = 0.25;
/// What only lists that were asked for count in.
const SERVED: &str = "recommendations_requests_total";
/// Traefik's port on every node.
const INGRESS_PORT: u16 = 30081;

pub(crate) fn are_shared(story: &Story) {
    story.needs_deployment();
    let pods = pods::ready("recommendations");
    until_all_are_known(pods.len());
    let served = || {
        let count =
            |pod: &Value| (name(pod).to_owned(), pods::counter(pod, SERVED).expect("a pod's metrics"));
        pods.iter().map(count).collect::<BTreeMap<_, _>>()
    };
    let before = served();
    let nodes = shop::addresses();
    for (_, node) in (0..REQUESTS).zip(nodes.iter().cycle()) {
        let page = visit(*node);
        assert!(is_live(&page), "{page:?}");
    }
    let shares: Vec<f64> = served().iter().map(|(pod, count)| count - before[pod]).collect();
    let fair = shares.iter().sum::<f64>() / shares.len() as f64;
    let least = shares.iter().copied().fold(f64::INFINITY, f64::min) / fair;
    let least = format!("{:.0} %", least * 100.0);
    story.figures.add("the least busy recommendations pod, of its fair share", &least, "25 %");
    assert!(shares.len() > 1 && shares.iter().all(|share| *share >= SHARE * fair), "{shares:?}");
}

/// DNS servers may keep an answer from before the last pod was Ready for half a minute.
fn until_all_are_known(pods: usize) {
    let known = format!("{pods} known, {pods} ready.");
    for node in shop::addresses() {
        until("a storefront that knows every pod", || hops(node), |page| page.contains(&known));
    }
}

/// The way of this very request, in lines.
fn hops(node: Ipv4Addr) -> String {
    Question { path: "/hops", accept: "text/plain", ..Question::first_page(node) }.ask().unwrap().body
}

pub(crate) fn cross_nodes(story: &Story) {
    story.needs_deployment();
    let answering = pods::ready("recommendations");
    let pages = shop::addresses().into_iter().cycle().take(100).map(hops);
    let crossed = pages.filter(|page| {
        let (_, rest) = page.split_once("On node ").expect("the storefront's node");
        let own = rest.split_once(".\n").expect("a sentence").0;
        let other = answering.iter().find(|pod| page.contains(name(pod)));
        other.is_some_and(|pod| node(pod) != own)
    });
    let crossed = crossed.count();
    story.figures.add(
        "of 100 pages of /hops, those that name a pod on another node",
        &crossed.to_string(),
        "1 or more",
    );
    assert!(crossed > 0);
}

pub(crate) fn pass_the_ingress(story: &Story) {
    story.needs_deployment();
    LAB.kubectl(&["rollout", "status", "deployment/traefik", "--namespace=ingress", "--timeout=180s"]);
    for node in shop::addresses() {
        let direct = Question::first_page(node);
        let through = Question { port: INGRESS_PORT, ..direct };
        let seen = |question: Question| {
            let answer = question.ask().unwrap();
            let header = |name| answer.header(name).unwrap_or_default();
            let title = answer.title().expect("a page").to_owned();
            (answer.status, header("x-marketplace-source"), header("content-type"), title)
        };
        let expected = seen(direct);
        assert_eq!((expected.0, expected.1.as_str()), (200, "live"));
        // Traefik learns of a route when it may read the namespace, which may be half a minute after it is Ready.
        let answer = || through.ask().map_or(0, |answer| answer.status);
        until("a way through the ingress", answer, |status| *status == 200);
        assert_eq!(seen(through), expected);
        let stranger = Question { host: "elsewhere.localtest", ..through }.ask().unwrap();
        assert_eq!(stranger.status, 404, "another host's: {stranger:?}");
    }
}
