//! Are the API server's certificate and clock of today?

use hops_model::Observation;

use crate::{Snapshot, Target};

/// One observation of the certificate, one of the clock.
pub fn observe(_snapshot: &Snapshot, _target: &Target) -> Vec<Observation> {
    Vec::new()
}
