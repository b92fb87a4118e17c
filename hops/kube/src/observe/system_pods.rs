//! Do CoreDNS, kube-proxy and the pod network's own pods run?

use hops_model::Observation;

use crate::{Snapshot, Target};

/// See the module.
pub fn observe(_snapshot: &Snapshot, _target: &Target) -> Vec<Observation> {
    Vec::new()
}
