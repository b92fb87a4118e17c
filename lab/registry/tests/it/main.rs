//! Pushes to a registry of our own at the wire, which can also be a bad one.

#![expect(clippy::unwrap_used, reason = "a test that cannot set its scene has failed")]

mod fake;
mod push;
