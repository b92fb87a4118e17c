//! Traces against servers that are not what they should be.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

#[expect(dead_code, reason = "the room it comes from asks more of it")]
#[path = "../../../kube/tests/it/api.rs"]
mod api;
mod install;
mod shop;
mod walk;
