//! Workloads that are to have pods and have none: a pod that is not there shows no state.

use hops_model::{Family, Observation, Outcome};
use k8s_openapi::api::apps::v1::Deployment;

use super::judge::one_line;
use crate::snapshot::{full_name, selects_template};
use crate::{Kind, Snapshot, Target};

/// One observation for each Deployment on the way that is scaled to nothing or may make no pod.
pub(super) fn observe(snapshot: &Snapshot, target: &Target) -> Vec<Observation> {
    if !snapshot.has(&[Kind::Pods]) {
        return Vec::new();
    }
    let services = target.services().into_iter();
    let services = services.filter_map(|(namespace, name)| snapshot.service(namespace, name));
    let mut found: Vec<Observation> = Vec::new();
    for service in services {
        for deployment in snapshot.deployments.iter().filter(|one| {
            selects_template(service, &one.metadata, one.spec.as_ref().map(|spec| &spec.template))
        }) {
            let Some((seen, reason)) = why_without(deployment) else { continue };
            let name = full_name(&deployment.metadata);
            let subject = format!("deployment {name}");
            if found.iter().any(|known| known.subject == subject) {
                continue;
            }
            let observation = Observation::new(
                Family::PodState,
                subject,
                Outcome::NotStarted,
                format!("Deployment `{name}` {seen}"),
            );
            found.push(
                observation
                    .fact("namespace", deployment.metadata.namespace.as_deref().unwrap_or_default())
                    .fact(
                        "workload",
                        format!("deployment/{}", deployment.metadata.name.as_deref().unwrap_or_default()),
                    )
                    .fact("reason", reason),
            );
        }
    }
    found
}

fn why_without(deployment: &Deployment) -> Option<(String, &'static str)> {
    let wanted = deployment.spec.as_ref().and_then(|spec| spec.replicas).unwrap_or(1);
    if wanted == 0 {
        return Some(("is scaled to no pod".to_owned(), "ScaledToZero"));
    }
    let conditions = deployment.status.as_ref()?.conditions.as_deref()?;
    let failure = conditions.iter().find(|one| one.type_ == "ReplicaFailure" && one.status == "True")?;
    let message = failure.message.as_deref().unwrap_or("it may make no pod");
    Some((format!("cannot make its pods: {}", one_line(message)), "FailedCreate"))
}
