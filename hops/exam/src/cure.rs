//! The fix as it is printed, applied to the lab.

mod hcl;

use lab_cluster::LabError;
use lab_plan::SecurityGroups;
use serde_json::Value;

use crate::answer::Answer;
use crate::by_hand;
use crate::case::{Break, Case, Cure};
use crate::cluster::Cluster;
use crate::error::ExamError;
use crate::program::Program;
use crate::shown::SHOP;

pub(crate) use hcl::imports;

/// The group that every node of the lab is in, for which the fixes' rules are meant.
const NODES: &str = "node";

/// Does what the fix says; afterwards nothing is broken. Returns the plan that Terraform makes from then on, if there
/// was one.
pub(crate) async fn apply(
    cluster: Cluster<'_>,
    program: &Program,
    case: &Case,
    answer: &Answer,
    plan: Option<&Value>,
) -> Result<Option<Value>, ExamError> {
    let text = answer.fix().map(|fix| fix.text.clone()).unwrap_or_default();
    match case.cure {
        Cure::None => {}
        Cure::Command => {
            run(cluster, program, &text).await?;
            // The kubelet tries again at once rather than in some minutes.
            delete_waiting_pods(cluster).await?;
        }
        Cure::Rules => add_rules(cluster, case, &text).await?,
        Cure::Imports => {
            let blocks = imports(&text)?;
            return Ok(plan.map(|plan| by_hand::import(plan, &blocks)));
        }
    }
    Ok(None)
}

async fn run(cluster: Cluster<'_>, program: &Program, text: &str) -> Result<(), ExamError> {
    let ran = program.shell(cluster.lab, text).await?;
    if ran.exit == 0 { Ok(()) } else { Err(ran.failed()) }
}

/// What `terraform apply` would make of the rules.
async fn add_rules(cluster: Cluster<'_>, case: &Case, text: &str) -> Result<(), ExamError> {
    let plan = cluster.lab.plan();
    let faults = case.breaks.iter().filter_map(|broken| match broken {
        Break::Fault(fault, _) => fault.parse().ok(),
        _ => None,
    });
    let mut firewall = lab_faults::firewall(plan, &faults.collect::<Vec<_>>());
    let SecurityGroups(groups) = &mut firewall.security_groups;
    let group = groups.entry(NODES.to_owned()).or_default();
    for (name, rule) in hcl::rules(text, NODES)? {
        group.ingress.insert(format!("printed-{name}"), rule);
    }
    Ok(cluster.lab.apply_firewall(&firewall).await?)
}

async fn delete_waiting_pods(cluster: Cluster<'_>) -> Result<(), LabError> {
    let pods = cluster.list(&["pods", "--namespace", SHOP]).await?;
    let is_waiting = |pod: &&Value| pod["status"]["containerStatuses"][0]["state"]["waiting"].is_object();
    for pod in pods.iter().filter(is_waiting) {
        let name = pod["metadata"]["name"].as_str().unwrap_or_default();
        let delete = ["delete", "pod", name, "--namespace", SHOP, "--wait=false", "--ignore-not-found"];
        cluster.kubectl(&delete).await?;
    }
    Ok(())
}
