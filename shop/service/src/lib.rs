//! What every process of the shop shares: settings, ops port, readiness, drain, telemetry.
//!
//! A service reads its [`settings`], starts its [`telemetry`], makes a [`Lifecycle`], binds its [`listeners`]
//! and hands its routes to [`http::serve`]; `main` then awaits [`Lifecycle::run`] and turns the [`Outcome`]
//! into an exit code.
//!
//! This crate knows no business words, holds no global state but the tracing subscriber, the panic hook and the
//! signal handlers (which only it may install), and never ends the process: `main` does, by returning.

pub mod file_watch;
pub mod host;
pub mod http;
pub mod lifecycle;
pub mod listeners;
pub mod metrics;
pub mod ops;
pub mod readiness;
pub mod request;
pub mod settings;
pub mod signals;
pub mod standard;
pub mod tasks;
pub mod telemetry;

pub use host::host_name;
pub use lifecycle::{Lifecycle, Outcome, Phase, ShutdownTimes};
pub use readiness::{Latch, Readiness};
pub use signals::Signals;
pub use standard::Standard;
pub use tasks::Tasks;
