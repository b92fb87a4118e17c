//! OCI archives into a registry, under the names that Docker Hub would give them.
//!
//! Sources: OCI Distribution Specification 1.1 for the wire; Docker's rules for names, as everybody types them.

mod client;
mod error;
mod push;
mod reference;

pub use error::PushError;
pub use push::{Pushed, push};
pub use reference::{Reference, ReferenceError};
