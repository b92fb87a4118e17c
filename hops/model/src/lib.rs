//! What a broken request means.
//!
//! Probes say what they saw as [`Observation`]s: a [`Family`] of probes, a subject, an [`Outcome`]. The table of causes
//! says what each cause lets every family see. A [`Diagnosis`] is what is left when the two are compared.
//!
//! No IO, no clock, no async: same input, same output.

mod cause;
mod diagnosis;
mod expected;
mod family;
mod fix;
mod hop;
mod inference;
mod observation;
mod outcome;
pub mod rules;

pub use cause::{CAUSES, Cause, CauseId, Expectations, FixTemplate, cause};
pub use diagnosis::{Diagnosis, Finding, FixKind, FixText, NextProbe, Verdict};
pub use expected::{Expected, Reach};
pub use family::{Access, FAMILIES, Family, FamilyRow};
pub use hop::Hop;
pub use inference::{HEALTHY_MINIMUM, diagnose, diagnose_wanted, finding, next_probe};
pub use observation::{Facts, Observation, Unseen};
pub use outcome::Outcome;
