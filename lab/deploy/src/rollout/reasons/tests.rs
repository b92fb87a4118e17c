use serde_json::json;

use super::*;

fn deployment(conditions: &Value) -> Value {
    json!({
        "apiVersion": "apps/v1", "kind": "Deployment",
        "metadata": { "name": "shop", "namespace": "a", "uid": "1" }, "status": { "conditions": conditions },
    })
}

fn pod(name: &str, status: &Value) -> Value {
    json!({
        "apiVersion": "v1", "kind": "Pod",
        "metadata": { "name": name, "namespace": "a", "ownerReferences": [{ "uid": "2" }] },
        "status": status,
    })
}

fn container(state: &Value, last: &Value, restarts: u64) -> Value {
    json!({ "containerStatuses": [{ "name": "web", "restartCount": restarts, "state": state, "lastState": last }] })
}

fn told(conditions: &Value, pods: &[Value]) -> Reason {
    let set = json!({
        "apiVersion": "apps/v1", "kind": "ReplicaSet",
        "metadata": { "name": "shop-1", "namespace": "a", "uid": "2", "ownerReferences": [{ "uid": "1" }] },
    });
    let deployment = deployment(conditions);
    let key = Key::of(&deployment).unwrap();
    let world = World::new([vec![deployment, set], pods.to_vec()].concat());
    reason(&world, &key, "0 of 2 pods are available".to_owned())
}

#[test]
fn a_pod_says_why() {
    let ready = pod("r", &json!({ "conditions": [{ "type": "Ready", "status": "True" }] }));
    let no_image = json!({ "waiting": { "reason": "ImagePullBackOff",
        "message": "Back-off pulling image \"x\": ErrImagePull: failed to resolve\nreference \"x\": not found" } });
    let crash = json!({ "waiting": { "reason": "CrashLoopBackOff", "message": "back-off 40s" } });
    let ended = json!({ "terminated": { "reason": "OOMKilled", "exitCode": 137 } });
    let error = json!({ "terminated": { "reason": "Error", "exitCode": 1 } });
    let creating = json!({ "waiting": { "reason": "ContainerCreating" } });
    let unscheduled = json!({ "conditions": [{ "type": "PodScheduled", "status": "False",
        "reason": "Unschedulable", "message": "0/3 nodes are available" }] });
    let reasons = [
        told(&json!([]), &[ready.clone(), pod("b", &container(&no_image, &json!({}), 0))]),
        told(&json!([]), &[pod("c", &container(&crash, &ended, 4))]),
        told(&json!([]), &[pod("d", &container(&error, &json!({}), 0))]),
        told(&json!([]), &[pod("e", &unscheduled)]),
        told(&json!([]), &[pod("f", &container(&creating, &json!({}), 0))]),
        told(&json!([]), &[ready]),
    ];
    let lines = reasons.map(|reason| {
        let hope = if reason.is_final { "for ever" } else { "perhaps" };
        format!("{hope}: {}", reason.text)
    });
    insta::assert_snapshot!(lines.join("\n"), @r#"
    for ever: 0 of 2 pods are available: pod b: ImagePullBackOff (Back-off pulling image "x": ErrImagePull: failed to resolve reference "x": not found)
    for ever: 0 of 2 pods are available: pod c: CrashLoopBackOff (OOMKilled, exit code 137)
    perhaps: 0 of 2 pods are available: pod d: it ended (exit code 1)
    perhaps: 0 of 2 pods are available: pod e: Unschedulable (0/3 nodes are available)
    perhaps: 0 of 2 pods are available
    perhaps: 0 of 2 pods are available
    "#);
}

#[test]
fn a_crash_is_told_with_its_pod_and_container() {
    let crash = json!({ "waiting": { "reason": "CrashLoopBackOff" } });
    let ended = json!({ "terminated": { "reason": "Error", "exitCode": 2 } });
    let reason = told(&json!([]), &[pod("c", &container(&crash, &ended, 1))]);
    assert_eq!(reason.crashed, Some(("c".to_owned(), "web".to_owned())));
}

#[test]
fn pods_that_cannot_be_made_are_told_by_the_workload() {
    let failure = json!([{ "type": "ReplicaFailure", "status": "True", "reason": "FailedCreate",
        "message": "pods \"x\" is forbidden: violates PodSecurity \"restricted:latest\"" }]);
    insta::assert_snapshot!(
        told(&failure, &[]).text,
        @r#"0 of 2 pods are available: FailedCreate (pods "x" is forbidden: violates PodSecurity "restricted:latest")"#
    );
}
