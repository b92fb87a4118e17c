//! What is seen in a [`Snapshot`]: one module for each family, each a pure function.

use hops_model::Observation;

use crate::{Snapshot, Target};

pub mod certificates;
pub mod dns_config;
pub mod endpoints;
pub mod network_policy;
pub mod nodes;
pub mod pod_cidr;
pub mod pod_network;
pub mod pod_state;
pub mod referenced_names;
pub mod system_pods;

mod callers;
mod cluster_dns;
#[cfg(test)]
mod testing;

/// Every family that the API server can answer, about the way of one request.
pub fn all(snapshot: &Snapshot, target: &Target) -> Vec<Observation> {
    let families: [fn(&Snapshot, &Target) -> Vec<Observation>; 10] = [
        pod_state::observe,
        endpoints::observe,
        network_policy::observe,
        pod_network::observe,
        pod_cidr::observe,
        dns_config::observe,
        referenced_names::observe,
        system_pods::observe,
        certificates::observe,
        nodes::observe,
    ];
    families.iter().flat_map(|observe| observe(snapshot, target)).collect()
}
