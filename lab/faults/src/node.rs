//! Which node is meant, and its power.

use lab_cluster::{Lab, LabError};
use lab_plan::{Plan, Role};

use crate::error::FaultError;
use crate::fault::{FaultName, Target};

/// Says whether a fault can befall what was named.
pub(crate) fn check(plan: &Plan, fault: FaultName, node: Option<&str>) -> Result<(), FaultError> {
    let target = fault.fault().target;
    match (target, node) {
        (Target::Lab, None) => Ok(()),
        (Target::Lab, Some(node)) => Err(FaultError::NodeUnwanted { fault, node: node.to_owned() }),
        (_, None) => Err(FaultError::NodeMissing { fault, known: known(plan, target) }),
        (_, Some(name)) => check_node(plan, target, name),
    }
}

fn check_node(plan: &Plan, target: Target, name: &str) -> Result<(), FaultError> {
    let node = name.to_owned();
    match plan.node(name).map(|node| node.role) {
        None => Err(FaultError::NoSuchNode { node, known: known(plan, target) }),
        Some(Role::ControlPlane) if target == Target::Worker => {
            Err(FaultError::ControlPlane { node, known: known(plan, target) })
        }
        Some(_) => Ok(()),
    }
}

fn known(plan: &Plan, target: Target) -> String {
    let possible = plan.nodes.iter().filter(|node| target != Target::Worker || node.role == Role::Worker);
    let names: Vec<String> = possible.map(|node| format!("`{}`", node.name)).collect();
    if names.is_empty() { "none: the lab has no worker".to_owned() } else { names.join(", ") }
}

/// Cuts a node's power, unless that was done already.
pub(crate) async fn stop(lab: &Lab, node: &str) -> Result<(), FaultError> {
    match lab.stop(node).await {
        Err(LabError::Stopped(_)) => Ok(()),
        result => Ok(result?),
    }
}

/// Switches a node on, unless somebody did.
pub(crate) async fn start(lab: &Lab, node: &str) -> Result<(), FaultError> {
    match lab.start(node).await {
        Err(LabError::Running(_)) => Ok(()),
        result => Ok(result?),
    }
}
