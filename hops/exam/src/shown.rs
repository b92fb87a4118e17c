//! Whether a thing that was done has come about, by what one sees from outside.

use lab_cluster::LabError;
use serde_json::Value;

use crate::case::Shown;
use crate::cluster::Cluster;
use crate::error::ExamError;
use crate::visitor::{Page, visit};

/// The shop's namespace.
pub(crate) const SHOP: &str = "marketplace";
const SYSTEM: &str = "kube-system";

/// Waits until it shows.
pub(crate) async fn wait(cluster: Cluster<'_>, shown: &Shown) -> Result<(), ExamError> {
    let what = format!("{shown:?}");
    cluster.until(&what, async || instead(cluster, shown).await).await
}

/// Waits until the lab is as a sound one: nodes Ready, everything rolled out, a live page at every door.
pub(crate) async fn whole(cluster: Cluster<'_>) -> Result<(), ExamError> {
    cluster.until("a lab that is whole", async || not_whole(cluster).await).await
}

/// Whether every visitor gets a page with live recommendations at this moment.
pub(crate) async fn is_live(cluster: Cluster<'_>) -> bool {
    matches!(pages(cluster, None, |page| *page == Page::Live).await, Ok(None))
}

async fn not_whole(cluster: Cluster<'_>) -> Result<Option<String>, LabError> {
    if let Some(instead) = instead(cluster, &Shown::AllReady).await? {
        return Ok(Some(instead));
    }
    for namespace in [SYSTEM, SHOP, "ninehops"] {
        let workloads = cluster.list(&["deployments,daemonsets", "--namespace", namespace]).await?;
        if let Some(workload) = workloads.iter().find(|workload| !is_rolled_out(workload)) {
            return Ok(Some(format!("{} is being rolled out", workload["metadata"]["name"])));
        }
    }
    pages(cluster, None, |page| *page == Page::Live).await
}

/// What is seen instead; `None` if it shows.
async fn instead(cluster: Cluster<'_>, shown: &Shown) -> Result<Option<String>, LabError> {
    match *shown {
        Shown::Waiting(deployment, reasons) => waiting(cluster, deployment, reasons).await,
        Shown::RolledOut(namespace, workload) => {
            let workload = cluster.get(&[workload, "--namespace", namespace]).await?;
            Ok((!is_rolled_out(&workload)).then(|| workload["status"].to_string()))
        }
        Shown::NotLive => pages(cluster, None, |page| *page != Page::Live).await,
        Shown::NoPage(node) => pages(cluster, Some(node), |page| matches!(page, Page::None(_))).await,
        Shown::NoPageAnywhere => pages(cluster, None, |page| matches!(page, Page::None(_))).await,
        Shown::NotReady(node) => {
            let node = cluster.get(&["node", node]).await?;
            Ok(is_ready(&node).then(|| "Ready".to_owned()))
        }
        Shown::AllReady => {
            let nodes = cluster.list(&["nodes"]).await?;
            let not_ready = nodes.iter().find(|node| !is_ready(node));
            Ok(not_ready.map(|node| format!("{} is not Ready", node["metadata"]["name"])))
        }
        Shown::NoPods(label) => {
            let pods = cluster.list(&["pods", "--namespace", SYSTEM, "--selector", label]).await?;
            // One that is to go answers no more, and a kubelet that is cut off never says that it has gone.
            let stay = pods.iter().filter(|pod| pod["metadata"]["deletionTimestamp"].is_null()).count();
            Ok((stay > 0).then(|| format!("{stay} pods")))
        }
        Shown::NoEndpoints(namespace, service) => {
            let selector = format!("--selector=kubernetes.io/service-name={service}");
            let slices = cluster.list(&["endpointslices", "--namespace", namespace, &selector]).await?;
            let endpoints = slices.iter().filter_map(|slice| slice["endpoints"].as_array()).flatten();
            let ready = endpoints.filter(|endpoint| endpoint["conditions"]["ready"] == true).count();
            Ok((ready > 0).then(|| format!("{ready} ready endpoints")))
        }
    }
}

async fn waiting(
    cluster: Cluster<'_>,
    deployment: &str,
    reasons: &[&str],
) -> Result<Option<String>, LabError> {
    let selector = format!("--selector=app.kubernetes.io/name={deployment}");
    let pods = cluster.list(&["pods", "--namespace", SHOP, &selector]).await?;
    let states = pods.iter().filter_map(|pod| pod["status"]["containerStatuses"].as_array()).flatten();
    let seen: Vec<&Value> = states.map(|status| &status["state"]).collect();
    let is_there =
        seen.iter().any(|state| reasons.iter().any(|reason| state["waiting"]["reason"] == *reason));
    Ok((!is_there).then(|| format!("{seen:?}")))
}

async fn pages(
    cluster: Cluster<'_>,
    node: Option<&str>,
    wanted: impl Fn(&Page) -> bool,
) -> Result<Option<String>, LabError> {
    for door in cluster.doors().filter(|door| node.is_none_or(|node| node == door.node)) {
        let page = visit(door).await;
        if !wanted(&page) {
            return Ok(Some(format!("{}: {page:?}", door.node)));
        }
    }
    Ok(None)
}

/// Whether a Deployment or `DaemonSet` has all pods of its newest template and no other.
fn is_rolled_out(workload: &Value) -> bool {
    let status = &workload["status"];
    let number = |field: &str| status[field].as_u64().unwrap_or_default();
    if status["observedGeneration"] != workload["metadata"]["generation"] {
        return false;
    }
    if let Some(wanted) = workload["spec"]["replicas"].as_u64() {
        return ["updatedReplicas", "replicas", "availableReplicas"]
            .into_iter()
            .all(|field| number(field) == wanted);
    }
    let wanted = number("desiredNumberScheduled");
    number("updatedNumberScheduled") == wanted && number("numberAvailable") == wanted
}

fn is_ready(node: &Value) -> bool {
    let conditions = node["status"]["conditions"].as_array().into_iter().flatten();
    conditions.clone().any(|condition| condition["type"] == "Ready" && condition["status"] == "True")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_rollout_is_over_when_no_old_pod_is_left() {
        let deployment = |replicas: u64, updated: u64, available: u64| {
            json!({
                "metadata": { "generation": 3 },
                "spec": { "replicas": 2 },
                "status": {
                    "observedGeneration": 3, "replicas": replicas,
                    "updatedReplicas": updated, "availableReplicas": available,
                },
            })
        };
        assert!(is_rolled_out(&deployment(2, 2, 2)));
        assert!(!is_rolled_out(&deployment(3, 2, 3)));
        assert!(!is_rolled_out(&deployment(2, 1, 2)));
        assert!(!is_rolled_out(&deployment(2, 2, 1)));
        let mut unseen = deployment(2, 2, 2);
        unseen["metadata"]["generation"] = json!(4);
        assert!(!is_rolled_out(&unseen));
    }

    #[test]
    fn a_daemon_set_without_nodes_is_rolled_out() {
        let status = json!({ "observedGeneration": 1, "desiredNumberScheduled": 0, "numberAvailable": 0 });
        let set = json!({ "metadata": { "generation": 1 }, "spec": {}, "status": status });
        assert!(is_rolled_out(&set));
    }
}
