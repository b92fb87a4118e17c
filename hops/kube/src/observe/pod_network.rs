//! How do pod packets travel between nodes?

use hops_model::Observation;

use crate::{Snapshot, Target};

/// One observation for each pool or node that says so.
pub fn observe(_snapshot: &Snapshot, _target: &Target) -> Vec<Observation> {
    Vec::new()
}
