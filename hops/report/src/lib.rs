//! How it reads: what was seen on the way of a request and what it means, as text for people and JSON for programs.
//!
//! Nothing here asks the world, and nothing prints: texts go to a writer that the caller passes, with colour as `anstyle`
//! writes it, which the caller's stream strips where nobody wants it.

mod trace;

pub use trace::{Asked, ClusterFacts, HopReport, HopStatus, SCHEMA_VERSION, TargetFacts, TraceReport};
