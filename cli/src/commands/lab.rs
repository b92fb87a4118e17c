//! `ninehops lab`: a cluster on this machine.

mod bundle;
mod cluster;
mod deploy;
mod down;
mod exam;
mod faults;
mod figures;
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

use lab_cluster::{Lab, LabError};
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
        LabCommand::Down(arguments) => down::run(&name, arguments).await,
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
        LabCommand::Cluster(arguments) => cluster::run(arguments).await,
        LabCommand::Deploy(arguments) => deploy::run(&open(&name)?, arguments).await,
        LabCommand::Exam(arguments) => Box::pin(exam::run(&name, arguments)).await,
        LabCommand::Push(arguments) => push::run(&name, arguments).await,
        LabCommand::Images(arguments) => images::run(arguments).await,
        LabCommand::Bundle(arguments) => bundle::run(arguments).await,
    }
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
            failure.with_optional_hint(suggestion::near(asked, known.split(", ")))
        }
        _ => failure.with_optional_hint(error.hint()),
    }
}
