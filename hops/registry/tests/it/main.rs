//! Registries that are well, ill or none at all, at the wire.

#![expect(clippy::unwrap_used, reason = "a test that cannot set its scene has failed")]

mod challenge;
mod fake;
mod images;
mod trouble;
