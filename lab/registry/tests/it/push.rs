//! What reaches the registry, and what is said when it does not.

use std::path::{Path, PathBuf};

use lab_oci::{Entry, Image, Layer, Platform, write};
use lab_registry::{PushError, Pushed, push};
use tempfile::TempDir;
use tokio::net::TcpListener;

use crate::fake::{Fake, Fault};

const NAME: &str = "shop:1.0";

/// An index of two platforms with one layer in common.
fn archive(directory: &TempDir) -> PathBuf {
    let image = |architecture| {
        let mut image = Image::new(Platform::linux(architecture));
        image.layers.push(Layer::new().with("/data", Entry::directory(0o755)));
        image.layers.push(Layer::new().with("/shop", Entry::bytes(0o755, format!("for {architecture}"))));
        image
    };
    let path = directory.path().join("shop.tar");
    write(&path, &["docker.io/library/shop:1.0"], &[image("amd64"), image("arm64")]).unwrap();
    path
}

async fn push_to(fake: &Fake, archive: &Path) -> Result<Pushed, PushError> {
    push(fake.address, archive, &NAME.parse().unwrap()).await
}

async fn refusal(fault: Fault) -> String {
    let directory = TempDir::new().unwrap();
    let fake = Fake::with(fault).await;
    let error = push_to(&fake, &archive(&directory)).await.unwrap_err();
    error.to_string().replace(&fake.address.to_string(), "REGISTRY")
}

#[tokio::test]
async fn blobs_come_before_the_manifests_that_name_them_and_the_tag_last() {
    let directory = TempDir::new().unwrap();
    let fake = Fake::with(Fault::None).await;
    let pushed = push_to(&fake, &archive(&directory)).await.unwrap();
    let stored = fake.stored.lock().unwrap();
    let references: Vec<&str> = stored.manifests.iter().map(|(reference, _)| reference.as_str()).collect();
    assert!(references[0].starts_with("sha256:") && references[1].starts_with("sha256:"));
    assert_eq!(references[2..], ["1.0"]);
    // Two configurations, two layers of their own and one in common.
    assert_eq!(stored.blobs.len(), 5);
    assert_eq!(stored.blobs.values().map(|blob| blob.len() as u64).sum::<u64>(), pushed.sent_bytes);
    assert_eq!(pushed.platforms, [Platform::linux("amd64"), Platform::linux("arm64")]);
    assert_eq!(pushed.reference.to_string(), "docker.io/library/shop:1.0");
}

#[tokio::test]
async fn what_the_registry_has_is_not_sent_again() {
    let directory = TempDir::new().unwrap();
    let (fake, archive) = (Fake::with(Fault::None).await, archive(&directory));
    push_to(&fake, &archive).await.unwrap();
    let pushed = push_to(&fake, &archive).await.unwrap();
    assert_eq!(pushed.sent_bytes, 0);
    assert_eq!(fake.stored.lock().unwrap().uploads, 5);
}

#[tokio::test]
async fn a_refusal_is_told_in_the_registrys_words() {
    insta::assert_snapshot!(
        refusal(Fault::Denies).await,
        @"cannot send a blob to the registry at REGISTRY: it answers 403 DENIED: requested access is denied"
    );
}

#[tokio::test]
async fn a_registry_that_stores_something_else_is_caught() {
    let message = refusal(Fault::StoresSomethingElse).await;
    assert!(message.starts_with("the registry at REGISTRY stored `sha256:000"), "{message}");
}

#[tokio::test]
async fn a_registry_that_says_not_where_is_caught() {
    insta::assert_snapshot!(
        refusal(Fault::SaysNowhere).await,
        @"the registry at REGISTRY does not say where to send a blob: its `Location` is ``"
    );
}

#[tokio::test(start_paused = true)]
async fn a_silent_registry_is_given_up() {
    insta::assert_snapshot!(
        refusal(Fault::NeverAnswers).await,
        @"cannot look for a blob in the registry at REGISTRY: no answer within 10s"
    );
}

#[tokio::test]
async fn nobody_at_the_address_is_said_with_the_address() {
    let directory = TempDir::new().unwrap();
    let address = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let error = push(address, &archive(&directory), &NAME.parse().unwrap()).await.unwrap_err();
    let message = error.to_string().replace(&address.to_string(), "REGISTRY");
    insta::assert_snapshot!(
        message,
        @"cannot look for a blob in the registry at REGISTRY: Connection refused (os error 111)"
    );
}

#[tokio::test]
async fn a_damaged_archive_reaches_no_registry() {
    let directory = TempDir::new().unwrap();
    let (fake, archive) = (Fake::with(Fault::None).await, archive(&directory));
    let bytes = std::fs::read(&archive).unwrap();
    let at = bytes.windows(9).position(|window| window == b"for amd64").unwrap();
    let mut damaged = bytes;
    damaged[at] = b'F';
    std::fs::write(&archive, damaged).unwrap();
    let error = push_to(&fake, &archive).await.unwrap_err();
    assert!(matches!(error, PushError::Archive(_)), "{error}");
    assert_eq!(fake.stored.lock().unwrap().uploads, 0);
}

#[tokio::test]
async fn a_name_of_another_registry_is_refused() {
    let directory = TempDir::new().unwrap();
    let (fake, name) = (Fake::with(Fault::None).await, "quay.io/team/shop:1".parse().unwrap());
    let error = push(fake.address, &archive(&directory), &name).await.unwrap_err();
    insta::assert_snapshot!(
        format!("{error}\nhint: {}", error.hint().unwrap()),
        @r"
    the image `quay.io/team/shop:1` is of `quay.io`, and nodes ask the lab's registry for Docker Hub's images alone
    hint: leave the registry out of the name, here and in the pod: `team/shop`
    "
    );
    assert_eq!(fake.stored.lock().unwrap().uploads, 0);
}

#[tokio::test]
async fn a_name_with_another_digest_is_refused() {
    let directory = TempDir::new().unwrap();
    let fake = Fake::with(Fault::None).await;
    let name = format!("shop@sha256:{}", "1".repeat(64)).parse().unwrap();
    let error = push(fake.address, &archive(&directory), &name).await.unwrap_err();
    assert!(matches!(error, PushError::OtherDigest { .. }), "{error}");
}
