use std::time::Duration;

use hops_kube::Cluster;
use serde_json::json;
use tokio::net::TcpListener;

use crate::api::{Api, Reply, kubeconfig, options, refusal};

async fn error(api: &Api, timeout: u64) -> String {
    match api.connect(Duration::from_millis(timeout)).await {
        Ok(_) => panic!("it is connected"),
        Err(error) => error.to_string().replace(&api.address.to_string(), "SERVER"),
    }
}

#[tokio::test]
async fn a_server_that_hangs_is_a_sentence() {
    let api = Api::raw(|_| Reply::Silence).await;
    assert_eq!(
        error(&api, 300).await,
        "the API server http://SERVER cannot be asked: no answer within 0.3 s"
    );
}

#[tokio::test]
async fn a_web_server_is_no_api_server() {
    for (reply, expected) in [
        (Reply::Text("<!doctype html>\n<title>Welcome"), "it begins with `<!doctype html> <title>Welcome`"),
        (Reply::Text(""), "it is empty"),
        (Reply::Status(302, json!("moved")), "status 302, `\"moved\"`"),
    ] {
        let reply = std::sync::Mutex::new(Some(reply));
        let api = Api::raw(move |_| reply.lock().unwrap().take().unwrap_or(Reply::Silence)).await;
        assert_eq!(
            error(&api, 60_000).await,
            format!(
                "the API server http://SERVER cannot be asked: what answers is no Kubernetes API server: {expected}"
            )
        );
    }
}

#[tokio::test]
async fn credentials_that_are_refused_are_told_with_what_to_do() {
    let api = Api::raw(|_| refusal(401, "Unauthorized")).await;
    let failure = api.connect(Duration::from_mins(1)).await.err().unwrap();
    assert!(failure.to_string().ends_with("it does not accept the credentials"), "{failure}");
    assert_eq!(failure.hint().as_deref(), Some("fetch a new kubeconfig or log in again"));
}

#[tokio::test]
async fn who_may_not_ask_for_the_version_is_connected_all_the_same() {
    let api = Api::raw(|_| refusal(403, "forbidden")).await;
    assert!(api.connect(Duration::from_mins(1)).await.is_ok());
}

#[tokio::test]
async fn a_closed_port_is_told_at_once() {
    let directory = tempfile::tempdir().unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let file = directory.path().join("config");
    for scheme in ["http", "https"] {
        std::fs::write(&file, kubeconfig(&format!("{scheme}://{address}"), "")).unwrap();
        let error = Cluster::connect(&options(file.clone(), Duration::from_mins(1))).await.err().unwrap();
        assert_eq!(
            error.to_string(),
            format!("the API server {scheme}://{address} cannot be asked: connection refused")
        );
    }
}

#[tokio::test]
async fn a_name_that_does_not_resolve_is_told_as_one() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("config");
    std::fs::write(&file, kubeconfig("https://nowhere.invalid:6443", "")).unwrap();
    let error = Cluster::connect(&options(file, Duration::from_mins(1))).await.err().unwrap().to_string();
    assert!(
        error.starts_with("the API server https://nowhere.invalid:6443 cannot be asked: its name"),
        "{error}"
    );
}
