//! Probes against real listeners, with faults at the wire.

#![expect(clippy::unwrap_used, reason = "a test that cannot set its scene has failed")]

mod dns;
mod external;
mod grpc;
mod http;
mod ladder;
mod peer;
mod retry;
mod tcp;
#[cfg(feature = "tls")]
mod tls;

use std::time::Duration;

/// Long enough for a slow machine to answer.
const LONG: Duration = Duration::from_secs(20);
/// Short enough to wait for where nobody answers.
const SHORT: Duration = Duration::from_millis(300);
