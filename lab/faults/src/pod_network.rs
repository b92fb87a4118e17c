//! Pod packets without their wrapping.

use lab_cluster::Lab;
use lab_plan::Cni;

use crate::error::FaultError;

/// Says whether the pod network is one that can go without.
pub(crate) fn check(lab: &Lab) -> Result<(), FaultError> {
    match lab.plan().cni {
        Cni::Vxlan => Ok(()),
        Cni::Calico => Err(FaultError::Calico),
    }
}

/// On every node that runs.
pub(crate) async fn use_plain_routes(_lab: &Lab) -> Result<(), FaultError> {
    Ok(())
}

/// On every node that runs.
pub(crate) async fn use_vxlan(_lab: &Lab) -> Result<(), FaultError> {
    Ok(())
}
