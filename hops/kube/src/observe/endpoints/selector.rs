//! A Service without a pod.

use std::collections::BTreeMap;

use hops_model::{Observation, Outcome};
use k8s_openapi::api::core::v1::Service;

use crate::snapshot::selects_template;
use crate::{Kind, Snapshot};

/// Labels that tell one version of a pod from the next, so that no Service should ask for them.
const NOT_FOR_SELECTORS: &[&str] = &[
    "pod-template-hash",
    "controller-revision-hash",
    "pod-template-generation",
    "app.kubernetes.io/version",
];

/// Where some workload makes pods that the selector matches, the selector is right, and the pods are only missing.
pub(super) fn without_pods(
    snapshot: &Snapshot,
    service: &Service,
    say: impl Fn(Outcome, String) -> Observation,
) -> Option<Observation> {
    if !snapshot.has(&[Kind::Deployments, Kind::DaemonSets, Kind::StatefulSets]) {
        return None;
    }
    let selector = text(service);
    if let Some(workload) = workloads(snapshot).find(|workload| workload.is_selected_by(service)) {
        if workload.is_coming {
            return Some(say(Outcome::Ok, format!("waits for the first pod of `{}`", workload.name)));
        }
        let seen = format!("has no ready endpoint: `{}` has no pod", workload.name);
        return Some(say(Outcome::NotReady, seen).fact("selector", selector));
    }
    let seen = format!("selects `{selector}`, and no pod has these labels");
    let observation = say(Outcome::NoPods, seen).fact("selector", selector);
    Some(match likeliest(snapshot, service) {
        Some(labels) => observation.fact("labels", line(&labels)),
        None => observation,
    })
}

/// As kubectl takes it.
pub(super) fn text(service: &Service) -> String {
    let selector = service.spec.as_ref().and_then(|spec| spec.selector.as_ref());
    selector.map(line).unwrap_or_default()
}

fn line(labels: &BTreeMap<String, String>) -> String {
    labels.iter().map(|(key, value)| format!("{key}={value}")).collect::<Vec<_>>().join(",")
}

/// What makes pods.
struct Workload<'a> {
    name: &'a str,
    /// Whether it makes pods or is about to.
    is_coming: bool,
    metadata: &'a k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta,
    template: Option<&'a k8s_openapi::api::core::v1::PodTemplateSpec>,
}

impl<'a> Workload<'a> {
    fn is_selected_by(&self, service: &Service) -> bool {
        selects_template(service, self.metadata, self.template)
    }

    fn labels(&self) -> Option<&'a BTreeMap<String, String>> {
        self.template?.metadata.as_ref()?.labels.as_ref()
    }
}

fn workloads(snapshot: &Snapshot) -> impl Iterator<Item = Workload<'_>> {
    let now = snapshot.now();
    let is_new = move |metadata: &k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta| {
        metadata.creation_timestamp.as_ref().is_some_and(|time| now.duration_since(time.0).as_secs() < 60)
    };
    let deployments = snapshot.deployments.iter().map(move |one| Workload {
        name: one.metadata.name.as_deref().unwrap_or_default(),
        is_coming: is_new(&one.metadata) && one.spec.as_ref().and_then(|spec| spec.replicas) != Some(0),
        metadata: &one.metadata,
        template: one.spec.as_ref().map(|spec| &spec.template),
    });
    let daemon_sets = snapshot.daemon_sets.iter().map(move |one| Workload {
        name: one.metadata.name.as_deref().unwrap_or_default(),
        is_coming: is_new(&one.metadata),
        metadata: &one.metadata,
        template: one.spec.as_ref().map(|spec| &spec.template),
    });
    let stateful_sets = snapshot.stateful_sets.iter().map(move |one| Workload {
        name: one.metadata.name.as_deref().unwrap_or_default(),
        is_coming: is_new(&one.metadata) && one.spec.as_ref().and_then(|spec| spec.replicas) != Some(0),
        metadata: &one.metadata,
        template: one.spec.as_ref().map(|spec| &spec.template),
    });
    deployments.chain(daemon_sets).chain(stateful_sets)
}

/// What the selector was to be: of the workload in the namespace that has most in common with the Service, its name
/// counting most, the labels under the keys that the selector has; all of its labels, if it has not all of the keys.
fn likeliest(snapshot: &Snapshot, service: &Service) -> Option<BTreeMap<String, String>> {
    let selector = service.spec.as_ref()?.selector.as_ref()?;
    let name = service.metadata.name.as_deref().unwrap_or_default();
    let likeness = |workload: &Workload<'_>| {
        let labels = workload.labels();
        let same =
            selector.iter().filter(|(key, value)| labels.and_then(|labels| labels.get(*key)) == Some(value));
        let is_namesake = workload.name == name || name.strip_suffix("-headless") == Some(workload.name);
        same.count() + if is_namesake { 100 } else { 0 }
    };
    let mine =
        workloads(snapshot).filter(|workload| workload.metadata.namespace == service.metadata.namespace);
    let best = mine.filter(|workload| workload.labels().is_some()).max_by_key(likeness)?;
    if likeness(&best) == 0 {
        return None;
    }
    let labels = best.labels()?;
    let same_keys: BTreeMap<String, String> = selector
        .keys()
        .filter_map(|key| labels.get_key_value(key))
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect();
    if same_keys.len() == selector.len() {
        return Some(same_keys);
    }
    let useful = labels.iter().filter(|(key, _)| !NOT_FOR_SELECTORS.contains(&key.as_str()));
    Some(useful.map(|(key, value)| (key.clone(), value.clone())).collect())
}
