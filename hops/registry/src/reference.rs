//! Names of images as Docker normalises them: `redis` is `docker.io/library/redis:latest`.

use std::fmt;
use std::str::FromStr;

/// Registry, repository, and a tag or digest or both.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct Reference(oci_spec::distribution::Reference);

/// What names no image.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("`{0}` is no name of an image: it is [HOST/]PATH[:TAG][@DIGEST], in small letters up to the tag")]
pub struct ReferenceError(String);

impl Reference {
    /// The registry's host and perhaps port; `docker.io` if nobody said otherwise.
    pub fn registry(&self) -> &str {
        self.0.registry()
    }

    /// The path within the registry, such as `library/redis`.
    pub fn repository(&self) -> &str {
        self.0.repository()
    }

    /// The digest if there is one, else the tag.
    pub(crate) fn wanted(&self) -> &str {
        self.0.digest().or_else(|| self.0.tag()).unwrap_or("latest")
    }

    /// `sha256:…`, when the name has one.
    pub fn digest(&self) -> Option<&str> {
        self.0.digest()
    }
}

impl FromStr for Reference {
    type Err = ReferenceError;

    fn from_str(text: &str) -> Result<Self, ReferenceError> {
        text.parse().map(Self).map_err(|_| ReferenceError(text.to_owned()))
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn short_names_are_docker_hubs() {
        let digest = format!("sha256:{}", "a".repeat(64));
        for (given, registry, repository, wanted) in [
            ("redis", "docker.io", "library/redis", "latest"),
            ("grafana/grafana:13", "docker.io", "grafana/grafana", "13"),
            ("index.docker.io/redis", "docker.io", "library/redis", "latest"),
            ("localhost:5000/redis", "localhost:5000", "redis", "latest"),
            (&format!("redis:7@{digest}"), "docker.io", "library/redis", &digest),
        ] {
            let reference: Reference = given.parse().unwrap();
            assert_eq!(
                (reference.registry(), reference.repository(), reference.wanted()),
                (registry, repository, wanted)
            );
        }
    }

    #[test]
    fn what_names_no_image_is_said_so() {
        let error = "Shop/Market:1".parse::<Reference>().unwrap_err();
        assert!(error.to_string().starts_with("`Shop/Market:1` is no name of an image"));
    }

    proptest! {
        #[test]
        fn no_text_is_too_strange_for_a_name(text in ".{0,80}") {
            if let Ok(reference) = text.parse::<Reference>() {
                prop_assert!(!reference.repository().is_empty() && !reference.wanted().is_empty());
            }
        }
    }
}
