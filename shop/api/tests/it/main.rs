//! The contract stays readable to every client that was ever shipped, and errors say what they must.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod contract;
mod descriptors;
mod status;
