use std::net::Ipv4Addr;
use std::time::Duration;

use futures_util::future::join_all;
use hops_model::Outcome;
use hops_registry::StepKind::{self, Config, Head, Manifest, Ping};
use hops_registry::{Inspection, Options, Registry};
use serde_json::json;
use tokio::net::TcpListener;

use crate::fake::{Asked, Fake, Reply, Repository, digest, kinds};

fn repository() -> Repository {
    let mut repository = Repository::default();
    let digest = repository.keep_image(&json!({"os": "linux", "architecture": "amd64"}));
    repository.tag("1", &digest);
    repository
}

/// A good registry, but for what `broken` answers.
async fn but_for(broken: impl Fn(&Asked) -> Option<Reply> + Clone + Send + Sync + 'static) -> Inspection {
    let repository = repository();
    let fake = Fake::answering(move |asked| broken(asked).unwrap_or_else(|| repository.reply(asked))).await;
    fake.inspect(&["linux/amd64"]).await
}

fn at(step: StepKind, asked: &Asked) -> bool {
    match step {
        Ping => asked.path == "/v2/",
        Head => asked.method == "HEAD",
        Manifest => asked.method == "GET" && asked.path.contains("/manifests/"),
        Config => asked.path.contains("/blobs/"),
        _ => false,
    }
}

#[tokio::test]
async fn an_image_that_is_not_there_is_missing() {
    let fake = repository().served().await;
    let inspection = fake.inspect_as("shop/market:2", &["linux/amd64"], Options::default()).await;
    assert_eq!(inspection.outcome(), Some(Outcome::ImageMissing));
    assert_eq!(kinds(&inspection), [Ping, Head, Manifest]);
    let seen = inspection.observation().unwrap().seen;
    assert!(seen.contains("404 MANIFEST_UNKNOWN: manifest unknown"), "{seen}");
    assert!(seen.contains("manifest (GET http://127.0.0.1:"), "{seen}");
}

#[tokio::test]
async fn refusals_keep_their_kinds() {
    for (status, code, outcome) in [
        (401, "UNAUTHORIZED", Outcome::ImageDenied),
        (403, "DENIED", Outcome::ImageDenied),
        (404, "NAME_UNKNOWN", Outcome::ImageMissing),
        (429, "TOOMANYREQUESTS", Outcome::RateLimited),
    ] {
        let refused = move |asked: &Asked| {
            asked.path.contains("/manifests/").then(|| Reply::error(status, code, "a word about it"))
        };
        let inspection = but_for(refused).await;
        assert_eq!(inspection.outcome(), Some(outcome), "{inspection:#?}");
    }
}

#[tokio::test]
async fn who_counts_pulls_is_not_asked_twice() {
    let limited = |asked: &Asked| (asked.method == "HEAD").then(|| Reply::new(429, ""));
    let inspection = but_for(limited).await;
    assert_eq!(inspection.outcome(), Some(Outcome::RateLimited));
    assert_eq!(kinds(&inspection), [Ping, Head]);
}

#[tokio::test]
async fn a_failing_server_says_nothing_of_the_image_at_any_step() {
    for step in [Manifest, Config] {
        let inspection = but_for(move |asked| at(step, asked).then(|| Reply::new(503, "try later"))).await;
        assert_eq!(inspection.outcome(), None, "{step}");
        assert_eq!(kinds(&inspection).last(), Some(&step));
        assert!(inspection.observation().unwrap_err().reason.contains("503"));
    }
    // These two are only polite: what counts comes behind them.
    for step in [Ping, Head] {
        let inspection = but_for(move |asked| at(step, asked).then(|| Reply::new(503, "try later"))).await;
        assert_eq!(inspection.outcome(), Some(Outcome::Ok), "{step}");
    }
}

#[tokio::test]
async fn html_is_somebody_else() {
    for status in [200, 403, 404, 502] {
        let html = move |_: &Asked| {
            Some(Reply::new(status, "\n<!doctype html><h1>Welcome</h1>").with("content-type", "text/html"))
        };
        let inspection = but_for(html).await;
        assert_eq!(inspection.outcome(), None, "{status}: {inspection:#?}");
        let reason = inspection.observation().unwrap_err().reason;
        assert!(reason.contains("HTML"), "{reason}");
    }
}

#[tokio::test]
async fn a_body_without_end_is_not_read_to_its_end() {
    for step in [Manifest, Config] {
        let inspection =
            but_for(move |asked| at(step, asked).then(|| Reply::new(200, vec![b' '; 5 << 20]))).await;
        assert_eq!(inspection.outcome(), None);
        assert!(inspection.trouble.unwrap().to_string().contains("more than 4 MiB"));
    }
}

#[tokio::test]
async fn a_manifest_cut_short_is_said_so() {
    let cut = |asked: &Asked| {
        let body = b"{\"schemaVersion\": 2, \"manifests\": [".to_vec();
        asked.path.contains("/manifests/").then(|| {
            let name = digest(&body);
            Reply::new(200, body).with("docker-content-digest", name)
        })
    };
    let inspection = but_for(cut).await;
    assert_eq!(inspection.outcome(), None);
    assert!(inspection.trouble.unwrap().to_string().contains("the manifest is no JSON"));
}

#[tokio::test]
async fn another_manifest_than_the_one_announced_is_not_believed() {
    let other = |asked: &Asked| at(Manifest, asked).then(|| Reply::new(200, "{\"manifests\": []}"));
    let inspection = but_for(other).await;
    assert_eq!(inspection.outcome(), None);
    assert!(inspection.trouble.unwrap().to_string().contains("was asked for `sha256:"));
}

/// Of a registry that hangs at one step.
async fn hung_at(step: StepKind, options: Options) -> Inspection {
    let repository = repository();
    let fake = Fake::answering(move |asked| {
        let reply = repository.reply(asked);
        if at(step, asked) { reply.after(Duration::from_hours(1)) } else { reply }
    })
    .await;
    let inspection = fake.inspect_as("shop/market:1", &["linux/amd64"], options).await;
    assert_eq!((inspection.outcome(), kinds(&inspection).last()), (None, Some(&step)));
    inspection
}

#[tokio::test]
async fn a_registry_that_hangs_is_left_and_its_steps_are_kept() {
    // Long enough for the steps before.
    let limit = Duration::from_secs(3);
    let hung = |options: Options| [Ping, Head, Manifest, Config].map(|step| hung_at(step, options.clone()));
    let by_request = hung(Options { request_limit: limit, ..Options::default() });
    let by_image = hung(Options { image_limit: limit, ..Options::default() });
    let (by_request, by_image) = tokio::join!(join_all(by_request), join_all(by_image));
    for inspection in by_request {
        let reason = inspection.observation().unwrap_err().reason;
        assert!(reason.contains("no answer from 127.0.0.1 in time"), "{reason}");
    }
    for inspection in by_image {
        assert!(inspection.trouble.unwrap().to_string().contains("not done within 3s"));
    }
}

#[tokio::test]
async fn nobody_there_is_said_so() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let image = format!("{address}/shop/market:1").parse().unwrap();
    let inspection = Registry::new(Options::default()).inspect(&image, &[]).await;
    assert_eq!((inspection.outcome(), kinds(&inspection)), (None, vec![Ping]));
    let unseen = inspection.observation().unwrap_err();
    assert!(unseen.reason.contains("refused"), "{}", unseen.reason);
    assert!(unseen.way_out.unwrap().contains(&format!("--registry-mirror {address}=URL")));
}

#[tokio::test]
async fn a_circle_of_redirects_ends() {
    let circle = |asked: &Asked| Some(Reply::new(307, "").with("location", asked.path.clone()));
    assert_eq!(but_for(circle).await.outcome(), None);
}
