//! Do kubelets and pods ask the cluster's DNS server, and whom does that ask?

use hops_model::Observation;

use crate::{Snapshot, Target};

/// See the module.
pub fn observe(_snapshot: &Snapshot, _target: &Target) -> Vec<Observation> {
    Vec::new()
}
