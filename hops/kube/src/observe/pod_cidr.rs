//! Do the address ranges of pods, Services and nodes stay apart?

use hops_model::Observation;

use crate::{Snapshot, Target};

/// One observation for each range of pods.
pub fn observe(_snapshot: &Snapshot, _target: &Target) -> Vec<Observation> {
    Vec::new()
}
