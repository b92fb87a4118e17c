//! Do the names that the pods are told to call exist?

use hops_model::Observation;

use crate::{Snapshot, Target};

/// See the module.
pub fn observe(_snapshot: &Snapshot, _target: &Target) -> Vec<Observation> {
    Vec::new()
}
