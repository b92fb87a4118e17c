//! Why an image did not reach a registry.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use lab_oci::{Digest, ReadError};

use crate::Reference;

/// A push that failed. What reached the registry before stays there without a name.
#[derive(Debug, thiserror::Error)]
pub enum PushError {
    /// The name is of a registry that ours does not stand for.
    #[error("the image `{name}` is of `{}`, and nodes ask the lab's registry for Docker Hub's images alone", .name.registry())]
    OtherRegistry {
        /// What was asked for.
        name: Box<Reference>,
    },
    /// The archive is not sound.
    #[error(transparent)]
    Archive(#[from] ReadError),
    /// The archive's index names what the archive does not hold.
    #[error("the archive `{}` lacks `{missing}`, which its index names", .archive.display())]
    Incomplete {
        /// The archive.
        archive: PathBuf,
        /// A manifest.
        missing: Digest,
    },
    /// The archive holds several images and none has the name.
    #[error("the archive `{}` holds several images, and none is `{name}`: {}", .archive.display(), .names.join(", "))]
    Several {
        /// The archive.
        archive: PathBuf,
        /// What was asked for.
        name: String,
        /// What is there.
        names: Vec<String>,
    },
    /// The name has a digest that the image has not.
    #[error("the image has the digest `{found}`, and its name asks for `{wanted}`")]
    OtherDigest {
        /// In the name.
        wanted: String,
        /// Of the image.
        found: Digest,
    },
    /// Nobody there, or the connection broke.
    #[error("cannot {what} the registry at {registry}: {reason}")]
    Connection {
        /// The registry.
        registry: SocketAddr,
        /// What was to be done, up to the word before "the registry".
        what: String,
        /// The innermost reason.
        reason: String,
    },
    /// The registry is too slow or silent.
    #[error("cannot {what} the registry at {registry}: no answer within {limit:?}")]
    TimedOut {
        /// The registry.
        registry: SocketAddr,
        /// What was to be done.
        what: String,
        /// How long it was waited for.
        limit: Duration,
    },
    /// The registry says no.
    #[error("cannot {what} the registry at {registry}: it answers {status}{told}")]
    Refused {
        /// The registry.
        registry: SocketAddr,
        /// What was to be done.
        what: String,
        /// The HTTP status.
        status: u16,
        /// ` CODE: message` as in the distribution specification, or nothing.
        told: String,
    },
    /// The registry does not say where to send a blob.
    #[error("the registry at {registry} does not say where to send a blob: its `Location` is `{location}`")]
    Location {
        /// The registry.
        registry: SocketAddr,
        /// What it said.
        location: String,
    },
    /// The registry stored something else.
    #[error("the registry at {registry} stored `{found}` instead of `{wanted}`")]
    Stored {
        /// The registry.
        registry: SocketAddr,
        /// What was sent.
        wanted: Digest,
        /// What its `Docker-Content-Digest` says.
        found: String,
    },
}

impl PushError {
    /// What to do next.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::OtherRegistry { name } => {
                let repository = name.repository();
                Some(format!("leave the registry out of the name, here and in the pod: `{repository}`"))
            }
            Self::Archive(error) => error.hint(),
            Self::Incomplete { .. } => {
                Some("save every platform, or one alone: `docker save --platform linux/amd64`".to_owned())
            }
            Self::Several { .. } => Some("push one of these names".to_owned()),
            Self::OtherDigest { .. } => Some("leave the digest out of the name".to_owned()),
            Self::Connection { .. } | Self::TimedOut { .. } => {
                Some("is the lab up? `ninehops lab status` tells".to_owned())
            }
            Self::Refused { .. } | Self::Location { .. } | Self::Stored { .. } => None,
        }
    }
}
