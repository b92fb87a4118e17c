//! What registries keep: indexes, manifests and configurations (OCI image specification, Docker's schema 2).

use serde::Deserialize;
use serde_json::Value;

use crate::Platform;

/// For the `Accept` header of a question for a manifest.
pub(crate) const ACCEPTED: &str = "application/vnd.oci.image.index.v1+json, \
    application/vnd.docker.distribution.manifest.list.v2+json, \
    application/vnd.oci.image.manifest.v1+json, \
    application/vnd.docker.distribution.manifest.v2+json";

const CONFIGURATIONS: [&str; 2] =
    ["application/vnd.oci.image.config.v1+json", "application/vnd.docker.container.image.v1+json"];
const REFERENCE_TYPE: &str = "vnd.docker.reference.type";

/// What a tag or digest stands for.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Document {
    /// One image for each of several platforms.
    Index(Vec<Child>),
    /// One image; the digest of its configuration.
    Manifest(String),
    /// Something else that registries keep: a chart, a signature.
    Other(String),
}

/// An image of an index.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Child {
    pub(crate) digest: String,
    /// `None` when the index does not say.
    pub(crate) platform: Option<Platform>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawDocument {
    media_type: Option<String>,
    schema_version: Option<u64>,
    manifests: Option<Vec<RawChild>>,
    config: Option<RawDescriptor>,
}

#[derive(Deserialize)]
struct RawChild {
    digest: String,
    platform: Option<RawPlatform>,
    annotations: Option<serde_json::Map<String, Value>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawDescriptor {
    digest: String,
    media_type: Option<String>,
}

#[derive(Default, Deserialize)]
struct RawPlatform {
    os: Option<String>,
    architecture: Option<String>,
    variant: Option<String>,
}

impl RawPlatform {
    fn read(self) -> Option<Platform> {
        let given = |text: Option<String>| text.filter(|text| !text.is_empty());
        let (os, architecture) = (given(self.os)?, given(self.architecture)?);
        Some(Platform::new(&os, &architecture, &self.variant.unwrap_or_default()))
    }
}

impl RawChild {
    /// `None` for what is no image: an attestation, or what its builder calls unknown.
    fn read(self) -> Option<Child> {
        let attached = self.annotations.is_some_and(|annotations| annotations.contains_key(REFERENCE_TYPE));
        let platform = self.platform.and_then(RawPlatform::read);
        let image = !attached && !platform.as_ref().is_some_and(Platform::is_unknown);
        image.then_some(Child { digest: self.digest, platform })
    }
}

impl Document {
    /// What `body` is, or a few words of why it is nothing.
    pub(crate) fn read(body: &[u8]) -> Result<Self, String> {
        let raw: RawDocument = serde_json::from_slice(body).map_err(|error| no_json(body, &error))?;
        match raw {
            RawDocument { manifests: Some(children), .. } => {
                Ok(Self::Index(children.into_iter().filter_map(RawChild::read).collect()))
            }
            RawDocument { config: Some(config), .. } => Ok(match config.media_type {
                Some(other) if !CONFIGURATIONS.contains(&other.as_str()) => Self::Other(other),
                _ => Self::Manifest(config.digest),
            }),
            RawDocument { schema_version: Some(1), .. } => {
                Err("a manifest of schema 1, which containerd no longer reads".to_owned())
            }
            RawDocument { media_type: Some(other), .. } => Ok(Self::Other(other)),
            _ => Err("JSON, but neither an index nor a manifest".to_owned()),
        }
    }
}

/// The platform that an image's configuration says.
pub(crate) fn platform(body: &[u8]) -> Result<Platform, String> {
    let raw: RawPlatform = serde_json::from_slice(body).map_err(|error| no_json(body, &error))?;
    raw.read().ok_or_else(|| "a configuration without `os` and `architecture`".to_owned())
}

/// `code` and `message` of the first error of an answer as the distribution specification wants it.
pub(crate) fn refusal(body: &[u8]) -> Option<String> {
    #[derive(Deserialize)]
    struct Refusal {
        errors: Vec<Reason>,
    }
    #[derive(Deserialize)]
    struct Reason {
        code: String,
        #[serde(default)]
        message: String,
    }
    let refusal: Refusal = serde_json::from_slice(body).ok()?;
    let Reason { code, message } = refusal.errors.into_iter().next()?;
    let told = if message.is_empty() { code } else { format!("{code}: {message}") };
    Some(told.chars().filter(|character| !character.is_control()).take(200).collect())
}

/// `token` or `access_token` of a token server's answer.
pub(crate) fn token(body: &[u8]) -> Result<String, String> {
    #[derive(Deserialize)]
    struct Token {
        token: Option<String>,
        access_token: Option<String>,
    }
    // Not the parser's own words: they may quote what it was given.
    let token: Token = serde_json::from_slice(body).map_err(|_| kind_of(body).to_owned())?;
    token.token.or(token.access_token).ok_or_else(|| "JSON without a token".to_owned())
}

/// HTML is told from the rest: it means that somebody else answered.
pub(crate) fn is_html(body: &[u8]) -> bool {
    body.trim_ascii_start().first() == Some(&b'<')
}

fn kind_of(body: &[u8]) -> &'static str {
    match body {
        [] => "an empty answer",
        _ if is_html(body) => "HTML",
        _ => "no JSON of the form expected",
    }
}

fn no_json(body: &[u8], error: &serde_json::Error) -> String {
    match kind_of(body) {
        "no JSON of the form expected" => format!("no JSON of the form expected ({error})"),
        other => other.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn read(value: &Value) -> Result<Document, String> {
        Document::read(value.to_string().as_bytes())
    }

    #[test]
    fn attestations_are_no_images_and_a_missing_platform_is_no_guess() {
        let index = json!({"schemaVersion": 2, "manifests": [
            {"digest": "sha256:1", "platform": {"os": "linux", "architecture": "arm64", "variant": "v8"}},
            {"digest": "sha256:2", "platform": {"os": "unknown", "architecture": "unknown"}},
            {"digest": "sha256:3", "annotations": {"vnd.docker.reference.type": "attestation-manifest"}},
            {"digest": "sha256:4"},
            {"digest": "sha256:5", "platform": {"os": "linux", "architecture": ""}},
        ]});
        let arm = Some("linux/arm64".parse().unwrap());
        let child = |digest: &str, platform| Child { digest: digest.to_owned(), platform };
        let images = vec![child("sha256:1", arm), child("sha256:4", None), child("sha256:5", None)];
        assert_eq!(read(&index), Ok(Document::Index(images)));
    }

    #[test]
    fn a_manifest_is_an_image_only_with_an_images_configuration() {
        let image = json!({"config": {"digest": "sha256:c", "mediaType": CONFIGURATIONS[1]}});
        assert_eq!(read(&image), Ok(Document::Manifest("sha256:c".to_owned())));
        let chart = json!({"config": {"digest": "sha256:c", "mediaType": "application/vnd.cncf.helm.config.v1+json"}});
        assert!(matches!(read(&chart), Ok(Document::Other(_))));
    }

    #[test]
    fn what_is_no_manifest_is_told_in_a_few_words() {
        let messages = [
            Document::read(b"<!doctype html><title>Sign in</title>"),
            Document::read(b""),
            Document::read(b"{\"schemaVersion\": 1, \"fsLayers\": []}"),
            Document::read(b"{}"),
            Document::read(b"{\"manifests\": 3}"),
            Document::read(b"{\"manifests\": ["),
        ];
        let messages: Vec<String> = messages.into_iter().map(Result::unwrap_err).collect();
        insta::assert_snapshot!(messages.join("\n"));
    }

    #[test]
    fn a_token_is_in_no_message() {
        assert!(!token(b"{\"token\": [\"c2VjcmV0\"]}").unwrap_err().contains("c2VjcmV0"));
    }

    proptest! {
        #[test]
        fn no_bytes_are_too_strange_to_read(body in prop::collection::vec(any::<u8>(), 0..300)) {
            let _ = (Document::read(&body), platform(&body), refusal(&body), token(&body));
        }

        #[test]
        fn no_json_is_too_strange_to_read(
            keys in prop::collection::vec("manifests|config|digest|platform|os|architecture|errors|code|token|mediaType", 1..6),
            leaf in prop::sample::select(vec![json!(null), json!(7), json!("x"), json!([]), json!({}), json!([{}])]),
        ) {
            let nested = keys.iter().rev().fold(leaf, |inner, key| match key.as_str() {
                "manifests" | "errors" => json!({ (key.as_str()): [inner] }),
                key => json!({ (key): inner }),
            });
            let body = nested.to_string();
            let body = body.as_bytes();
            let _ = (Document::read(body), platform(body), refusal(body), token(body));
        }
    }
}
