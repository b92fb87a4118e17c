//! What speaks against applying Terraform's plans.
//!
//! [`read`] takes the plans, [`preflight`] asks registries for their images and, where there is one, a cluster for their
//! objects. [`judge`] puts together what all of them said, without asking anybody.

mod cures;
mod existing;
mod images;
mod judge;
mod mtu;

use std::path::PathBuf;
use std::time::Instant;

use hops_kube::ConnectOptions;
use hops_model::Unseen;
use hops_plan::{Architecture, Plan, PlanError, Setup, Travel};
use hops_registry::Registry;
use hops_report::PreflightReport;
use jiff::Timestamp;

pub use existing::ask as existing;
pub use images::{ImagesFile, ImagesFileError};
pub use judge::{Said, judge};

/// What is to be looked at besides the plans.
#[derive(Debug, Default)]
pub struct Options {
    /// Images by name, besides those of the plans.
    pub images: Option<ImagesFile>,
    /// How pods' packets travel, where no plan says so.
    pub travel: Option<Travel>,
    /// Processors of the nodes, where no plan says so.
    pub architectures: Vec<Architecture>,
    /// Whom to ask for images; nobody where there is none.
    pub registry: Option<hops_registry::Options>,
    /// The cluster whose objects to compare with.
    pub cluster: Option<ConnectOptions>,
}

/// Reads plans, all of them or none: half of them would show half of the findings.
///
/// # Errors
/// Of every file that is no plan.
pub fn read(files: &[PathBuf]) -> Result<Vec<Plan>, Vec<PlanError>> {
    let (plans, errors): (Vec<_>, Vec<_>) =
        files.iter().map(|file| Plan::read(file)).partition(Result::is_ok);
    if errors.is_empty() {
        Ok(plans.into_iter().filter_map(Result::ok).collect())
    } else {
        Err(errors.into_iter().filter_map(Result::err).collect())
    }
}

/// Looks at the plans, asks whoever may be asked, and reports.
pub async fn preflight(plans: &[Plan], options: &Options) -> PreflightReport {
    let (started, began) = (Timestamp::now(), Instant::now());
    let mut setup = Setup::of(plans);
    if options.travel.is_some() {
        setup.travel.clone_from(&options.travel);
    }
    let wanted = images::wanted(plans, &setup, options);
    let (images, existing) =
        futures_util::future::join(ask_registries(&wanted, options), ask_cluster(plans, options)).await;
    let mut report = judge(plans, &setup, &wanted, images, existing);
    report.started = started;
    report.took_ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    report
}

async fn ask_registries(wanted: &images::Wanted, options: &Options) -> Said {
    let Some(registry) = &options.registry else {
        let way_out = Some("without --offline".to_owned());
        return Said::not_asked(
            images::unasked("registries were not asked", way_out),
            wanted.images.is_empty(),
        );
    };
    let (observations, doubts) = Registry::new(registry.clone()).observe_all(&wanted.asked()).await;
    Said { observations, unseen: Vec::new(), doubts }
}

async fn ask_cluster(plans: &[Plan], options: &Options) -> Said {
    let created = plans.iter().any(|plan| plan.created().next().is_some());
    match &options.cluster {
        Some(cluster) if created => existing::ask(plans, cluster).await,
        _ => {
            let unseen = Unseen {
                families: vec![hops_model::Family::ExistingObjects],
                reason: "whether anything is there already that a plan creates was not asked".to_owned(),
                way_out: Some("--kubeconfig FILE".to_owned()),
            };
            Said::not_asked(unseen, !created)
        }
    }
}
