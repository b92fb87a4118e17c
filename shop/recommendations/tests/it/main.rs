//! The server as its clients meet it: on a real listener, through the generated clients, as a real process.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod catalog;
mod errors;
mod feedback;
mod health;
mod legacy;
mod process;
mod recommendations;
mod reload;
mod server;
mod shutdown;
mod telemetry;
