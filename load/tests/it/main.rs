//! Runs against real listeners that misbehave on purpose.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod closed_loop;
mod failures;
mod open_loop;
mod server;
