//! How it reads: what was seen on the way of a request and what it means, as text for people and JSON for programs.
//!
//! Nothing here asks the world, and nothing prints: what comes out are texts, with colour as `anstyle` writes it, which
//! the caller's stream strips where nobody wants it.

mod hop;
mod json;
mod preflight;
#[cfg(test)]
mod samples;
mod sarif;
mod statements;
mod text;
mod trace;

pub use hop::hops;
pub use json::{to_json, to_json_line};
pub use preflight::{
    PREFLIGHT_SCHEMA_VERSION, PlanFacts, PreflightFinding, PreflightLevel, PreflightReport, PreflightVerdict,
};
pub use sarif::{Sarif, sarif};
pub use text::{heading, hop_line, preflight, state_line, verdict};
pub use trace::{Asked, ClusterFacts, HopReport, HopStatus, SCHEMA_VERSION, TargetFacts, TraceReport};
