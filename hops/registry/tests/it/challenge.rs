use std::fs;

use hops_model::Outcome;
use hops_registry::StepKind::{self, Challenge, Head, Manifest, Ping, Token};
use hops_registry::{Credentials, Options};
use serde_json::json;

use crate::fake::{Asked, Fake, INDEX, Reply, Repository, kinds};

fn repository() -> Repository {
    let mut repository = Repository::default();
    let digest = repository.keep(
        INDEX,
        &json!({"manifests": [{"digest": "sha256:a", "platform": {"os": "linux", "architecture": "amd64"}}]}),
    );
    repository.tag("1", &digest);
    repository
}

fn wants_a_token(host: &str) -> Reply {
    let challenge = format!(r#"Bearer realm="http://{host}/token?x=1",service="fake",scope="ignored""#);
    Reply::error(401, "UNAUTHORIZED", "authentication required").with("www-authenticate", challenge)
}

/// Gives tokens to everybody; `open` is what it shows without one.
async fn locked(token: fn(&Asked) -> Reply, open: fn(&str) -> bool) -> Fake {
    let (repository, host) = (repository(), std::sync::Arc::new(std::sync::OnceLock::<String>::new()));
    let known = host.clone();
    let fake = Fake::answering(move |asked| {
        let allowed = asked.authorization.as_deref() == Some("Bearer t0k3n");
        match asked.path.as_str() {
            "/token" => token(asked),
            path if allowed || open(path) => repository.reply(asked),
            _ => wants_a_token(known.get().unwrap()),
        }
    })
    .await;
    host.set(fake.base.trim_start_matches("http://").to_owned()).unwrap();
    fake
}

fn good_token(asked: &Asked) -> Reply {
    assert_eq!(asked.query, "x=1&service=fake&scope=repository%3Ashop%2Fmarket%3Apull");
    assert_eq!(asked.authorization, None);
    Reply::new(200, r#"{"token": "t0k3n", "expires_in": 300}"#)
}

#[tokio::test]
async fn a_token_is_fetched_where_the_registry_says() {
    let fake = locked(good_token, |_| false).await;
    let inspection = fake.inspect(&["linux/amd64"]).await;
    assert_eq!(inspection.outcome(), Some(Outcome::Ok), "{inspection:#?}");
    assert_eq!(kinds(&inspection), [Ping, Challenge, Token, Head, Manifest]);
    assert!(!format!("{inspection:?}").contains("t0k3n"));
}

#[tokio::test]
async fn a_root_that_is_open_does_not_hide_the_lock_behind_it() {
    let fake = locked(good_token, |path| path == "/v2/").await;
    let inspection = fake.inspect(&["linux/amd64"]).await;
    assert_eq!(inspection.outcome(), Some(Outcome::Ok), "{inspection:#?}");
    assert_eq!(kinds(&inspection), [Ping, Head, Challenge, Token, Head, Manifest]);
}

async fn with_token_server(token: fn(&Asked) -> Reply) -> (Option<Outcome>, String, Option<StepKind>) {
    let fake = locked(token, |_| false).await;
    let inspection = fake.inspect(&["linux/amd64"]).await;
    let trouble = inspection.trouble.as_ref().unwrap().to_string();
    (inspection.outcome(), trouble, kinds(&inspection).last().copied())
}

#[tokio::test]
async fn a_token_server_can_fail_in_its_own_ways() {
    let (outcome, ..) = with_token_server(|_| Reply::error(403, "DENIED", "no")).await;
    assert_eq!(outcome, Some(Outcome::ImageDenied));
    let (outcome, ..) = with_token_server(|_| Reply::error(429, "TOOMANYREQUESTS", "slow down")).await;
    assert_eq!(outcome, Some(Outcome::RateLimited));
    for (reply, words) in [
        ((|_| Reply::new(200, "<html>sign in")) as fn(&Asked) -> Reply, "the token is HTML"),
        (|_| Reply::new(200, "{}"), "the token is JSON without a token"),
        (|_| Reply::new(503, ""), "answers 503"),
    ] {
        let (outcome, trouble, last) = with_token_server(reply).await;
        assert_eq!((outcome, last), (None, Some(Token)), "{trouble}");
        assert!(trouble.contains(words), "{trouble}");
    }
}

#[tokio::test]
async fn a_token_that_opens_nothing_is_a_denial() {
    let fake = locked(|_| Reply::new(200, r#"{"access_token": "other"}"#), |_| false).await;
    let inspection = fake.inspect(&["linux/amd64"]).await;
    assert_eq!(inspection.outcome(), Some(Outcome::ImageDenied));
    assert_eq!(kinds(&inspection), [Ping, Challenge, Token, Head, Manifest]);
    let seen = inspection.observation().unwrap().seen;
    assert!(seen.contains("UNAUTHORIZED: authentication required"), "{seen}");
}

#[tokio::test]
async fn whoever_wants_a_password_gets_none_in_the_clear() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("config.json");
    fs::write(&path, r#"{"auths": {"https://index.docker.io/v1/": {"auth": "dXNlcjp3b3Jk"}}}"#).unwrap();
    let credentials = Credentials::from_docker_config(&path).unwrap();
    let fake = Fake::answering(|asked| {
        assert_eq!(asked.authorization, None);
        Reply::new(401, "").with("www-authenticate", r#"Basic realm="x""#)
    })
    .await;
    let options = Options { credentials, ..Options::default() };
    let inspection = fake.inspect_as("shop/market:1", &["linux/amd64"], options).await;
    assert_eq!(inspection.outcome(), Some(Outcome::ImageDenied));
    assert_eq!(kinds(&inspection), [Ping, Challenge]);
    assert_eq!(fake.requests(), ["GET /v2/"]);
}

#[tokio::test]
async fn a_realm_that_is_no_url_is_said_so() {
    for realm in ["nowhere", "file:///etc/passwd", ""] {
        let fake = Fake::answering(move |_| {
            Reply::new(401, "").with("www-authenticate", format!("Bearer realm=\"{realm}\""))
        })
        .await;
        let inspection = fake.inspect(&["linux/amd64"]).await;
        assert_eq!(inspection.outcome(), None, "{realm}: {inspection:?}");
    }
}
