//! What a manifest says it runs on.

use std::fmt;
use std::str::FromStr;

use oci_spec::image::{Arch, Os, PlatformBuilder};
use serde::{Deserialize, Serialize};

/// Operating system and processor, in Go's words as the OCI specification asks: `linux/amd64`, `linux/arm/v7`.
#[derive(Clone, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
pub struct Platform {
    /// `GOOS`, such as `linux`.
    pub os: String,
    /// `GOARCH`, such as `amd64`.
    pub architecture: String,
    /// Of the processor, such as `v7`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub variant: Option<String>,
}

/// Why a text is no platform.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("`{0}` is no platform: two or three words with `/` between, such as `linux/amd64` or `linux/arm/v7`")]
pub struct PlatformError(String);

impl Platform {
    /// Linux on a processor that Go calls `architecture`.
    pub fn linux(architecture: &str) -> Self {
        Self { os: "linux".to_owned(), architecture: architecture.to_owned(), variant: None }
    }

    /// Linux on the processor that this program was compiled for.
    pub fn of_this_program() -> Self {
        Self::linux(match std::env::consts::ARCH {
            "x86_64" => "amd64",
            "aarch64" => "arm64",
            "x86" => "386",
            "powerpc64" => "ppc64le",
            other => other,
        })
    }

    /// Buildx gives attestations the platform `unknown/unknown`; nothing runs on it.
    pub(crate) fn is_known(&self) -> bool {
        self.os != "unknown" && self.architecture != "unknown"
    }

    pub(crate) fn to_specification(&self) -> oci_spec::image::Platform {
        let builder = PlatformBuilder::default()
            .os(Os::from(self.os.as_str()))
            .architecture(Arch::from(self.architecture.as_str()));
        let builder = match &self.variant {
            Some(variant) => builder.variant(variant.clone()),
            None => builder,
        };
        builder.build().expect("operating system and architecture are all that it needs")
    }
}

impl From<&oci_spec::image::Platform> for Platform {
    fn from(platform: &oci_spec::image::Platform) -> Self {
        Self {
            os: platform.os().to_string(),
            architecture: platform.architecture().to_string(),
            variant: platform.variant().clone(),
        }
    }
}

impl fmt::Display for Platform {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.os, self.architecture)?;
        self.variant.iter().try_for_each(|variant| write!(formatter, "/{variant}"))
    }
}

impl FromStr for Platform {
    type Err = PlatformError;

    fn from_str(text: &str) -> Result<Self, PlatformError> {
        let allowed = |word: &&str| {
            !word.is_empty()
                && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
        };
        let words: Vec<&str> = text.split('/').collect();
        let (os, architecture, variant) = match words[..] {
            [os, architecture] => (os, architecture, None),
            [os, architecture, variant] => (os, architecture, Some(variant)),
            _ => return Err(PlatformError(text.to_owned())),
        };
        if !words.iter().all(allowed) {
            return Err(PlatformError(text.to_owned()));
        }
        Ok(Self {
            os: os.to_owned(),
            architecture: architecture.to_owned(),
            variant: variant.map(str::to_owned),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_platform_reads_as_it_is_written() {
        for text in ["linux/amd64", "linux/arm/v7", "windows/amd64"] {
            assert_eq!(text.parse::<Platform>().unwrap().to_string(), text);
        }
        for text in ["", "linux", "linux/", "/amd64", "linux/arm/v7/x", "linux/am d64"] {
            assert_eq!(text.parse::<Platform>(), Err(PlatformError(text.to_owned())));
        }
    }
}
