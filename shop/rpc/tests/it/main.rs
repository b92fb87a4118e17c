//! The channel against real listeners: every failure here happens on a socket.
//!
//! Tests assert on counts and states. Deadlines are generous where an answer is expected, because the
//! machine may be busy, and short only where none can come.

#![expect(clippy::unwrap_used, reason = "a test that cannot set its scene has failed")]

mod balance;
mod breaker;
mod deadline;
mod faults;
mod hedge;
mod metrics;
mod names;
mod recovery;
mod retry;
mod scale;
mod support;
