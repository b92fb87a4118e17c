//! Breaking and undoing.

use lab_deploy::{Goal, Ingress, PATIENCE};
use serde_json::{Value, json};

use crate::by_hand;
use crate::case::Break;
use crate::cluster::Cluster;
use crate::error::ExamError;
use crate::shown::SHOP;
use crate::{image, shown};

/// How a thing that was done is undone.
#[derive(Debug)]
pub(crate) enum Undo {
    /// As `ninehops lab fix`.
    Fault(&'static str, Option<&'static str>),
    /// An object's `spec` and the owners of its fields as they were.
    PutBack { namespace: &'static str, object: String, before: Value },
    /// Whose the fields of an object of the shop were.
    Own(&'static str, Value),
    /// An object goes.
    Delete(Value),
    /// kubectl does something.
    Kubectl(&'static [&'static str]),
    /// The shop is deployed.
    Deploy,
    /// The rules of the plan.
    Rules,
    /// A command in a node.
    Exec(&'static str, &'static [&'static str]),
}

/// Does it, and notes in `undo` how it is undone, also when it fails half-way.
pub(crate) async fn make(
    cluster: Cluster<'_>,
    broken: &Break,
    undo: &mut Vec<Undo>,
) -> Result<(), ExamError> {
    match broken {
        Break::Fault(fault, node) => {
            undo.push(Undo::Fault(fault, *node));
            lab_faults::break_on_purpose(cluster.lab, fault, *node).await?;
        }
        Break::Patch { namespace, object, patch: wanted } => {
            patch(cluster, namespace, object, wanted, undo).await?;
        }
        Break::Image(service, kind) => {
            let image = image::push_foreign(cluster.lab, service, *kind).await?;
            let containers = json!([{ "name": service, "image": image }]);
            let wanted = json!({ "spec": { "template": { "spec": { "containers": containers } } } });
            patch(cluster, SHOP, &format!("deployment/{service}"), &wanted, undo).await?;
        }
        Break::ByHand(objects) => {
            for object in *objects {
                undo.push(Undo::Own(object, by_hand::disown(cluster, object).await?));
            }
        }
        Break::Apply(object) => {
            undo.push(Undo::Delete(object.clone()));
            cluster.apply(object).await?;
        }
        Break::Kubectl(does, undoes) => {
            undo.push(Undo::Kubectl(undoes));
            cluster.kubectl(does).await?;
        }
        Break::Exec { node, does, undoes } => {
            undo.push(Undo::Exec(node, undoes));
            exec(cluster, node, does).await?;
        }
        Break::WithoutRules(rules) => {
            undo.push(Undo::Rules);
            let mut firewall = lab_faults::firewall(cluster.lab.plan(), &[]);
            for (group, rule) in *rules {
                firewall.security_groups.remove(group, rule);
            }
            cluster.lab.apply_firewall(&firewall).await?;
        }
        Break::WithoutShop => {
            undo.push(Undo::Deploy);
            deploy(cluster, Goal::Destroy).await?;
        }
        Break::Await(sight) => shown::wait(cluster, sight).await?,
        Break::PowerCycle(node) => {
            cluster.lab.stop(node).await?;
            cluster.lab.start(node).await?;
        }
    }
    Ok(())
}

/// Undoes everything, the last first. What cannot be undone does not keep the rest from it.
pub(crate) async fn undo_all(cluster: Cluster<'_>, undo: &mut Vec<Undo>) -> Result<(), ExamError> {
    let mut first = Ok(());
    while let Some(undo) = undo.pop() {
        first = first.and(undo_one(cluster, undo).await);
    }
    first
}

async fn undo_one(cluster: Cluster<'_>, undo: Undo) -> Result<(), ExamError> {
    match undo {
        Undo::Fault(fault, node) => {
            lab_faults::fix(cluster.lab, Some(fault), node).await?;
        }
        Undo::PutBack { namespace, object, before } => {
            cluster.replace(namespace, &object, "/spec", &before["spec"]).await?;
            let owners = &before["metadata"]["managedFields"];
            cluster.replace(namespace, &object, "/metadata/managedFields", owners).await?;
        }
        Undo::Own(object, owners) => {
            cluster.replace(SHOP, object, "/metadata/managedFields", &owners).await?;
        }
        Undo::Delete(object) => cluster.delete(&object).await?,
        Undo::Kubectl([]) => {}
        Undo::Kubectl(arguments) => drop(cluster.kubectl(arguments).await?),
        Undo::Deploy => deploy(cluster, Goal::Apply).await?,
        Undo::Rules => cluster.lab.apply_firewall(&lab_faults::firewall(cluster.lab.plan(), &[])).await?,
        Undo::Exec(node, command) => exec(cluster, node, command).await?,
    }
    Ok(())
}

async fn patch(
    cluster: Cluster<'_>,
    namespace: &'static str,
    object: &str,
    wanted: &Value,
    undo: &mut Vec<Undo>,
) -> Result<(), ExamError> {
    let before = cluster.get(&[object, "--namespace", namespace]).await?;
    undo.push(Undo::PutBack { namespace, object: object.to_owned(), before });
    Ok(cluster.patch(namespace, object, "strategic", wanted).await?)
}

/// The shop comes, or goes.
pub(crate) async fn deploy(cluster: Cluster<'_>, goal: Goal) -> Result<(), ExamError> {
    let source = cluster.source.to_owned();
    let options = lab_deploy::Options { goal, ingress: Ingress::AsBefore, source, patience: PATIENCE };
    lab_deploy::deploy(cluster.lab, &options, &|_| (), cluster.cancelled).await?;
    Ok(())
}

async fn exec(cluster: Cluster<'_>, node: &str, command: &[&str]) -> Result<(), ExamError> {
    let output = cluster.lab.output(node, command).await?;
    if output.status.success() {
        return Ok(());
    }
    let how = String::from_utf8_lossy(&output.stderr).trim().to_owned();
    Err(ExamError::Program { arguments: format!("lab exec {node} -- {}", command.join(" ")), how })
}
