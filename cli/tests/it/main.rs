//! The real binary, as a person at a terminal or a script runs it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod ci;
mod diagnosis_refused;
mod help;
mod lab;
mod load;
mod preflight;
mod process;
mod up;
mod up_refused;
