//! Nothing is broken, though much goes on.

use serde_json::json;

use super::{of_pods, of_spec};
use crate::case::{Agent, Break, Case, Expects, Group, Shown};
use crate::shown::SHOP;

const SYSTEM: &str = "kube-system";
const STOREFRONT: &[&str] = &["rollout", "restart", "deployment/marketplace", "-n", SHOP];
const BACKEND: &[&str] = &["rollout", "restart", "deployment/recommendations", "-n", SHOP];

pub(super) fn cases() -> Vec<Case> {
    [at_rest(), rollouts(), nodes(), bystanders()].concat()
}

fn at_rest() -> Vec<Case> {
    vec![
        case("at-rest-without-the-agent").agent(Agent::Absent).quick(),
        case("at-rest").quick(),
        case("at-rest-again"),
        case("two-nodes").workers(1),
        case("two-nodes-without-the-agent").workers(1).agent(Agent::Absent),
        case("four-nodes").workers(3),
        case("one-coredns").dns_on(&["w2"]),
        case("three-corednses").dns_on(&["cp", "w1", "w2"]),
    ]
}

fn rollouts() -> Vec<Case> {
    let restart = |name, what: &'static [&'static str]| case(name).breaks(Break::Kubectl(what, &[]));
    vec![
        restart("storefront-rolls-out", STOREFRONT).quick(),
        restart("storefront-rolls-out-without-the-agent", STOREFRONT).agent(Agent::Absent),
        restart("backend-rolls-out", BACKEND),
        restart("both-roll-out", STOREFRONT).breaks(Break::Kubectl(BACKEND, &[])),
        restart("coredns-rolls-out", &["rollout", "restart", "deployment/coredns", "-n", SYSTEM]),
        restart("the-agent-rolls-out", &["rollout", "restart", "daemonset", "-n", "ninehops"]),
        restart(
            "a-coredns-pod-is-replaced",
            &[
                "delete",
                "pods",
                "-n",
                SYSTEM,
                "-l",
                "k8s-app=kube-dns",
                "--field-selector=spec.nodeName!=cp",
                "--wait=false",
            ],
        ),
        case("storefront-scales-out").breaks(of_spec(
            SHOP,
            "horizontalpodautoscaler/marketplace",
            &json!({ "minReplicas": 4 }),
        )),
        case("one-backend").breaks(of_spec(SHOP, "deployment/recommendations", &json!({ "replicas": 1 }))),
        case("storefront-on-one-node").breaks(of_pods(
            "deployment/marketplace",
            &json!({ "nodeSelector": { "kubernetes.io/hostname": "w1" } }),
        )),
        case("metrics-server-is-off").breaks(of_spec(
            SYSTEM,
            "deployment/metrics-server",
            &json!({ "replicas": 0 }),
        )),
    ]
}

fn nodes() -> Vec<Case> {
    let cordon = |name, node: &'static [&'static str], undo| case(name).breaks(Break::Kubectl(node, undo));
    vec![
        cordon("a-cordoned-node", &["cordon", "w1"], &["uncordon", "w1"]),
        cordon("a-cordoned-node-and-a-rollout", &["cordon", "w2"], &["uncordon", "w2"])
            .breaks(Break::Kubectl(&["rollout", "restart", "deployment/recommendations", "-n", SHOP], &[])),
        case("a-node-that-was-off").breaks(Break::PowerCycle("w2")).shown(Shown::AllReady),
        case("a-tainted-node").breaks(Break::Kubectl(
            &["taint", "node", "w1", "exam=1:PreferNoSchedule"],
            &["taint", "node", "w1", "exam-"],
        )),
    ]
}

/// Things that are wrong, or look so, and have nothing to do with the request.
fn bystanders() -> Vec<Case> {
    let namespace = json!({ "apiVersion": "v1", "kind": "Namespace", "metadata": { "name": "elsewhere" } });
    let service = json!({
        "apiVersion": "v1", "kind": "Service",
        "metadata": { "name": "empty", "namespace": "elsewhere" },
        "spec": { "selector": { "app": "nobody" }, "ports": [{ "port": 80 }] },
    });
    let pod = json!({
        "apiVersion": "v1", "kind": "Pod",
        "metadata": { "name": "missing", "namespace": "elsewhere" },
        "spec": {
            "terminationGracePeriodSeconds": 0,
            "containers": [{ "name": "missing", "image": "docker.io/ninehops/none:none" }],
        },
    });
    let policy = json!({
        "apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy",
        "metadata": { "name": "deny", "namespace": "elsewhere" },
        "spec": { "podSelector": {}, "policyTypes": ["Ingress", "Egress"] },
    });
    let list = |items: &[&serde_json::Value]| json!({ "apiVersion": "v1", "kind": "List", "items": items });
    vec![
        case("a-service-elsewhere-has-no-pod").breaks(Break::Apply(list(&[&namespace, &service]))),
        case("a-pod-elsewhere-has-no-image").breaks(Break::Apply(list(&[&namespace, &pod]))),
        case("a-policy-elsewhere-denies-all").breaks(Break::Apply(list(&[&namespace, &policy]))),
    ]
}

fn case(name: &str) -> Case {
    Case::new(Group::Healthy, name, Expects::Healthy)
}
