//! Platforms, and which of them runs the images of which.
//!
//! The rules are containerd's, since its answer is the one that counts: a node of arm/v7 runs arm/v6, a node of arm64
//! runs arm, a node of amd64 runs 386, and what has no variant has the first one.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Operating system, architecture and perhaps variant, in the normal form: `linux/arm64`, `linux/arm/v7`.
#[derive(Clone, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct Platform {
    os: String,
    architecture: String,
    variant: String,
}

/// What is no platform.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("`{0}` is no platform: it is OS/ARCHITECTURE or OS/ARCHITECTURE/VARIANT, as in `linux/arm64`")]
pub struct PlatformError(String);

impl Platform {
    /// Brings other spellings (`aarch64`, `x86_64`, `arm64/v8`) into the normal form.
    pub fn new(os: &str, architecture: &str, variant: &str) -> Self {
        let [os, architecture, variant] = [os, architecture, variant].map(str::to_ascii_lowercase);
        let (architecture, variant) = match (architecture.as_str(), variant.as_str()) {
            ("x86_64" | "x86-64" | "amd64", "" | "v1") => ("amd64", ""),
            ("x86_64" | "x86-64", variant) => ("amd64", variant),
            ("i386", _) => ("386", ""),
            ("aarch64" | "arm64", "" | "8" | "v8") => ("arm64", ""),
            ("aarch64", variant) => ("arm64", variant),
            ("armhf", _) | ("arm", "" | "7") => ("arm", "v7"),
            ("armel", _) | ("arm", "6") => ("arm", "v6"),
            ("arm", "5") => ("arm", "v5"),
            ("arm", "8") => ("arm", "v8"),
            other => other,
        };
        Self { os, architecture: architecture.to_owned(), variant: variant.to_owned() }
    }

    /// Of a node, as `status.nodeInfo.architecture` says it; nodes are Linux here.
    pub fn of_node(architecture: &str) -> Self {
        Self::new("linux", architecture, "")
    }

    /// `amd64`, `arm64`, …
    pub fn architecture(&self) -> &str {
        &self.architecture
    }

    /// What an index says of what is no image, such as an attestation.
    pub(crate) fn is_unknown(&self) -> bool {
        self.architecture == "unknown" || self.os == "unknown"
    }

    /// Whether a node of this platform runs an image of that one.
    pub fn runs(&self, image: &Self) -> bool {
        if self.os != image.os {
            return false;
        }
        match (self.architecture.as_str(), image.architecture.as_str()) {
            ("amd64", "386") => image.variant.is_empty(),
            ("arm64", "arm") => {
                matches!(image.version(), Some((5..=8, 0))) && matches!(self.version(), Some((8 | 9, _)))
            }
            (own, other) if own == other => self.variant == image.variant || self.covers(image),
            _ => false,
        }
    }

    /// Whether an image of an older variant of the same architecture runs.
    fn covers(&self, image: &Self) -> bool {
        let (Some(own), Some(wanted)) = (self.version(), image.version()) else { return false };
        match (self.architecture.as_str(), own.0, wanted.0) {
            ("amd64", _, _) | ("arm", _, 5..) => wanted <= own,
            // Armv9.x has all of Armv8.(x+5).
            ("arm64", 9, 8) => wanted.1 <= own.1.saturating_add(5),
            ("arm64", 8, 8) | ("arm64", 9, 9) => wanted.1 <= own.1,
            _ => false,
        }
    }

    /// Major and minor of the variant, or of the one that is meant where there is none.
    fn version(&self) -> Option<(u8, u8)> {
        let text = match (self.architecture.as_str(), self.variant.as_str()) {
            ("amd64", "") => "1",
            ("arm64", "") => "8",
            (_, variant) => variant.strip_prefix('v')?,
        };
        let (major, minor) = text.split_once('.').unwrap_or((text, "0"));
        Some((major.parse().ok()?, minor.parse().ok()?))
    }
}

impl FromStr for Platform {
    type Err = PlatformError;

    fn from_str(text: &str) -> Result<Self, PlatformError> {
        let mut parts = text.split('/');
        let (os, architecture, variant) = (parts.next(), parts.next(), parts.next().unwrap_or_default());
        match (os, architecture, parts.next()) {
            (Some(os), Some(architecture), None) if !os.is_empty() && !architecture.is_empty() => {
                Ok(Self::new(os, architecture, variant))
            }
            _ => Err(PlatformError(text.to_owned())),
        }
    }
}

impl fmt::Display for Platform {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.os, self.architecture)?;
        if self.variant.is_empty() { Ok(()) } else { write!(formatter, "/{}", self.variant) }
    }
}

impl TryFrom<String> for Platform {
    type Error = PlatformError;

    fn try_from(text: String) -> Result<Self, PlatformError> {
        text.parse()
    }
}

impl From<Platform> for String {
    fn from(platform: Platform) -> Self {
        platform.to_string()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn runs(node: &str, image: &str) -> bool {
        node.parse::<Platform>().unwrap().runs(&image.parse().unwrap())
    }

    #[test]
    fn a_node_runs_what_containerd_would_choose_for_it() {
        for (node, image) in [
            ("linux/amd64", "linux/amd64"),
            ("linux/amd64", "linux/x86_64"),
            ("linux/amd64", "linux/amd64/v1"),
            ("linux/amd64", "linux/386"),
            ("linux/amd64/v3", "linux/amd64/v2"),
            ("linux/arm64", "linux/arm64/v8"),
            ("linux/arm64/v8", "linux/aarch64"),
            ("linux/arm64", "linux/arm/v7"),
            ("linux/arm64", "linux/arm/v8"),
            ("linux/arm64/v8.2", "linux/arm64/v8.1"),
            ("linux/arm64/v9", "linux/arm64/v8.5"),
            ("linux/arm64/v9", "linux/arm64"),
            ("linux/arm/v7", "linux/arm/v6"),
            ("linux/arm", "linux/arm/v5"),
            ("linux/armhf", "linux/arm"),
            ("linux/riscv64", "linux/riscv64"),
        ] {
            assert!(runs(node, image), "{node} runs {image}");
        }
    }

    #[test]
    fn a_node_does_not_run_what_is_newer_or_other() {
        for (node, image) in [
            ("linux/amd64", "linux/arm64"),
            ("linux/arm64", "linux/amd64"),
            ("linux/amd64", "linux/amd64/v2"),
            ("linux/386", "linux/amd64"),
            ("linux/arm/v7", "linux/arm64"),
            ("linux/arm/v6", "linux/arm/v7"),
            ("linux/arm64", "linux/arm64/v8.1"),
            ("linux/arm64/v8", "linux/arm64/v9"),
            ("linux/arm64/v9", "linux/arm64/v8.6"),
            ("linux/amd64", "windows/amd64"),
            ("linux/amd64", "unknown/unknown"),
            ("linux/riscv64", "linux/riscv64/rva23"),
        ] {
            assert!(!runs(node, image), "{node} does not run {image}");
        }
    }

    #[test]
    fn what_is_no_platform_is_said_so() {
        for text in ["", "amd64", "linux/", "/amd64", "linux/arm/v7/x"] {
            assert_eq!(text.parse::<Platform>(), Err(PlatformError(text.to_owned())));
        }
    }

    proptest! {
        #[test]
        fn every_platform_runs_its_own_images(
            os in "linux|windows",
            architecture in "amd64|arm64|arm|386|s390x|aarch64",
            variant in "|v[0-9]|v[89]\\.[0-9]|[5-8]|odd",
        ) {
            let platform = Platform::new(&os, &architecture, &variant);
            prop_assert!(platform.runs(&platform));
            prop_assert_eq!(&platform.to_string().parse::<Platform>().unwrap(), &platform);
        }

        #[test]
        fn no_text_is_too_strange_for_a_platform(text in ".{0,40}", other in ".{0,40}") {
            if let (Ok(one), Ok(other)) = (text.parse::<Platform>(), other.parse::<Platform>()) {
                let _ = one.runs(&other);
            }
        }
    }
}
