//! What was asked, what came back, and what it comes to.

use std::fmt;
use std::time::Duration;

use hops_model::Outcome;

use crate::{Platform, Reference};

/// All that was seen of one image.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Inspection {
    /// Which image.
    pub reference: Reference,
    /// In the order asked. When there is trouble, the last one is where.
    pub steps: Vec<Step>,
    /// Of the index or manifest, `sha256:…`.
    pub digest: Option<String>,
    /// Whether there is an index, one image for each of several platforms.
    pub indexed: bool,
    /// For which there is an image, in the index's order.
    pub platforms: Vec<Platform>,
    /// Images of the index whose platform nobody says.
    pub unknown: usize,
    /// Platforms asked for that no image of these runs on.
    pub missing: Vec<Platform>,
    /// Why the last step did not lead further.
    pub trouble: Option<Trouble>,
}

/// One request, or one reading of an answer.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Step {
    /// Which.
    pub kind: StepKind,
    /// What was asked, as method and URL.
    pub asked: String,
    /// What came back, in a few words.
    pub answer: String,
    /// How long that took.
    pub took: Duration,
}

/// The steps of asking for an image.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum StepKind {
    /// Is a registry there? (`GET /v2/`)
    Ping,
    /// What does it want to know?
    Challenge,
    /// A token from where it says.
    Token,
    /// What is behind the tag? (`HEAD` of the manifest)
    Head,
    /// The index or manifest itself.
    Manifest,
    /// The manifest of an image whose platform the index does not say.
    Child,
    /// The configuration of an image.
    Config,
}

/// Why a step did not lead further.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum Trouble {
    /// No such repository, tag or digest.
    #[error("there is no such image ({0})")]
    Missing(String),
    /// Not for this identity. Docker Hub says so of repositories that do not exist, too.
    #[error("the registry wants another identity, or there is no such repository ({0})")]
    Denied(String),
    /// Too many requests.
    #[error("the registry counts too many pulls ({0})")]
    RateLimited(String),
    /// Nobody there, no certificate that holds, or no answer in time.
    #[error("{0}")]
    NotReached(String),
    /// An answer that says nothing about the image.
    #[error("{0}")]
    Unexpected(String),
}

impl Trouble {
    /// The answer to the question that it is; `None` when it is none.
    pub fn outcome(&self) -> Option<Outcome> {
        match self {
            Self::Missing(_) => Some(Outcome::ImageMissing),
            Self::Denied(_) => Some(Outcome::ImageDenied),
            Self::RateLimited(_) => Some(Outcome::RateLimited),
            Self::NotReached(_) | Self::Unexpected(_) => None,
        }
    }
}

impl Inspection {
    pub(crate) fn new(reference: Reference) -> Self {
        Self {
            reference,
            steps: Vec::new(),
            digest: None,
            indexed: false,
            platforms: Vec::new(),
            unknown: 0,
            missing: Vec::new(),
            trouble: None,
        }
    }

    /// Notes which of `wanted` have no image. Says nothing when there was trouble.
    pub(crate) fn compare(&mut self, wanted: &[Platform]) {
        if self.trouble.is_none() {
            let lacks = |node: &&Platform| !self.platforms.iter().any(|image| node.runs(image));
            self.missing = wanted.iter().filter(lacks).cloned().collect();
        }
    }

    /// In the words of [`Family::ImagePlatforms`](hops_model::Family::ImagePlatforms); `None` when it cannot be said.
    pub fn outcome(&self) -> Option<Outcome> {
        match &self.trouble {
            Some(trouble) => trouble.outcome(),
            None if self.missing.is_empty() => Some(Outcome::Ok),
            None if self.unknown > 0 => None,
            None if self.indexed => Some(Outcome::NoPlatform),
            None => Some(Outcome::WrongPlatform),
        }
    }
}

impl fmt::Display for StepKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(match self {
            Self::Ping => "ping",
            Self::Challenge => "challenge",
            Self::Token => "token",
            Self::Head => "head",
            Self::Manifest => "manifest",
            Self::Child => "child",
            Self::Config => "config",
        })
    }
}
