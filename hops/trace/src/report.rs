//! From everything that was heard to the report.

use std::collections::BTreeSet;

use hops_kube::{Snapshot, Target};
use hops_model::{Access, FAMILIES, Family, Observation, Unseen, Verdict};
use hops_report::{Asked, ClusterFacts, SCHEMA_VERSION, TargetFacts, TraceReport, hops};
use jiff::Timestamp;
use tokio::time::Instant;

use crate::Options;

/// When a trace began.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Started {
    pub(crate) timestamp: Timestamp,
    pub(crate) instant: Instant,
}

impl Started {
    pub(crate) fn now() -> Self {
        Self { timestamp: Timestamp::now(), instant: Instant::now() }
    }

    pub(crate) fn elapsed_ms(&self) -> u64 {
        u64::try_from(self.instant.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}

/// Everything that a report is made of.
#[derive(Clone, Debug)]
pub(crate) struct Heard {
    pub(crate) cluster: Option<ClusterFacts>,
    pub(crate) target: Option<TargetFacts>,
    pub(crate) observations: Vec<Observation>,
    pub(crate) unseen: Vec<Unseen>,
    pub(crate) asked: Vec<Asked>,
    /// Some questions were still open at the end.
    pub(crate) cut_short: bool,
}

/// What it all means.
pub(crate) fn report(started: Started, options: &Options, heard: Heard) -> TraceReport {
    let Heard { cluster, target, observations, mut unseen, mut asked, cut_short } = heard;
    unseen.extend(never_asked(options, &observations, &unseen));
    let mut diagnosis = hops_model::diagnose_wanted(&observations, &unseen, &wanted(options));
    if diagnosis.verdict == Verdict::Healthy && (cut_short || cluster.is_none()) {
        diagnosis.verdict = Verdict::CannotTell;
    }
    count(&mut asked, &observations);
    TraceReport {
        schema_version: SCHEMA_VERSION,
        ninehops: env!("CARGO_PKG_VERSION").to_owned(),
        started: started.timestamp,
        took_ms: started.elapsed_ms(),
        cluster,
        target,
        asked,
        hops: hops(&observations, &unseen),
        diagnosis,
    }
}

pub(crate) fn cluster_facts(snapshot: &Snapshot) -> ClusterFacts {
    let Snapshot { server, nodes, pods, .. } = snapshot;
    ClusterFacts { server: server.clone(), nodes: nodes.len(), pods: pods.len() }
}

pub(crate) fn target_facts(target: &Target, options: &Options) -> TargetFacts {
    let backends = target.services().into_iter().skip(1);
    TargetFacts {
        namespace: target.namespace.clone(),
        service: target.service.clone(),
        url: options.wanted.url.clone(),
        backends: backends.map(|(namespace, name)| format!("{namespace}/{name}")).collect(),
    }
}

fn count(asked: &mut [Asked], observations: &[Observation]) {
    for asked in asked {
        let of_it = observations.iter().filter(|seen| seen.family.row().access == asked.access);
        asked.answers = of_it.count();
    }
}

/// What was asked for by name, and not only because it may tell something.
fn wanted(options: &Options) -> Vec<Family> {
    let plans = (!options.plans.is_empty()).then_some(Family::ExistingObjects);
    let images = options.images.then_some(Family::ImagePlatforms);
    plans.into_iter().chain(images).collect()
}

/// Families without an answer of which nobody has said why: one sentence for each reason.
fn never_asked(options: &Options, observations: &[Observation], unseen: &[Unseen]) -> Vec<Unseen> {
    let spoken_of: BTreeSet<Family> = observations.iter().map(|seen| seen.family).collect();
    let told: BTreeSet<Family> = unseen.iter().flat_map(|unseen| unseen.families.iter().copied()).collect();
    let mut silent: Vec<Unseen> = Vec::new();
    for row in FAMILIES {
        if spoken_of.contains(&row.family) || told.contains(&row.family) {
            continue;
        }
        let Some((reason, way_out)) = why(row.family, options) else { continue };
        match silent.iter_mut().find(|other| other.reason == reason) {
            Some(other) => other.families.push(row.family),
            None => silent.push(Unseen {
                families: vec![row.family],
                reason: reason.to_owned(),
                way_out: way_out.map(str::to_owned),
            }),
        }
    }
    silent
}

/// `None` for questions that were asked of nobody because there was nobody to ask.
fn why(family: Family, options: &Options) -> Option<(&'static str, Option<&'static str>)> {
    match family {
        Family::ImagePlatforms if !options.images => {
            Some(("registries are asked only on demand", Some("ninehops trace --images")))
        }
        Family::StaticRules | Family::ExistingObjects if options.plans.is_empty() => Some((
            "no plan was given",
            Some("ninehops trace --plan PLAN.json, as `terraform show -json` writes it"),
        )),
        _ => match family.row().access {
            Access::Aws => Some(("AWS is not asked", None)),
            Access::HostAgent | Access::PodAgent => Some(("no agent asks this", None)),
            Access::Static | Access::Api | Access::External => None,
        },
    }
}
