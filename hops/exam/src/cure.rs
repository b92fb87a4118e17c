//! The fix as it is printed, applied to the lab.

mod hcl;

use lab_cluster::LabError;
use lab_plan::SecurityGroups;
use serde_json::Value;

use crate::answer::Answer;
use crate::case::{Break, Case, Cure};
use crate::cluster::Cluster;
use crate::error::ExamError;
use crate::image;
use crate::program::Program;
use crate::shown::SHOP;

pub(crate) use hcl::imports;

/// The group that every node of the lab is in, for which the fixes' rules are meant.
const NODES: &str = "node";

/// Does what the fix says. Afterwards nothing is broken; what is left to undo is how the lab was before.
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
            let ran = program.shell(cluster.lab.plan().name.as_str(), &text).await?;
            if ran.exit != 0 {
                return Err(ran.failed());
            }
        }
        Cure::Rules => add_rules(cluster, case, &text).await?,
        Cure::Push => push(cluster, case, &text).await?,
        Cure::Imports => {
            let blocks = imports(&text)?;
            return Ok(plan.map(|plan| crate::by_hand::import(plan, &blocks)));
        }
    }
    Ok(None)
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

/// The printed command builds for the nodes' platforms and pushes; the image was built for them already, so only the
/// push is left. Then the kubelet tries again at once rather than in some minutes.
async fn push(cluster: Cluster<'_>, case: &Case, text: &str) -> Result<(), ExamError> {
    let platform = format!("linux/{}", cluster_architecture());
    if !text.contains(&platform) {
        return Err(ExamError::Cure(format!("it does not build for {platform}: {text}")));
    }
    let services = ["marketplace", "recommendations"];
    for service in services.into_iter().filter(|service| is_broken(case, service)) {
        let selector = format!("app.kubernetes.io/name={service}");
        let deployment = cluster.get(&["deployment", service, "--namespace", SHOP]).await?;
        let containers = deployment["spec"]["template"]["spec"]["containers"].as_array();
        let container = containers.into_iter().flatten().find(|container| container["name"] == service);
        let name = container.and_then(|container| container["image"].as_str()).unwrap_or_default();
        if !text.contains(name) && services.iter().filter(|service| is_broken(case, service)).count() == 1 {
            return Err(ExamError::Cure(format!("it does not name `{name}`: {text}")));
        }
        image::push_right(cluster.lab, service, name).await?;
        delete_waiting_pods(cluster, &selector).await?;
    }
    Ok(())
}

fn is_broken(case: &Case, service: &str) -> bool {
    case.breaks.iter().any(|broken| match broken {
        Break::Image(broken, _) => *broken == service,
        Break::Fault("arm-only", _) => service == "marketplace",
        _ => false,
    })
}

async fn delete_waiting_pods(cluster: Cluster<'_>, selector: &str) -> Result<(), LabError> {
    let pods = cluster.list(&["pods", "--namespace", SHOP, "--selector", selector]).await?;
    let is_waiting = |pod: &&Value| pod["status"]["containerStatuses"][0]["state"]["waiting"].is_object();
    for pod in pods.iter().filter(is_waiting) {
        let name = pod["metadata"]["name"].as_str().unwrap_or_default();
        cluster.kubectl(&["delete", "pod", name, "--namespace", SHOP, "--wait=false"]).await?;
    }
    Ok(())
}

/// As images call it.
fn cluster_architecture() -> &'static str {
    if cfg!(target_arch = "aarch64") { "arm64" } else { "amd64" }
}
