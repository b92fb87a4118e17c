//! `ninehops lab up`: from nothing to Ready, or back to nothing.

mod narration;
mod timings;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use lab_cluster::{Events, Lab, OnFailure, Options, UpError, Way, up};
use lab_plan::{ConntrackTimes, LabName, Limits, Plan, SecurityGroups};
use serde::Serialize;

use super::progress::Progress;
use super::{failure, interrupt, invocation, output, root};
use crate::arguments::LabUpArguments;
use crate::exit::Exit;
use crate::failure::{Failure, chain};

const MILLIS: u32 = 1000;

pub(super) async fn run(name: LabName, arguments: LabUpArguments) -> Result<Exit, Failure> {
    root::required()?;
    let (json, timings) = (arguments.json, arguments.timings);
    let options = options(name, arguments)?;
    let lab = boot(options).await?;
    if json {
        print_json(&lab)?;
    } else if timings {
        let status = lab.status(Vec::new()).await.map_err(|error| failure(&error))?;
        output::print_tables(timings::Tables { timings: lab.timings(), memory_bytes: status.memory_bytes });
    }
    Ok(Exit::Healthy)
}

async fn boot(options: Options) -> Result<Lab, Failure> {
    let (name, on_failure) = (options.name.clone(), options.on_failure);
    let progress = Arc::new(Progress::start());
    let listening = Arc::clone(&progress);
    let events = Events::new(move |event| narration::narrate(&listening, event));
    let words = interrupt::Words {
        first: "interrupted; removing what was made",
        second: format!("`{} down` removes what is left", invocation(&name)),
    };
    let booted = interrupt::cancellable(&progress, words, |cancelled| up(options, events, cancelled)).await?;
    let lab = booted.map_err(|error| no_lab(&name, on_failure, &error))?;
    progress.done(&format!("lab `{name}` is up: {}", nodes(lab.plan())));
    Ok(lab)
}

fn no_lab(name: &LabName, on_failure: OnFailure, error: &UpError) -> Failure {
    match (error, on_failure) {
        (UpError::Cancelled, OnFailure::TearDown) => Failure::new("interrupted; everything was removed"),
        (UpError::Cancelled, OnFailure::Keep) => Failure::new("interrupted")
            .with_hint(format!("if something is left, `{} down` removes it", invocation(name))),
        _ => Failure::new(chain(error)).with_details(error.details()).with_optional_hint(error.hint()),
    }
}

fn nodes(plan: &Plan) -> String {
    let nodes = plan.nodes.iter().map(|node| format!("{} {}", node.name, node.address));
    nodes.collect::<Vec<_>>().join(", ")
}

fn options(name: LabName, arguments: LabUpArguments) -> Result<Options, Failure> {
    Ok(Options {
        name,
        source: arguments.source,
        way: if arguments.from_cloud_init { Way::CloudInit } else { Way::Kubeadm },
        workers: arguments.workers,
        subnets: arguments.subnets,
        vpc: arguments.vpc,
        cni: arguments.cni.into(),
        security_groups: arguments.security_groups.as_deref().map(read_security_groups).transpose()?,
        limits: Limits {
            memory_bytes: arguments.memory,
            cpu_millis: arguments.cpus.map_or_else(all_processors, Ok)?,
        },
        conntrack: ConntrackTimes {
            tcp_established: arguments.tcp_established_timeout,
            ..ConntrackTimes::default()
        },
        bundle: arguments.bundle,
        images: arguments.images,
        on_failure: if arguments.keep { OnFailure::Keep } else { OnFailure::TearDown },
        program: this_program()?,
    })
}

fn read_security_groups(path: &Path) -> Result<SecurityGroups, Failure> {
    let named = |what: &str, error: &dyn std::error::Error| {
        Failure::new(format!("cannot {what} `{}`: {error}", path.display()))
    };
    let text = std::fs::read_to_string(path).map_err(|error| named("read", &error))?;
    SecurityGroups::from_json(&text).map_err(|error| {
        named("take security groups from", &error)
            .with_hint("docs/lab.md shows the form; `ninehops lab up --json` prints the groups in use")
    })
}

fn all_processors() -> Result<u32, Failure> {
    let count = std::thread::available_parallelism()
        .map_err(|error| Failure::new(format!("cannot count this machine's processors: {error}")))?;
    Ok(u32::try_from(count.get()).unwrap_or(u32::MAX).saturating_mul(MILLIS))
}

pub(super) fn this_program() -> Result<PathBuf, Failure> {
    std::env::current_exe()
        .map_err(|error| Failure::new(format!("cannot find this program's own file: {error}")))
}

/// What `--json` prints.
#[derive(Serialize)]
struct Report<'a> {
    plan: &'a Plan,
    kubeconfig: PathBuf,
    timings: &'a lab_cluster::Timings,
}

fn print_json(lab: &Lab) -> Result<(), Failure> {
    output::print_json(&Report { plan: lab.plan(), kubeconfig: lab.kubeconfig(), timings: lab.timings() })
}

#[cfg(test)]
mod tests;
