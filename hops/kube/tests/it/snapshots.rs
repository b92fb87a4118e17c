use std::time::Duration;

use hops_kube::{Kind, Wanted, observe, target};
use serde_json::{Value, json};

use crate::api::{Api, Asked, Reply, nothing, refusal};

fn pod(number: usize) -> Value {
    json!({ "metadata": { "namespace": "shop", "name": format!("p{number}") } })
}

/// Three pages, by a token with characters that a query must not have.
fn pages(asked: &Asked) -> Reply {
    if asked.path != "/api/v1/pods" {
        return nothing();
    }
    assert!(asked.query.contains("limit=500"), "{}", asked.query);
    let (numbers, next) = match asked.query.split("continue=").nth(1) {
        None => (0..500, "a+/=&1"),
        Some("a%2B%2F%3D%261") => (500..1000, "2"),
        Some("2") => (1000..1001, ""),
        Some(other) => panic!("no such token: {other}"),
    };
    Reply::Json(json!({ "metadata": { "continue": next }, "items": numbers.map(pod).collect::<Vec<_>>() }))
}

#[tokio::test]
async fn a_list_is_read_page_by_page() {
    let api = Api::start(pages).await;
    let snapshot = api.cluster().await.snapshot().await;
    assert_eq!(snapshot.pods.len(), 1001);
    assert_eq!(snapshot.unseen, []);
    assert!(snapshot.has(&[Kind::Pods]));
    let mut names: Vec<_> = snapshot.pods.iter().filter_map(|pod| pod.metadata.name.clone()).collect();
    names.dedup();
    assert_eq!(names.len(), 1001);
}

#[tokio::test]
async fn the_clock_of_the_server_is_read() {
    let api = Api::start(|_| nothing()).await;
    let snapshot = api.cluster().await.snapshot().await;
    let clock = snapshot.clock.unwrap();
    assert!(clock.server.duration_since(clock.asked).abs().as_secs() < 60);
}

#[tokio::test]
async fn a_server_without_a_kind_has_none_of_it() {
    let api = Api::start(|asked| match asked.path.as_str() {
        "/apis/crd.projectcalico.org/v1/ippools" => Reply::Status(404, json!("404 page not found")),
        path if path.contains("/configmaps/") => refusal(404, "configmaps not found"),
        _ => Reply::Json(json!({ "metadata": {}, "items": null })),
    })
    .await;
    let snapshot = api.cluster().await.snapshot().await;
    assert_eq!(snapshot.unseen, []);
    assert!(snapshot.missing.is_empty() && snapshot.ip_pools.is_empty());
}

#[tokio::test]
async fn what_is_forbidden_is_told_with_the_role_that_would_allow_it_and_the_rest_is_kept() {
    let api = Api::start(|asked| match asked.path.as_str() {
        "/api/v1/pods" => Reply::Json(json!({ "metadata": {}, "items": [pod(1)] })),
        "/apis/networking.k8s.io/v1/networkpolicies" | "/api/v1/nodes" => {
            refusal(403, "nodes is forbidden: User \"me\" cannot list resource \"nodes\"")
        }
        path if path.contains("/configmaps/") => refusal(403, "forbidden"),
        _ => nothing(),
    })
    .await;
    let snapshot = api.cluster().await.snapshot().await;
    assert_eq!(snapshot.pods.len(), 1);
    assert!(snapshot.has(&[Kind::Pods, Kind::Services]));
    for kind in [Kind::Nodes, Kind::NetworkPolicies, Kind::ConfigMaps] {
        assert!(!snapshot.has(&[kind]), "{kind:?}");
    }
    let [unseen] = snapshot.unseen.as_slice() else { panic!("{:?}", snapshot.unseen) };
    assert_eq!(
        unseen.reason,
        "the API server cannot be asked for nodes, configmaps of kube-system, networkpolicies: it does not allow it"
    );
    assert!(unseen.way_out.as_ref().unwrap().contains("--clusterrole=ninehops-reader"));
    assert!(unseen.families.contains(&hops_model::Family::NetworkPolicy));
}

#[tokio::test]
async fn a_list_that_hangs_is_given_up_and_the_rest_is_kept() {
    let api = Api::start(|asked| match asked.path.as_str() {
        "/api/v1/pods" => Reply::Json(json!({ "metadata": {}, "items": [pod(1)] })),
        "/api/v1/services" => Reply::Silence,
        _ => nothing(),
    })
    .await;
    let cluster = api.connect(Duration::from_millis(500)).await.unwrap();
    let snapshot = cluster.snapshot().await;
    assert_eq!(snapshot.pods.len(), 1);
    assert_eq!(
        snapshot.unseen[0].reason,
        "the API server cannot be asked for services: no answer within 0.5 s"
    );
    let error = target::choose(&snapshot, &Wanted::default()).unwrap_err().to_string();
    assert!(error.contains("no answer within 0.5 s"), "{error}");
}

#[tokio::test]
async fn pages_that_came_before_the_server_fell_silent_are_kept() {
    let api =
        Api::start(|asked| if asked.query.contains("continue=") { Reply::Silence } else { pages(asked) })
            .await;
    let cluster = api.connect(Duration::from_millis(500)).await.unwrap();
    let snapshot = cluster.snapshot().await;
    assert_eq!(snapshot.pods.len(), 500);
    assert!(!snapshot.has(&[Kind::Pods]));
    assert!(snapshot.unseen[0].reason.contains("pods (all but 500)"), "{:?}", snapshot.unseen);
}

#[tokio::test]
async fn broken_json_and_html_in_one_list_cost_that_list_only() {
    let api = Api::start(|asked| match asked.path.as_str() {
        "/api/v1/pods" => Reply::Truncated,
        "/api/v1/nodes" => Reply::Text("<html>\n<h1>Sign in</h1>"),
        "/api/v1/services" => {
            Reply::Json(json!({ "items": [{ "metadata": { "name": "a", "namespace": "b" } }] }))
        }
        "/apis/apps/v1/deployments" => Reply::Json(json!({ "items": [{ "spec": 3 }] })),
        _ => nothing(),
    })
    .await;
    let snapshot = api.cluster().await.snapshot().await;
    assert_eq!(snapshot.services.len(), 1);
    let told: Vec<&str> = snapshot.unseen.iter().map(|unseen| unseen.reason.as_str()).collect();
    assert!(
        told.iter().any(|told| told.ends_with("for pods: its answer cannot be read: it breaks off")),
        "{told:?}"
    );
    let html =
        "for nodes: what answers is no Kubernetes API server: it begins with `<html> <h1>Sign in</h1>`";
    assert!(told.iter().any(|told| told.ends_with(html)), "{told:?}");
    assert!(told.iter().any(|told| told.contains("deployments")), "{told:?}");
}

#[tokio::test]
async fn a_busy_server_is_asked_once_more() {
    let busy = std::sync::atomic::AtomicBool::new(true);
    let api = Api::start(move |asked| {
        let first = asked.path == "/api/v1/pods" && busy.swap(false, std::sync::atomic::Ordering::Relaxed);
        if first { Reply::Status(429, json!("too many requests")) } else { nothing() }
    })
    .await;
    let snapshot = api.cluster().await.snapshot().await;
    assert_eq!(snapshot.unseen, []);
    assert_eq!(api.asked().iter().filter(|asked| asked.path == "/api/v1/pods").count(), 2);
}

#[tokio::test]
async fn every_observer_lives_with_a_snapshot_of_which_nothing_came() {
    let api = Api::start(|_| Reply::Truncated).await;
    let snapshot = api.cluster().await.snapshot().await;
    assert_eq!(snapshot.missing.len(), 12);
    let seen = observe::all(&snapshot, &hops_kube::Target::default());
    assert!(seen.iter().all(|seen| !seen.outcome.is_fault()), "{seen:?}");
}
