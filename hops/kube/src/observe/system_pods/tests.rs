use hops_model::{Observation, Outcome};
use serde_json::{Value, json};

use super::super::testing::{ago, check, faults, healthy, parse, shop, told};
use crate::Snapshot;

fn observe(snapshot: &Snapshot) -> Vec<Observation> {
    let seen = super::observe(snapshot, &shop(snapshot));
    check(&seen);
    seen
}

/// What is wrong, in the words of a report.
fn wrong(snapshot: &Snapshot) -> String {
    told(&faults(observe(snapshot)))
}

/// Changes the status of the first container of the pods whose name begins so, and their readiness.
fn let_fail(snapshot: &mut Snapshot, name: &str, since: i64, status: &Value) {
    for pod in super::super::testing::pods_of(snapshot, name) {
        let part = pod.status.as_mut().unwrap();
        let container = &mut part.container_statuses.as_mut().unwrap()[0];
        let mut whole = serde_json::to_value(&*container).unwrap();
        for (key, value) in status.as_object().unwrap() {
            whole[key] = value.clone();
        }
        *container = parse(whole);
        let ready = json!([{ "type": "Ready", "status": "False", "lastTransitionTime": ago(since) }]);
        part.conditions = Some(parse(ready));
    }
}

fn set_available(snapshot: &mut Snapshot, status: &str, since: i64) {
    let coredns = snapshot.deployments.iter_mut().find(|one| one.metadata.name.as_deref() == Some("coredns"));
    let condition = json!({ "conditions": [
        { "type": "Available", "status": status, "lastTransitionTime": ago(since) },
    ] });
    coredns.unwrap().status = Some(parse(condition));
}

fn set_replicas(snapshot: &mut Snapshot, replicas: i32) {
    let coredns = snapshot.deployments.iter_mut().find(|one| one.metadata.name.as_deref() == Some("coredns"));
    coredns.unwrap().spec.as_mut().unwrap().replicas = Some(replicas);
}

fn remove(snapshot: &mut Snapshot, name: &str) {
    snapshot.pods.retain(|pod| !pod.metadata.name.as_deref().unwrap().starts_with(name));
}

fn set_desired(snapshot: &mut Snapshot, desired: i32) {
    snapshot.daemon_sets[0].status.as_mut().unwrap().desired_number_scheduled = desired;
}

const TERMINATED: i32 = 1;

fn crash_loop(restarts: i32, ended: i64, reason: &str) -> Value {
    json!({
        "ready": false, "restartCount": restarts,
        "state": { "waiting": { "reason": "CrashLoopBackOff" } },
        "lastState": { "terminated": { "exitCode": TERMINATED, "reason": reason, "finishedAt": ago(ended) } },
    })
}

#[test]
fn on_a_healthy_cluster_every_part_is_seen_and_fine() {
    let seen = observe(&healthy());
    assert_eq!(
        told(&seen),
        "\
Ok CoreDNS: 2 of 2 CoreDNS pods are ready
Ok kube-proxy on cp: kube-proxy runs on cp
Ok kube-proxy on w1: kube-proxy runs on w1
Ok kube-proxy on w2: kube-proxy runs on w2
Ok static pods on cp: 2 static pods run on cp"
    );
}

#[test]
fn coredns_scaled_to_nothing_is_named_at_once() {
    let mut snapshot = healthy();
    remove(&mut snapshot, "coredns");
    set_replicas(&mut snapshot, 0);
    assert_eq!(
        wrong(&snapshot),
        "\
NoDnsPods CoreDNS: the Deployment of CoreDNS wants 0 pods, and none is ready
    replicas = 2
    workload = deployment/coredns"
    );
}

#[test]
fn coredns_that_restarts_is_no_fault_and_one_that_stays_down_is() {
    for (since, expected) in [(5, None), (45, Some(Outcome::NoDnsPods))] {
        let mut snapshot = healthy();
        set_available(&mut snapshot, "False", since);
        let_fail(&mut snapshot, "coredns", since, &json!({ "ready": false }));
        let outcome = faults(observe(&snapshot)).first().map(|seen| seen.outcome);
        assert_eq!(outcome, expected, "unready since {since} s");
    }
}

#[test]
fn during_a_rollout_of_coredns_one_ready_pod_is_enough() {
    let mut snapshot = healthy();
    let_fail(&mut snapshot, "coredns-1-w1", 300, &json!({ "ready": false }));
    assert_eq!(wrong(&snapshot), "");
}

#[test]
fn coredns_out_of_memory_is_told_though_another_pod_is_ready() {
    let mut snapshot = healthy();
    let_fail(&mut snapshot, "coredns-1-w1", 30, &crash_loop(3, 30, "OOMKilled"));
    assert!(wrong(&snapshot).starts_with("OutOfMemory CoreDNS: kube-system/coredns-1-w1 was killed"));
    // Long ago it was a lesson, and now it is history.
    let mut snapshot = healthy();
    let_fail(&mut snapshot, "coredns-1-w1", 30, &crash_loop(3, 3000, "OOMKilled"));
    assert_eq!(wrong(&snapshot), "");
}

#[test]
fn a_loop_is_told_by_corednss_last_words() {
    let mut snapshot = healthy();
    let_fail(&mut snapshot, "coredns", 300, &crash_loop(9, 30, "Error"));
    let words = "plugin/reload\n[FATAL] plugin/loop: Loop (127.0.0.1:1 -> :53) detected for zone \".\"\n";
    snapshot.last_words.insert("kube-system/coredns-1-w1/coredns".to_owned(), words.to_owned());
    assert!(
        wrong(&snapshot)
            .starts_with("DnsLoop CoreDNS: kube-system/coredns-1-w1 ended with: [FATAL] plugin/loop")
    );
}

#[test]
fn a_cluster_with_another_dns_server_is_not_told_about_coredns() {
    let mut snapshot = healthy();
    remove(&mut snapshot, "coredns");
    snapshot.deployments.retain(|one| one.metadata.name.as_deref() != Some("coredns"));
    snapshot.services.retain(|one| one.metadata.name.as_deref() != Some("kube-dns"));
    assert!(observe(&snapshot).iter().all(|seen| seen.subject != "CoreDNS"));
}

#[test]
fn a_node_on_which_the_set_wants_no_kube_proxy_is_named() {
    let mut snapshot = healthy();
    remove(&mut snapshot, "kube-proxy-w1");
    set_desired(&mut snapshot, 2);
    assert_eq!(
        wrong(&snapshot),
        "\
KubeProxyMissing kube-proxy on w1: w1 is ready, and the DaemonSet of kube-proxy wants no pod there
    node = w1
    workload = daemonset/kube-proxy"
    );
}

#[test]
fn between_a_kube_proxy_and_its_successor_nothing_is_missing() {
    let mut snapshot = healthy();
    remove(&mut snapshot, "kube-proxy-w1");
    assert_eq!(wrong(&snapshot), "");
    assert!(observe(&snapshot).iter().all(|seen| seen.subject != "kube-proxy on w1"));
}

#[test]
fn a_cordoned_node_keeps_its_kube_proxy_and_a_dead_one_is_not_asked() {
    let mut snapshot = healthy();
    snapshot.nodes[1].spec = Some(parse(json!({ "unschedulable": true })));
    let conditions = json!({ "conditions": [{ "type": "Ready", "status": "Unknown" }] });
    snapshot.nodes[2].status = Some(parse(conditions));
    let subjects: Vec<_> = observe(&snapshot).into_iter().map(|seen| seen.subject).collect();
    assert!(
        subjects.contains(&"kube-proxy on w1".to_owned())
            && !subjects.contains(&"kube-proxy on w2".to_owned())
    );
    assert_eq!(wrong(&snapshot), "");
}

#[test]
fn a_dead_node_does_not_hide_one_without_kube_proxy() {
    let mut snapshot = healthy();
    let conditions = json!({ "conditions": [{ "type": "Ready", "status": "Unknown" }] });
    snapshot.nodes[2].status = Some(parse(conditions));
    remove(&mut snapshot, "kube-proxy-w1");
    set_desired(&mut snapshot, 2);
    assert!(wrong(&snapshot).starts_with("KubeProxyMissing kube-proxy on w1"));
}

#[test]
fn a_node_that_has_just_joined_may_be_without_kube_proxy() {
    let mut snapshot = healthy();
    remove(&mut snapshot, "kube-proxy-w2");
    set_desired(&mut snapshot, 2);
    snapshot.nodes[2].metadata.creation_timestamp = Some(parse(json!(ago(20))));
    assert_eq!(wrong(&snapshot), "");
}

#[test]
fn kube_proxy_that_crashes_or_never_starts_is_named_with_its_reason() {
    let mut snapshot = healthy();
    let_fail(&mut snapshot, "kube-proxy-w1", 100, &crash_loop(6, 20, "Error"));
    let missing = json!({ "ready": false, "state": { "waiting": { "reason": "ImagePullBackOff" } } });
    let_fail(&mut snapshot, "kube-proxy-w2", 100, &missing);
    assert_eq!(
        wrong(&snapshot),
        "\
KubeProxyCrashing kube-proxy on w1: kube-proxy on w1 ended 6 times
    node = w1
    reason = CrashLoopBackOff
    workload = daemonset/kube-proxy
KubeProxyMissing kube-proxy on w2: kube-proxy on w2 does not run: ImagePullBackOff
    node = w2
    reason = ImagePullBackOff
    workload = daemonset/kube-proxy"
    );
}

#[test]
fn where_something_else_does_its_work_kube_proxy_is_not_missed() {
    let mut snapshot = healthy();
    remove(&mut snapshot, "kube-proxy");
    snapshot.daemon_sets.clear();
    assert!(observe(&snapshot).iter().all(|seen| !seen.subject.starts_with("kube-proxy")));
}

#[test]
fn static_pods_that_restart_together_again_and_again_are_named_and_a_boot_is_not() {
    for (restarts, ended, expected) in [(9, 60, true), (9, 3000, false), (3, 60, false)] {
        let mut snapshot = healthy();
        for name in ["etcd", "kube-apiserver"] {
            let_fail(&mut snapshot, name, 20, &crash_loop(restarts, ended, "Error"));
        }
        let is_named = wrong(&snapshot).starts_with("StaticPodsRestart static pods on cp");
        assert_eq!(is_named, expected, "{restarts} restarts, the last {ended} s ago");
    }
    let mut snapshot = healthy();
    let_fail(&mut snapshot, "etcd", 20, &crash_loop(9, 60, "Error"));
    assert_eq!(wrong(&snapshot), "", "one alone has its own trouble");
}

fn with_calico(warning: Option<&str>, since: i64) -> Snapshot {
    let mut snapshot = healthy();
    super::super::testing::add_pod(
        &mut snapshot,
        "calico-system",
        "calico-node-w1",
        "w1",
        json!({
            "metadata": { "labels": { "k8s-app": "calico-node" } },
            "spec": { "hostNetwork": true, "containers": [{ "name": "calico-node" }] },
        }),
    );
    let_fail(&mut snapshot, "calico-node", since, &json!({ "ready": false }));
    if let Some(warning) = warning {
        snapshot.warnings.insert("calico-system/calico-node-w1".to_owned(), warning.to_owned());
    }
    snapshot
}

#[test]
fn what_calico_says_of_bird_and_felix_is_told_apart() {
    let bird = "Readiness probe failed: calico/node is not ready: BIRD is not ready: BGP not established with 10.0.0.12";
    let felix =
        "Readiness probe failed: calico/node is not ready: felix is not ready: readiness probe reporting 503";
    for (warning, expected) in [(bird, Outcome::BgpNotEstablished), (felix, Outcome::FelixNotReady)] {
        let seen = faults(observe(&with_calico(Some(warning), 120)));
        assert_eq!(seen.iter().map(|seen| seen.outcome).collect::<Vec<_>>(), [expected]);
    }
    assert_eq!(wrong(&with_calico(Some(bird), 20)), "", "it has just started");
    assert_eq!(wrong(&with_calico(None, 120)), "", "it does not say why");
}

#[test]
fn times_are_by_the_servers_clock() {
    let mut snapshot = healthy();
    set_available(&mut snapshot, "False", 5);
    let_fail(&mut snapshot, "coredns", 5, &json!({ "ready": false }));
    // Ours is an hour ahead.
    let server = snapshot.taken;
    snapshot.taken += jiff::SignedDuration::from_hours(1);
    snapshot.clock = Some(crate::snapshot::Clock { server, asked: snapshot.taken, answered: snapshot.taken });
    assert_eq!(wrong(&snapshot), "");
}

#[test]
fn what_could_not_be_listed_is_not_judged() {
    let mut snapshot = healthy();
    remove(&mut snapshot, "coredns");
    remove(&mut snapshot, "kube-proxy");
    snapshot.missing.insert(crate::Kind::Pods);
    assert!(observe(&snapshot).is_empty());
}
