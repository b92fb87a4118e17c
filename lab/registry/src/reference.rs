//! Names of images as Docker normalises them: `redis` is `docker.io/library/redis:latest`.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

mod explain;

pub use explain::ReferenceError;

/// Registry, repository, and a tag or digest or both.
#[derive(Clone, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct Reference(oci_spec::distribution::Reference);

impl Reference {
    /// The registry's host and perhaps port; `docker.io` if nobody said otherwise.
    pub fn registry(&self) -> &str {
        self.0.registry()
    }

    /// The path within the registry, such as `library/redis`.
    pub fn repository(&self) -> &str {
        self.0.repository()
    }

    /// The tag; `latest` if neither tag nor digest was given.
    pub fn tag(&self) -> Option<&str> {
        self.0.tag()
    }

    /// `sha256:…`.
    pub fn digest(&self) -> Option<&str> {
        self.0.digest()
    }
}

impl FromStr for Reference {
    type Err = ReferenceError;

    fn from_str(text: &str) -> Result<Self, ReferenceError> {
        let parsed: oci_spec::distribution::Reference = text.parse().map_err(|_| explain::explain(text))?;
        // Docker refuses it because it looks like the id of an image.
        if text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')) {
            return Err(ReferenceError::Identifier(text.to_owned()));
        }
        Ok(Self(parsed))
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl TryFrom<String> for Reference {
    type Error = ReferenceError;

    fn try_from(text: String) -> Result<Self, ReferenceError> {
        text.parse()
    }
}

impl From<Reference> for String {
    fn from(reference: Reference) -> Self {
        reference.to_string()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn short_names_are_docker_hubs() {
        let digest = format!("sha256:{}", "a".repeat(64));
        for (given, whole) in [
            ("redis", "docker.io/library/redis:latest".to_owned()),
            ("redis:7", "docker.io/library/redis:7".to_owned()),
            ("grafana/grafana", "docker.io/grafana/grafana:latest".to_owned()),
            ("index.docker.io/redis", "docker.io/library/redis:latest".to_owned()),
            ("localhost/redis", "localhost/redis:latest".to_owned()),
            ("registry:5000/redis", "registry:5000/redis:latest".to_owned()),
            ("registry.k8s.io/pause:3.10", "registry.k8s.io/pause:3.10".to_owned()),
            (&format!("redis@{digest}"), format!("docker.io/library/redis@{digest}")),
            (&format!("redis:7@{digest}"), format!("docker.io/library/redis:7@{digest}")),
        ] {
            assert_eq!(given.parse::<Reference>().unwrap().to_string(), whole);
        }
    }

    #[test]
    fn what_is_wrong_with_a_name_is_named() {
        let messages: Vec<String> = [
            "",
            "Redis",
            "shop/Redis:1",
            "redis:",
            "redis:a b",
            "redis@sha256:abc",
            "redis@md5:0123",
            "shop//redis",
            "-x.io/redis",
            "registry:port/redis",
            "re dis",
            &"a".repeat(300),
            &"0123456789abcdef".repeat(4),
        ]
        .iter()
        .map(|text| text.parse::<Reference>().unwrap_err().to_string().replace(&"a".repeat(300), "aaa…"))
        .collect();
        insta::assert_snapshot!(messages.join("\n"));
    }

    proptest! {
        #[test]
        fn a_whole_name_is_its_own_normal_form(
            name in "([a-z0-9]{1,8}(\\.[a-z]{2,3})?(:[0-9]{2,4})?/)?[a-z0-9]{1,8}([._-][a-z0-9]{1,4})?(:[a-zA-Z0-9_][a-zA-Z0-9._-]{0,8})?"
        ) {
            let once: Reference = name.parse().unwrap();
            let twice: Reference = once.to_string().parse().unwrap();
            prop_assert_eq!(once, twice);
        }

        #[test]
        fn no_text_is_refused_without_a_reason(text in "[ -~é]{0,40}") {
            if let Err(error) = text.parse::<Reference>() {
                prop_assert!(!matches!(error, ReferenceError::Form(_)), "{}: {}", text, error);
            }
        }
    }
}
