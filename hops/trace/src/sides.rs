//! Who is asked once, beside the walk: registries, and the cluster for what plans are going to create.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::FutureExt as _;
use futures_util::future::LocalBoxFuture;
use hops_kube::{Snapshot, Target};
use hops_model::{Family, Unseen};
use hops_plan::{Plan, Setup};
use hops_registry::{Platform, Reference, Registry};

use crate::Options;
use crate::external::Answers;
use crate::source::Source;
use crate::walk::Begun;

/// What these options want to be asked.
pub(crate) fn questions<'a>(
    options: &'a Options,
    begun: &'a Begun,
) -> Vec<(Source, LocalBoxFuture<'a, Answers>)> {
    let mut questions = Vec::new();
    if let Some(target) = begun.target.as_ref().filter(|_| options.images) {
        questions.push((Source::Images, images(options, &begun.snapshot, target).boxed_local()));
    }
    if !options.plans.is_empty() {
        questions.push((Source::Plans, plans(options).boxed_local()));
    }
    questions
}

/// The images of the pods on the way, as new pods would pull them, for every processor that the cluster has.
async fn images(options: &Options, snapshot: &Snapshot, target: &Target) -> Answers {
    let nodes = snapshot.nodes.iter().filter_map(|node| node.status.as_ref()?.node_info.as_ref());
    let architectures: BTreeSet<&str> = nodes.map(|info| info.architecture.as_str()).collect();
    // A node whose kubelet never spoke has not said.
    let architectures = architectures.into_iter().filter(|architecture| !architecture.is_empty());
    let platforms: Vec<_> = architectures.map(Platform::of_node).collect();
    let mut answers = Answers::default();
    let mut wanted: BTreeMap<String, (Reference, Vec<Platform>)> = BTreeMap::new();
    for image in names_of_images(snapshot, target) {
        match image.parse::<Reference>() {
            Ok(reference) => drop(wanted.insert(image, (reference, platforms.clone()))),
            Err(error) => answers.unseen.push(unseen(Family::ImagePlatforms, error.to_string())),
        }
    }
    let wanted: Vec<_> = wanted.into_values().collect();
    let mirrors = options.mirrors(&snapshot.server);
    let registry = Registry::new(hops_registry::Options { mirrors, ..hops_registry::Options::default() });
    let (observations, doubts) = registry.observe_all(&wanted).await;
    answers.observations = observations;
    answers.unseen.extend(doubts);
    answers
}

fn names_of_images(snapshot: &Snapshot, target: &Target) -> BTreeSet<String> {
    let mut images = BTreeSet::new();
    for (namespace, name) in target.services() {
        let Some(service) = snapshot.service(namespace, name) else { continue };
        for pod in hops_kube::target::pods_behind(snapshot, service) {
            let template =
                snapshot.owner(pod).and_then(|owner| snapshot.template(namespace, owner.kind, owner.name));
            let spec = template.and_then(|template| template.spec.as_ref()).or(pod.spec.as_ref());
            let containers = spec
                .iter()
                .flat_map(|spec| spec.containers.iter().chain(spec.init_containers.iter().flatten()));
            images.extend(containers.filter_map(|container| container.image.clone()));
        }
    }
    images
}

/// What speaks against these plans, and which of their objects are there.
async fn plans(options: &Options) -> Answers {
    let mut answers = Answers::default();
    let mut plans = Vec::new();
    for file in &options.plans {
        match Plan::read(file) {
            Ok(plan) => plans.push(plan),
            Err(error) => {
                answers.unseen.push(unseen(Family::ExistingObjects, error.to_string()));
            }
        }
    }
    if plans.is_empty() {
        return answers;
    }
    let existing = hops_preflight::existing(&plans, &options.connect).await;
    answers.observations.extend(existing.observations);
    answers.unseen.extend(existing.doubts);
    let seen = hops_plan::observe(&plans, &Setup::of(&plans));
    answers.observations.extend(seen.observations().cloned());
    answers.unseen.extend(seen.unseen);
    answers
}

fn unseen(family: Family, reason: String) -> Unseen {
    Unseen { families: vec![family], reason, way_out: None }
}
