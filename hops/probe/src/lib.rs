//! One question to one address, and what came back.
//!
//! Every function asks once, from a source port of its own, and ends by its deadline. [`retry::three`] asks again.
//! Answers are typed, and so is silence: refused is not reset, and neither is a time-out. What any of it means is for
//! `hops-model` to say; [`FailureKind::outcome`] only picks the word that a family has for it.

pub mod dns;
pub mod echo;
pub mod external;
mod failure;
pub mod grpc;
pub mod http;
pub mod ladder;
pub mod retry;
pub mod tcp;
#[cfg(feature = "tls")]
pub mod tls;

pub use failure::{Failure, FailureKind};
