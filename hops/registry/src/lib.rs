//! From the name of an image to the platforms it is built for, step by step.
//!
//! A [`Registry`] asks as a node's container runtime would: is a registry there, what does it want to know, a token,
//! the manifest behind the tag, the index, the configuration. Every step is kept with what came back and how long it
//! took, so that it can be said at which one an image was lost.
//!
//! Sources: OCI Distribution Specification 1.1, OCI Image Specification 1.1, Docker's schema 2 and token scheme.

mod challenge;
mod credentials;
mod document;
mod inspect;
mod inspection;
mod observe;
mod options;
mod platform;
mod reference;
mod wire;

pub use credentials::{Credentials, CredentialsError};
pub use inspect::Registry;
pub use inspection::{Inspection, Step, StepKind, Trouble};
pub use options::{Mirror, MirrorError, Options};
pub use platform::{Platform, PlatformError};
pub use reference::{Reference, ReferenceError};
