//! Booting all machines of a lab, and connecting them.

use std::collections::BTreeMap;
use std::path::Path;

use lab_machine::{Machine, MachineSpec};
use lab_namespace::Namespaces;
use lab_plan::{Cni, Node, Plan};
use lab_vpc::{Firewall, Router};
use tokio::task::JoinSet;

use crate::error::{LabError, UpError};
use crate::state::BootedMachine;

/// All machines by name.
pub(crate) type Machines = BTreeMap<String, BootedMachine>;

/// Boots all at once. Await it to its end, since a boot that has begun goes on.
pub(crate) async fn boot_all(program: &Path, specs: Vec<MachineSpec>) -> Result<Machines, UpError> {
    let mut boots = JoinSet::new();
    for spec in specs {
        let program = program.to_owned();
        boots.spawn(async move {
            let machine = lab_machine::boot(&program, &spec).await?;
            Ok::<_, UpError>(BootedMachine { spec, machine })
        });
    }
    let mut machines = Machines::new();
    let mut failure = None;
    for booted in boots.join_all().await {
        match booted {
            Ok(booted) => drop(machines.insert(booted.spec.name.clone(), booted)),
            Err(error) => failure = failure.or(Some(error)),
        }
    }
    failure.map_or(Ok(machines), Err)
}

/// Connects all: first the router with its rules, so that no packet passes without them.
pub(crate) async fn connect_all(plan: &Plan, machines: &Machines) -> Result<(), LabError> {
    let router = router(plan, &machines["router"].machine)?;
    router.configure(&Firewall::new(plan)).await.map_err(of("router"))?;
    let namespaces = namespaces(&machines["router"].machine)?;
    lab_vpc::host::connect(plan, &namespaces).await.map_err(of("router"))?;
    let registry = self::namespaces(&machines["registry"].machine)?;
    router.attach_registry(&registry).await.map_err(of("registry"))?;
    for node in &plan.nodes {
        connect(plan, &router, node, &machines[&node.name].machine).await?;
    }
    Ok(())
}

/// Connects one node, also one that was connected before.
pub(crate) async fn connect(
    plan: &Plan,
    router: &Router,
    node: &Node,
    machine: &Machine,
) -> Result<(), LabError> {
    let namespaces = namespaces(machine)?;
    router.attach(node, &namespaces).await.map_err(of(&node.name))?;
    if plan.cni == Cni::Vxlan {
        lab_pod_network::configure(plan, node, &namespaces).await.map_err(of(&node.name))?;
    }
    Ok(())
}

/// The router of a lab.
pub(crate) fn router(plan: &Plan, machine: &Machine) -> Result<Router, LabError> {
    Ok(Router::new(plan.clone(), namespaces(machine)?))
}

fn namespaces(machine: &Machine) -> Result<Namespaces, LabError> {
    machine.namespaces().map_err(of(machine.name()))
}

pub(crate) fn of<E: Into<Box<dyn std::error::Error + Send + Sync>>>(
    machine: &str,
) -> impl FnOnce(E) -> LabError {
    let machine = machine.to_owned();
    |source| LabError::Network { machine, source: source.into() }
}
