//! `ninehops preflight`: what speaks against applying plans.

use std::io::IsTerminal as _;

use hops_kube::ConnectOptions;
use hops_preflight::{ImagesFile, Options};
use hops_registry::Credentials;
use hops_report::{PreflightReport, PreflightVerdict, sarif, to_json};

use crate::arguments::{PreflightArguments, PreflightFormat};
use crate::exit::Exit;
use crate::failure::{Failure, chain};

const WIDTH: usize = 100;

/// Reads the plans, asks whoever may be asked, and prints what was found.
///
/// # Errors
/// When a file is not what it should be.
pub(crate) async fn run(arguments: PreflightArguments) -> Result<Exit, Failure> {
    let plans = hops_preflight::read(&arguments.plans).map_err(|errors| unreadable(&errors))?;
    let options = options(&arguments)?;
    let report = hops_preflight::preflight(&plans, &options).await;
    match arguments.format {
        PreflightFormat::Text => anstream::print!("{}", hops_report::preflight(&report, width())),
        PreflightFormat::Json => anstream::print!("{}", to_json(&report)),
        PreflightFormat::Sarif => anstream::print!("{}", to_json(&sarif(&report))),
    }
    Ok(exit(&report))
}

fn options(arguments: &PreflightArguments) -> Result<Options, Failure> {
    let images = arguments.images.as_deref().map(ImagesFile::read).transpose();
    let images = images.map_err(|error| Failure::new(chain(&error)))?;
    let registry = if arguments.offline { None } else { Some(registry(arguments)?) };
    let cluster = arguments
        .kubeconfig
        .as_ref()
        .map(|file| ConnectOptions { kubeconfig: Some(file.clone()), ..ConnectOptions::default() });
    Ok(Options {
        images,
        travel: arguments.encapsulation.clone(),
        architectures: arguments.architecture.clone(),
        registry,
        cluster,
    })
}

fn registry(arguments: &PreflightArguments) -> Result<hops_registry::Options, Failure> {
    let credentials = match std::env::home_dir() {
        Some(home) => Credentials::from_docker_config(&home.join(".docker/config.json"))
            .map_err(|error| Failure::new(chain(&error)))?,
        None => Credentials::default(),
    };
    let mirrors = arguments.registry_mirror.clone();
    Ok(hops_registry::Options { mirrors, credentials, ..hops_registry::Options::default() })
}

/// Every file that is no plan, the last one with what to do.
fn unreadable(errors: &[hops_plan::PlanError]) -> Failure {
    let mut sentences: Vec<_> = errors.iter().map(|error| chain(error)).collect();
    let last = sentences.pop().unwrap_or_default();
    Failure::new(last)
        .with_details(sentences)
        .with_optional_hint(errors.last().and_then(hops_plan::PlanError::hint))
}

fn width() -> usize {
    let terminal = std::io::stdout().is_terminal().then(terminal_size::terminal_size).flatten();
    terminal.map_or(WIDTH, |(width, _)| usize::from(width.0).min(WIDTH))
}

fn exit(report: &PreflightReport) -> Exit {
    match report.verdict {
        PreflightVerdict::Clean => Exit::Healthy,
        PreflightVerdict::Findings => Exit::Findings,
        PreflightVerdict::CannotTell => Exit::CannotTell,
    }
}
