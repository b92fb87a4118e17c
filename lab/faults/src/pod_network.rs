//! Pod packets without their wrapping.

use lab_cluster::{Lab, LabError};
use lab_namespace::Namespaces;
use lab_plan::{Cni, Node};

use crate::error::FaultError;

/// Says whether the pod network is one that can go without.
pub(crate) fn check(lab: &Lab) -> Result<(), FaultError> {
    match lab.plan().cni {
        Cni::Vxlan => Ok(()),
        Cni::Calico => Err(FaultError::Calico),
    }
}

/// Every node that runs sends pod packets as they are.
pub(crate) async fn use_plain_routes(lab: &Lab) -> Result<(), FaultError> {
    for node in &lab.plan().nodes {
        if let Some(namespaces) = running(lab, node)? {
            let done = lab_pod_network::use_plain_routes(lab.plan(), node, &namespaces).await;
            done.map_err(|error| failure(node, error))?;
        }
    }
    Ok(())
}

/// Every node that runs wraps them again. One that is stopped does so when it is started.
pub(crate) async fn use_vxlan(lab: &Lab) -> Result<(), FaultError> {
    for node in &lab.plan().nodes {
        if let Some(namespaces) = running(lab, node)? {
            let done = lab_pod_network::use_vxlan(lab.plan(), node, &namespaces).await;
            done.map_err(|error| failure(node, error))?;
        }
    }
    Ok(())
}

fn running(lab: &Lab, node: &Node) -> Result<Option<Namespaces>, FaultError> {
    match lab.machine(&node.name) {
        Err(LabError::Stopped(_)) => Ok(None),
        machine => machine?.namespaces().map(Some).map_err(|error| failure(node, error)),
    }
}

fn failure(node: &Node, error: impl std::error::Error + Send + Sync + 'static) -> FaultError {
    FaultError::PodNetwork { node: node.name.clone(), source: Box::new(error) }
}
