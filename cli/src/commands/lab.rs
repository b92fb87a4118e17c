//! `ninehops lab`: a cluster on this machine.

mod bundle;
mod faults;
mod images;
mod interrupt;
mod logs;
mod nodes;
mod output;
mod progress;
mod push;
mod root;
mod status;
mod suggestion;
mod table;
mod up;

use lab_cluster::{Down, Events, Lab, LabError};
use lab_plan::LabName;

use crate::arguments::{LabArguments, LabCommand};
use crate::exit::Exit;
use crate::failure::{Failure, chain};

/// Runs the command of the lab that was asked for.
///
/// # Errors
/// When it could not do its work.
pub(crate) async fn run(arguments: LabArguments) -> Result<Exit, Failure> {
    let LabArguments { name, command } = arguments;
    match command {
        LabCommand::Up(arguments) => up::run(name, arguments).await,
        LabCommand::Down => down(&name).await,
        LabCommand::Status(arguments) => status::run(&open(&name)?, arguments).await,
        LabCommand::Kubectl(arguments) => nodes::kubectl(&open(&name)?, arguments).await,
        LabCommand::Kubeconfig => nodes::kubeconfig(&open(&name)?),
        LabCommand::Exec(arguments) => nodes::exec(&open(&name)?, arguments).await,
        LabCommand::Shell(arguments) => nodes::shell(&open(&name)?, arguments).await,
        LabCommand::Logs(arguments) => logs::run(&open(&name)?, arguments).await,
        LabCommand::Stop(arguments) => nodes::stop(&open(&name)?, arguments).await,
        LabCommand::Start(arguments) => nodes::start(&open(&name)?, arguments).await,
        LabCommand::Faults(arguments) => faults::list(&name, arguments),
        LabCommand::Break(arguments) => faults::break_one(&name, arguments).await,
        LabCommand::Fix(arguments) => faults::fix(&name, arguments).await,
        LabCommand::Push(arguments) => push::run(&name, arguments).await,
        LabCommand::Images(arguments) => images::run(arguments).await,
        LabCommand::Bundle(arguments) => bundle::run(arguments).await,
    }
}

async fn down(name: &LabName) -> Result<Exit, Failure> {
    root::required()?;
    let progress = progress::Progress::start();
    let events = Events::ignored();
    let removed = interrupt::patiently(progress.beside(lab_cluster::down(name, &events))).await?;
    match removed.map_err(|error| Failure::new(chain(&error)).with_optional_hint(error.hint()))? {
        Down::Removed => progress.done(&format!("lab `{name}` is gone, without a trace")),
        Down::NoSuchLab => progress.remark(&format!("there was no lab `{name}`")),
    }
    Ok(Exit::Healthy)
}

/// The lab that is meant.
///
/// # Errors
/// When there is none, or this is not root.
fn open(name: &LabName) -> Result<Lab, Failure> {
    root::required()?;
    Lab::open(name).map_err(|error| failure(&error))
}

/// How a command for this lab begins.
fn invocation(name: &LabName) -> String {
    if *name == LabName::default() {
        "ninehops lab".to_owned()
    } else {
        format!("ninehops lab --name {name}")
    }
}

fn failure(error: &LabError) -> Failure {
    let failure = Failure::new(chain(error));
    match error {
        LabError::NoSuchMachine { machine: asked, known, .. }
        | LabError::NoSuchService { service: asked, known, .. } => {
            failure.with_hint(suggestion::hint(asked, known.split(", ")))
        }
        _ => failure.with_optional_hint(error.hint()),
    }
}
