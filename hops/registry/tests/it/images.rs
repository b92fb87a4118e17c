use hops_model::{Family, Outcome};
use hops_registry::Options;
use hops_registry::StepKind::{Child, Config, Head, Manifest, Ping};
use serde_json::{Value, json};

use crate::fake::{Fake, INDEX, MANIFEST, Repository, kinds};

fn index(children: &[Value]) -> Value {
    json!({"schemaVersion": 2, "mediaType": INDEX, "manifests": children})
}

fn child(digest: &str, os: &str, architecture: &str) -> Value {
    json!({"mediaType": MANIFEST, "digest": digest, "size": 1,
        "platform": {"os": os, "architecture": architecture}})
}

async fn served(document: &Value) -> Fake {
    let mut repository = Repository::default();
    let digest = repository.keep(INDEX, document);
    repository.tag("1", &digest);
    repository.served().await
}

#[tokio::test]
async fn an_index_with_every_platform_is_well_whatever_is_attached_to_it() {
    let attestation = json!({"mediaType": MANIFEST, "digest": "sha256:c", "size": 1,
        "platform": {"os": "unknown", "architecture": "unknown"},
        "annotations": {"vnd.docker.reference.type": "attestation-manifest"}});
    let fake = served(&index(&[
        child("sha256:a", "linux", "amd64"),
        attestation,
        child("sha256:b", "linux", "arm64"),
    ]))
    .await;
    let inspection = fake.inspect(&["linux/amd64", "linux/arm64"]).await;
    assert_eq!(inspection.outcome(), Some(Outcome::Ok));
    assert_eq!(kinds(&inspection), [Ping, Head, Manifest]);
    assert_eq!((inspection.platforms.len(), inspection.unknown), (2, 0));
    assert!(inspection.digest.as_ref().unwrap().starts_with("sha256:"));
    let observation = inspection.observation().unwrap();
    assert_eq!(observation.seen, "docker.io/shop/market:1: has linux/amd64, linux/arm64");
}

#[tokio::test]
async fn an_index_without_the_nodes_platform_lacks_it() {
    let fake = served(&index(&[child("sha256:b", "linux", "arm64")])).await;
    let inspection = fake.inspect(&["linux/amd64", "linux/arm64"]).await;
    assert_eq!(inspection.outcome(), Some(Outcome::NoPlatform));
    let observation = inspection.observation().unwrap();
    assert_eq!(observation.seen, "docker.io/shop/market:1: has linux/arm64; nodes are linux/amd64");
    assert_eq!(observation.facts["architecture"], "amd64");
    assert_eq!(observation.facts["platforms"], "linux/arm64");
    let keys = Family::ImagePlatforms.row().facts;
    assert!(observation.facts.keys().all(|key| keys.contains(&key.as_str())));
}

#[tokio::test]
async fn an_image_without_an_index_is_judged_by_its_configuration() {
    let mut repository = Repository::default();
    let digest = repository.keep_image(&json!({"os": "linux", "architecture": "arm64", "variant": "v8"}));
    repository.tag("1", &digest);
    let fake = repository.served().await;
    let inspection = fake.inspect(&["linux/amd64"]).await;
    assert_eq!(inspection.outcome(), Some(Outcome::WrongPlatform));
    assert_eq!(kinds(&inspection), [Ping, Head, Manifest, Config]);
    assert_eq!(inspection.digest, Some(digest));
    assert_eq!(
        inspection.observation().unwrap().seen,
        "docker.io/shop/market:1: is built for linux/arm64 alone, without an index; nodes are linux/amd64"
    );
    assert_eq!(fake.inspect(&["linux/arm64"]).await.outcome(), Some(Outcome::Ok));
}

#[tokio::test]
async fn a_child_without_a_platform_is_asked_and_not_guessed() {
    let mut repository = Repository::default();
    let image = repository.keep_image(&json!({"os": "linux", "architecture": "s390x"}));
    let bare = json!({"mediaType": MANIFEST, "digest": image, "size": 1});
    let lost = json!({"mediaType": MANIFEST, "digest": format!("sha256:{}", "0".repeat(64)), "size": 1});
    let known = repository.keep(INDEX, &index(std::slice::from_ref(&bare)));
    repository.tag("1", &known);
    let unknown = repository.keep(INDEX, &index(&[bare, lost]));
    repository.tag("2", &unknown);
    let fake = repository.served().await;

    let inspection = fake.inspect(&["linux/amd64"]).await;
    assert_eq!(inspection.outcome(), Some(Outcome::NoPlatform));
    assert_eq!(kinds(&inspection), [Ping, Head, Manifest, Child, Config]);

    let inspection = fake.inspect_as("shop/market:2", &["linux/amd64"], Options::default()).await;
    assert_eq!((inspection.outcome(), inspection.unknown), (None, 1), "it may be the one that is lost");
    let reason = inspection.observation().unwrap_err().reason;
    assert!(
        reason.ends_with("has linux/s390x, and 1 whose platform nobody says; nodes are linux/amd64"),
        "{reason}"
    );
    let inspection = fake.inspect_as("shop/market:2", &["linux/s390x"], Options::default()).await;
    assert_eq!(inspection.outcome(), Some(Outcome::Ok));
}

#[tokio::test]
async fn a_digest_in_the_name_is_asked_for_as_it_is() {
    let mut repository = Repository::default();
    let digest = repository.keep(INDEX, &index(&[child("sha256:a", "linux", "amd64")]));
    let fake = repository.served().await;
    let image = format!("shop/market:9@{digest}");
    let inspection = fake.inspect_as(&image, &["linux/amd64"], Options::default()).await;
    assert_eq!(inspection.outcome(), Some(Outcome::Ok));
    assert_eq!(fake.requests().last().unwrap(), &format!("GET /v2/shop/market/manifests/{digest}"));
}

#[tokio::test]
async fn what_is_no_image_is_not_judged() {
    let chart = json!({"schemaVersion": 2,
        "config": {"mediaType": "application/vnd.cncf.helm.config.v1+json", "digest": "sha256:a", "size": 1}});
    let fake = served(&chart).await;
    let inspection = fake.inspect(&["linux/amd64"]).await;
    assert_eq!(inspection.outcome(), None);
    assert!(inspection.observation().unwrap_err().reason.contains("helm"));
}

#[tokio::test]
async fn a_configuration_that_is_not_what_its_digest_says_is_not_believed() {
    let mut repository = Repository::default();
    let digest = repository.keep_image(&json!({"os": "linux", "architecture": "amd64"}));
    repository.tag("1", &digest);
    let fake = Fake::answering(move |asked| {
        let mut reply = repository.reply(asked);
        if asked.path.contains("/blobs/") {
            reply.body = json!({"os": "linux", "architecture": "arm64"}).to_string().into_bytes();
        }
        reply
    })
    .await;
    let inspection = fake.inspect(&["linux/amd64"]).await;
    assert_eq!(inspection.outcome(), None);
    assert_eq!(kinds(&inspection), [Ping, Head, Manifest, Config]);
}

#[tokio::test]
async fn several_images_come_back_in_their_order() {
    use hops_registry::Registry;
    let fake = served(&index(&[child("sha256:a", "linux", "amd64")])).await;
    let mirrors = vec![format!("docker.io={}", fake.base).parse().unwrap()];
    let registry = Registry::new(Options { mirrors, ..Options::default() });
    let nodes = vec!["linux/amd64".parse().unwrap()];
    let images: Vec<_> = (0..20).map(|at| format!("shop/{}:1", char::from(b'a' + at))).collect();
    let asked: Vec<_> = images.iter().map(|image| (image.parse().unwrap(), nodes.clone())).collect();
    let (seen, unseen) = registry.observe_all(&asked).await;
    assert_eq!(unseen, []);
    let subjects: Vec<_> = images.iter().map(|image| format!("image docker.io/{image}")).collect();
    assert_eq!(seen.into_iter().map(|seen| seen.subject).collect::<Vec<_>>(), subjects);
}
