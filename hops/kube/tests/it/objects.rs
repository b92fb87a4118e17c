use hops_kube::LogOptions;
use serde_json::{Value, json};

use crate::api::{Api, Asked, Reply, refusal};

/// Two kinds, one object of each.
fn cluster(asked: &Asked) -> Reply {
    match asked.path.as_str() {
        "/api/v1" => Reply::Json(json!({ "resources": [
            { "name": "configmaps", "kind": "ConfigMap", "namespaced": true },
            { "name": "namespaces", "kind": "Namespace", "namespaced": false },
            { "name": "namespaces/finalize", "kind": "Namespace", "namespaced": false },
        ] })),
        "/api/v1/namespaces/ninehops" | "/api/v1/namespaces/ninehops/configmaps/targets" => {
            Reply::Json(json!({ "metadata": { "name": "there", "managedFields": [] } }))
        }
        _ => refusal(404, "not found"),
    }
}

#[tokio::test]
async fn an_object_is_found_by_its_kind_in_one_question_for_all_of_a_group() {
    let api = Api::start(cluster).await;
    let cluster = api.cluster().await;
    let found = cluster.get("v1", "Namespace", None, "ninehops").await.unwrap().unwrap();
    assert_eq!(found["metadata"]["managedFields"], json!([]));
    assert!(cluster.get("v1", "ConfigMap", Some("ninehops"), "targets").await.unwrap().is_some());
    assert_eq!(cluster.get("v1", "ConfigMap", Some("ninehops"), "others").await.unwrap(), None);
    assert_eq!(cluster.get("v1", "Gadget", None, "x").await.unwrap(), None);
    assert_eq!(cluster.get("example.com/v1", "Gadget", None, "x").await.unwrap(), None);
    let paths: Vec<String> = api.asked().into_iter().map(|asked| asked.path).collect();
    assert_eq!(paths.iter().filter(|path| *path == "/api/v1").count(), 1);
}

#[tokio::test]
async fn a_name_that_would_be_another_path_is_not_sent() {
    let api = Api::start(cluster).await;
    let cluster = api.cluster().await;
    for name in ["../secrets/x", "a/b", "", "..", "a?b", "a b"] {
        let error = cluster.get("v1", "ConfigMap", Some("ninehops"), name).await.unwrap_err().to_string();
        assert!(error.ends_with("is no name of an object"), "{error}");
    }
    assert!(cluster.logs("kube-system", "a/exec", &LogOptions::default()).await.is_err());
}

#[tokio::test]
async fn an_object_that_may_not_be_read_is_a_sentence_with_the_role_that_shows_it() {
    let api = Api::start(|asked| match asked.path.as_str() {
        "/api/v1" => cluster(asked),
        _ => refusal(403, "configmaps \"x\" is forbidden"),
    })
    .await;
    let error = api.cluster().await.get("v1", "ConfigMap", Some("a"), "x").await.unwrap_err();
    let hint = error.hint().unwrap();
    assert!(hint.contains("rbac/planner.yaml") && hint.contains("--clusterrole=ninehops-planner"), "{hint}");
    assert_eq!(
        error.to_string(),
        "ConfigMap `a/x` cannot be read: not allowed: configmaps \"x\" is forbidden"
    );
}

#[tokio::test]
async fn of_a_kind_that_no_role_shows_none_is_named() {
    let api = Api::start(|asked| match asked.path.as_str() {
        "/api/v1" => Reply::Json(json!({ "resources": [
            { "name": "secrets", "kind": "Secret", "namespaced": true },
        ] })),
        _ => refusal(403, "secrets \"x\" is forbidden"),
    })
    .await;
    let error = api.cluster().await.get("v1", "Secret", Some("a"), "x").await.unwrap_err();
    assert!(matches!(error, hops_kube::KubeError::NotAllowed { .. }), "{error}");
    assert_eq!(error.hint(), None);
}

#[tokio::test]
async fn applying_names_the_manager_and_forces_nothing() {
    let api = Api::start(cluster).await;
    let object = json!({ "apiVersion": "v1", "kind": "Namespace", "metadata": { "name": "ninehops" } });
    api.cluster().await.apply(&object, "ninehops-trace").await.unwrap();
    let asked = api.asked().pop().unwrap();
    assert_eq!((asked.method.as_str(), asked.path.as_str()), ("PATCH", "/api/v1/namespaces/ninehops"));
    assert_eq!(asked.query, "fieldManager=ninehops-trace");
    assert_eq!(asked.content_type, "application/apply-patch+yaml");
    assert_eq!(serde_json::from_str::<Value>(&asked.body).unwrap(), object);
}

#[tokio::test]
async fn a_conflict_says_with_whom() {
    let api = Api::start(|asked| match asked.method.as_str() {
        "PATCH" => refusal(409, "conflict with \"kubectl\": .data.x"),
        _ => cluster(asked),
    })
    .await;
    let object = json!({ "apiVersion": "v1", "kind": "Namespace", "metadata": { "name": "ninehops" } });
    let error = api.cluster().await.apply(&object, "ninehops-trace").await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "Namespace `ninehops` cannot be applied: conflict with \"kubectl\": .data.x"
    );
}

#[tokio::test]
async fn a_write_is_never_sent_twice() {
    let api = Api::start(|asked| match asked.method.as_str() {
        "GET" => cluster(asked),
        _ => Reply::Status(503, json!("busy")),
    })
    .await;
    let cluster = api.cluster().await;
    assert!(cluster.delete("v1", "Namespace", None, "ninehops").await.is_err());
    assert!(cluster.annotate_pod("ninehops", "agent-1", "ninehops.dev/revision", "2").await.is_err());
    let writes: Vec<Asked> = api.asked().into_iter().filter(|asked| asked.method != "GET").collect();
    assert_eq!(writes.len(), 2);
    assert_eq!(writes[0].query, "propagationPolicy=Background");
    assert_eq!(writes[1].path, "/api/v1/namespaces/ninehops/pods/agent-1");
    assert_eq!(writes[1].body, r#"{"metadata":{"annotations":{"ninehops.dev/revision":"2"}}}"#);
}

#[tokio::test]
async fn deleting_what_is_not_there_says_so() {
    let api = Api::start(cluster).await;
    let cluster = api.cluster().await;
    assert!(cluster.delete("v1", "Namespace", None, "ninehops").await.unwrap());
    assert!(!cluster.delete("v1", "ConfigMap", Some("ninehops"), "others").await.unwrap());
}

#[tokio::test]
async fn a_log_is_asked_for_with_all_its_bounds_and_need_not_be_text() {
    let api = Api::start(|_| Reply::Text("a\u{fffd}\nb")).await;
    let options = LogOptions {
        container: Some("agent".to_owned()),
        since: Some("2026-03-01T12:00:00.25Z".parse().unwrap()),
        tail: Some(5),
        previous: true,
        limit_bytes: 99,
    };
    let log = api.cluster().await.logs("ninehops", "agent-1", &options).await.unwrap();
    assert_eq!(log.lines().count(), 2);
    let asked = api.asked().pop().unwrap();
    assert_eq!(asked.path, "/api/v1/namespaces/ninehops/pods/agent-1/log");
    assert_eq!(
        asked.query,
        "limitBytes=99&container=agent&sinceTime=2026-03-01T12:00:00Z&tailLines=5&previous=true"
    );
}
