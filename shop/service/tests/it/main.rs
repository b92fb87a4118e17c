//! The crate as its users see it: real sockets, real servers.
#![expect(clippy::unwrap_used, reason = "tests")]

mod http;
mod metrics;
mod rpc;
