use std::sync::LazyLock;

use hops_model::{Observation, Outcome};
use k8s_openapi::api::core::v1::Pod;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::super::testing::{add_pod, ago, check, faults, healthy, owner, parse, shop, told};
use crate::Snapshot;

fn observe(snapshot: &Snapshot) -> Vec<Observation> {
    let seen = super::observe(snapshot, &shop(snapshot));
    check(&seen);
    seen
}

fn outcome_of(snapshot: &Snapshot, pod: &str) -> Outcome {
    let subject = format!("pod marketplace/{pod}");
    observe(snapshot).into_iter().find(|seen| seen.subject == subject).expect("it is on the way").outcome
}

/// A healthy shop, one pod of which has this status instead, and was made so many seconds ago.
fn with(status: &Value, made: i64) -> Snapshot {
    static HEALTHY: LazyLock<Snapshot> = LazyLock::new(healthy);
    let mut snapshot = HEALTHY.clone();
    let pod = snapshot.pods.iter_mut().find(|pod| pod.metadata.name.as_deref() == Some("marketplace-1-w1"));
    let pod = pod.unwrap();
    pod.metadata.creation_timestamp = Some(parse(json!(ago(made))));
    pod.status = Some(parse(status.clone()));
    snapshot
}

fn container(state: &Value, last: &Value, restarts: i32) -> Value {
    json!({
        "name": "marketplace", "image": "docker.io/shop/marketplace:2", "imageID": "", "ready": false,
        "restartCount": restarts, "state": state, "lastState": last,
    })
}

fn status(state: &Value, last: &Value, restarts: i32) -> Value {
    json!({
        "phase": "Pending", "startTime": ago(600),
        "conditions": [{ "type": "Ready", "status": "False", "reason": "ContainersNotReady", "lastTransitionTime": ago(600) }],
        "containerStatuses": [container(state, last, restarts)],
    })
}

fn waiting(reason: &str, message: &str) -> Value {
    json!({ "waiting": { "reason": reason, "message": message } })
}

fn ended(reason: &str, code: i32, message: &str, seconds: i64) -> Value {
    json!({ "terminated": { "reason": reason, "exitCode": code, "message": message, "finishedAt": ago(seconds) } })
}

fn running(seconds: i64) -> Value {
    json!({ "running": { "startedAt": ago(seconds) } })
}

const NO_PLATFORM: &str = "failed to pull and unpack image \"docker.io/shop/marketplace:2\": failed to resolve \
                           reference: no match for platform in manifest: not found";

#[test]
fn pods_of_a_healthy_shop_are_all_seen_and_fine() {
    let seen = observe(&healthy());
    assert_eq!(seen.len(), 4);
    assert_eq!(told(&faults(seen)), "");
}

#[test]
fn what_does_not_mend_by_itself_is_told_whatever_the_age_of_the_pod() {
    let back_off = waiting("CrashLoopBackOff", "back-off 10s restarting failed container");
    let nothing = json!({});
    for (state, last, restarts, expected) in [
        (waiting("ErrImagePull", NO_PLATFORM), nothing.clone(), 0, Outcome::NoPlatform),
        (
            waiting("ImagePullBackOff", &format!("Back-off: {NO_PLATFORM}")),
            nothing.clone(),
            0,
            Outcome::NoPlatform,
        ),
        (waiting("ErrImagePull", "\"x\": not found"), nothing.clone(), 0, Outcome::ImageMissing),
        (waiting("InvalidImageName", "couldn't parse image name"), nothing.clone(), 0, Outcome::ImageMissing),
        (waiting("ErrImagePull", "401 Unauthorized"), nothing.clone(), 0, Outcome::ImageDenied),
        (waiting("ErrImagePull", "429 Too Many Requests"), nothing.clone(), 0, Outcome::RateLimited),
        (back_off.clone(), ended("Error", 1, "", 5), 3, Outcome::Crashing),
        (back_off.clone(), ended("Completed", 0, "", 5), 3, Outcome::Crashing),
        (back_off.clone(), ended("OOMKilled", 137, "", 5), 3, Outcome::OutOfMemory),
        (
            back_off,
            ended("StartError", 128, "exec /marketplace: exec format error", 5),
            3,
            Outcome::WrongPlatform,
        ),
        (waiting("RunContainerError", "exec: exec format error"), nothing.clone(), 1, Outcome::WrongPlatform),
        (ended("StartError", 128, "exec format error", 1), nothing.clone(), 0, Outcome::WrongPlatform),
        (ended("Error", 1, "", 1), ended("Error", 1, "", 30), 1, Outcome::Crashing),
        (running(3), ended("Error", 101, "", 20), 4, Outcome::Crashing),
    ] {
        for made in [10, 3600] {
            let snapshot = with(&status(&state, &last, restarts), made);
            assert_eq!(outcome_of(&snapshot, "marketplace-1-w1"), expected, "{made} s old, {state} {last}");
        }
    }
}

#[test]
fn what_may_mend_by_itself_is_given_its_time() {
    let dial = waiting("ErrImagePull", "dial tcp 10.0.0.9:443: i/o timeout");
    let config = waiting("CreateContainerConfigError", "secret \"cookie-key\" not found");
    let creating = waiting("ContainerCreating", "");
    for (state, expected) in [
        (dial, Outcome::RegistryUnreachable),
        (config, Outcome::NotStarted),
        (creating, Outcome::NotStarted),
        (running(500), Outcome::NotReady),
    ] {
        let late = with(&status(&state, &json!({}), 0), 3600);
        assert_eq!(outcome_of(&late, "marketplace-1-w1"), expected, "{state}");
        let young = with(&status(&state, &json!({}), 0), 30);
        assert_eq!(outcome_of(&young, "marketplace-1-w1"), Outcome::Ok, "{state}");
    }
}

#[test]
fn a_pod_without_a_node_is_a_fault_once_the_scheduler_had_its_time() {
    let status = |seconds| {
        json!({ "phase": "Pending", "conditions": [{
            "type": "PodScheduled", "status": "False", "reason": "Unschedulable", "lastTransitionTime": ago(seconds),
            "message": "0/3 nodes are available: 3 Insufficient memory.",
        }] })
    };
    assert_eq!(outcome_of(&with(&status(10), 10), "marketplace-1-w1"), Outcome::Ok);
    assert_eq!(outcome_of(&with(&status(25), 25), "marketplace-1-w1"), Outcome::Unschedulable);
}

#[test]
fn restarts_of_the_past_and_one_crash_are_no_fault() {
    let ready = |last: &Value, restarts| {
        json!({
            "phase": "Running",
            "conditions": [{ "type": "Ready", "status": "True", "lastTransitionTime": ago(60) }],
            "containerStatuses": [container(&running(60), last, restarts)],
        })
    };
    for (last, restarts) in [
        (ended("Error", 1, "", 65), 1),
        (ended("OOMKilled", 137, "", 65), 1),
        (ended("Unknown", 255, "", 65), 7),
        (ended("Error", 1, "", 3000), 9),
        (ended("Completed", 0, "", 65), 3),
    ] {
        assert_eq!(
            outcome_of(&with(&ready(&last, restarts), 7200), "marketplace-1-w1"),
            Outcome::Ok,
            "{last}"
        );
    }
    let first = status(&ended("Error", 1, "", 1), &json!({}), 0);
    assert_eq!(outcome_of(&with(&first, 20), "marketplace-1-w1"), Outcome::Ok);
}

#[test]
fn a_pod_that_just_became_unready_has_a_moment_and_a_slow_start_the_time_of_its_probe() {
    let unready = |since: i64, started: i64| {
        let mut status = status(&running(started), &json!({}), 0);
        status["conditions"][0]["lastTransitionTime"] = json!(ago(since));
        status
    };
    assert_eq!(outcome_of(&with(&unready(10, 900), 3600), "marketplace-1-w1"), Outcome::Ok);
    assert_eq!(outcome_of(&with(&unready(45, 900), 3600), "marketplace-1-w1"), Outcome::NotReady);
    assert_eq!(outcome_of(&with(&unready(70, 40), 80), "marketplace-1-w1"), Outcome::Ok);
}

#[test]
fn the_new_pods_of_a_stuck_rollout_are_told_while_the_old_ones_go_on() {
    let mut snapshot = healthy();
    let labels = json!({ "app.kubernetes.io/name": "marketplace" });
    add_pod(
        &mut snapshot,
        "marketplace",
        "marketplace-2-w1",
        "w1",
        json!({
            "metadata": { "labels": labels, "ownerReferences": [owner("ReplicaSet", "marketplace-2")] },
            "spec": { "containers": [{ "name": "marketplace", "image": "docker.io/shop/marketplace:2" }] },
        }),
    );
    let set = json!({ "metadata": { "namespace": "marketplace", "name": "marketplace-2",
        "ownerReferences": [owner("Deployment", "marketplace")] } });
    snapshot.replica_sets.push(parse(set));
    let new = snapshot.pods.last_mut().unwrap();
    new.status = Some(parse(status(&waiting("ErrImagePull", NO_PLATFORM), &json!({}), 0)));
    let node = snapshot.nodes.iter_mut().find(|node| node.metadata.name.as_deref() == Some("w1")).unwrap();
    node.status.as_mut().unwrap().node_info = Some(parse(json!({
        "architecture": "amd64", "bootID": "", "containerRuntimeVersion": "", "kernelVersion": "", "kubeProxyVersion": "",
        "kubeletVersion": "", "machineID": "", "operatingSystem": "linux", "osImage": "", "systemUUID": "",
    })));
    let seen = observe(&snapshot);
    assert_eq!(seen.iter().filter(|one| one.outcome == Outcome::Ok).count(), 4);
    assert_eq!(
        told(&faults(seen)),
        "\
NoPlatform pod marketplace/marketplace-2-w1: pod `marketplace/marketplace-2-w1` cannot pull \
`docker.io/shop/marketplace:2`: ErrImagePull, failed to pull and unpack image \"docker.io/shop/marketplace:2\": \
failed to resolve reference: no match for platform in manifest: not found
    architecture = amd64
    container = marketplace
    image = docker.io/shop/marketplace:2
    namespace = marketplace
    node = w1
    reason = ErrImagePull
    workload = deployment/marketplace"
    );
}

#[test]
fn the_last_words_of_a_crash_tell_a_wrong_platform() {
    let crash = status(&waiting("CrashLoopBackOff", ""), &ended("Error", 1, "", 5), 3);
    let mut snapshot = with(&crash, 3600);
    let asked = super::crashing(&snapshot, &shop(&snapshot));
    assert_eq!(asked.len(), 1);
    assert!(asked[0].is_previous);
    snapshot.last_words.insert(asked[0].key(), "exec /marketplace: exec format error\n".to_owned());
    assert_eq!(outcome_of(&snapshot, "marketplace-1-w1"), Outcome::WrongPlatform);
    snapshot.last_words.insert(asked[0].key(), "a\nthread main panicked\n\n".to_owned());
    assert!(told(&faults(observe(&snapshot))).contains("its last words: thread main panicked"));
}

#[test]
fn no_log_is_asked_for_where_nothing_crashes_or_the_status_says_enough() {
    let killed = status(&waiting("CrashLoopBackOff", ""), &ended("OOMKilled", 137, "", 5), 3);
    for snapshot in [healthy(), with(&killed, 3600)] {
        assert_eq!(super::crashing(&snapshot, &shop(&snapshot)), []);
    }
}

#[test]
fn pods_on_a_dead_node_and_pods_that_go_are_left_out() {
    let mut snapshot = with(&status(&running(900), &json!({}), 0), 3600);
    let node = snapshot.nodes.iter_mut().find(|node| node.metadata.name.as_deref() == Some("w1")).unwrap();
    node.status.as_mut().unwrap().conditions.as_mut().unwrap()[0].status = "Unknown".to_owned();
    assert_eq!(observe(&snapshot).len(), 2);

    let mut snapshot = with(&status(&running(900), &json!({}), 0), 3600);
    let pod = snapshot.pods.iter_mut().find(|pod| pod.metadata.name.as_deref() == Some("marketplace-1-w1"));
    pod.unwrap().metadata.deletion_timestamp = Some(parse(json!(ago(3))));
    assert_eq!(told(&faults(observe(&snapshot))), "");
}

#[test]
fn a_deployment_without_pods_is_told_with_its_reason() {
    let mut snapshot = healthy();
    let deployment =
        snapshot.deployments.iter_mut().find(|one| one.metadata.name.as_deref() == Some("marketplace"));
    let deployment = deployment.unwrap();
    deployment.status = Some(parse(json!({ "conditions": [{
        "type": "ReplicaFailure", "status": "True", "reason": "FailedCreate",
        "message": "pods \"x\" is forbidden: exceeded quota: shop",
    }] })));
    let faults = told(&faults(observe(&snapshot)));
    assert!(faults.starts_with("NotStarted deployment marketplace/marketplace: "), "{faults}");
    assert!(faults.contains("exceeded quota"), "{faults}");
}

/// Strings and numbers where Kubernetes has them, absent things wherever it allows.
fn any_state() -> impl Strategy<Value = Value> {
    let word = prop_oneof![
        "[a-zA-Z]{0,20}",
        Just("CrashLoopBackOff".to_owned()),
        Just("ErrImagePull".to_owned()),
        ".{0,40}"
    ];
    let when = -10_000_000_000_i64..10_000_000_000;
    prop_oneof![
        Just(json!({})),
        (proptest::option::of(word.clone()), proptest::option::of(word.clone()))
            .prop_map(|(reason, message)| json!({ "waiting": { "reason": reason, "message": message } })),
        proptest::option::of(when.clone()).prop_map(|at| json!({ "running": { "startedAt": at.map(ago) } })),
        (
            any::<i32>(),
            proptest::option::of(word.clone()),
            proptest::option::of(word),
            proptest::option::of(when)
        )
            .prop_map(|(code, reason, message, at)| json!({ "terminated": {
                "exitCode": code, "reason": reason, "message": message, "finishedAt": at.map(ago),
            } })),
    ]
}

fn any_container() -> impl Strategy<Value = Value> {
    (
        any_state(),
        any_state(),
        any::<i32>(),
        "[a-z]{0,3}|marketplace",
        any::<bool>(),
        proptest::option::of(any::<bool>()),
    )
        .prop_map(|(state, last, restarts, name, ready, started)| {
            json!({
                "name": name, "image": "", "imageID": "", "ready": ready, "started": started,
                "restartCount": restarts, "state": state, "lastState": last,
            })
        })
}

fn any_condition() -> impl Strategy<Value = Value> {
    let kind = prop_oneof![Just("Ready"), Just("PodScheduled"), Just("x")];
    let at = proptest::option::of(-10_000_000_000_i64..10_000_000_000);
    (kind, "True|False|Unknown|", "Unschedulable|[a-z]{0,5}", at).prop_map(|(kind, status, reason, at)| {
        json!({ "type": kind, "status": status, "reason": reason, "lastTransitionTime": at.map(ago) })
    })
}

proptest! {
    #[test]
    fn no_status_of_a_pod_is_too_strange(
        containers in proptest::collection::vec(any_container(), 0..4),
        init in proptest::collection::vec(any_container(), 0..3),
        conditions in proptest::collection::vec(any_condition(), 0..4),
        made in -10_000_000_000_i64..10_000_000_000,
    ) {
        let status = json!({
            "containerStatuses": containers, "initContainerStatuses": init, "conditions": conditions, "startTime": ago(made),
        });
        let snapshot = with(&status, made);
        let seen = observe(&snapshot);
        prop_assert_eq!(seen.len(), 4);
        let _ = super::crashing(&snapshot, &shop(&snapshot));
        let pod: &Pod = snapshot.pods.iter().find(|pod| pod.metadata.name.as_deref() == Some("marketplace-1-w1")).unwrap();
        let _ = super::last_ended(pod);
    }

    #[test]
    fn a_pod_that_says_nothing_of_itself_is_no_panic(made in 0_i64..100_000) {
        observe(&with(&json!({}), made));
    }
}
