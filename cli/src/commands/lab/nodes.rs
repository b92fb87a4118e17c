//! Commands in a node, its power, and kubectl.

use std::process::ExitStatus;

use lab_cluster::{Lab, LabError};

use super::interrupt::{self, patiently};
use super::{failure, invocation, output};
use crate::arguments::{ExecArguments, KubectlArguments, NodeArguments};
use crate::exit::Exit;
use crate::failure::Failure;

pub(super) async fn exec(lab: &Lab, arguments: ExecArguments) -> Result<Exit, Failure> {
    ended(lab.exec(&arguments.node, &arguments.command, terminated()?)).await
}

pub(super) async fn shell(lab: &Lab, arguments: NodeArguments) -> Result<Exit, Failure> {
    ended(lab.shell(&arguments.node, terminated()?)).await
}

pub(super) async fn kubectl(lab: &Lab, arguments: KubectlArguments) -> Result<Exit, Failure> {
    ended(lab.kubectl(&arguments.arguments, terminated()?)).await
}

async fn ended(command: impl Future<Output = Result<ExitStatus, LabError>>) -> Result<Exit, Failure> {
    let status = command.await.map_err(|error| failure(&error))?;
    Ok(Exit::of_command(status))
}

/// A SIGTERM comes to us alone and is handed on. What a terminal's Ctrl-C means is for the command to say: it gets the
/// signal too.
fn terminated() -> Result<impl Future<Output = ()>, Failure> {
    let mut signals = interrupt::install()?;
    Ok(async move { while signals.recv().await != "SIGTERM" {} })
}

pub(super) fn kubeconfig(lab: &Lab) -> Result<Exit, Failure> {
    let path = lab.kubeconfig();
    let text = std::fs::read_to_string(&path)
        .map_err(|error| Failure::new(format!("cannot read `{}`: {error}", path.display())))?;
    output::print(text);
    Ok(Exit::Healthy)
}

pub(super) async fn stop(lab: &Lab, arguments: NodeArguments) -> Result<Exit, Failure> {
    let node = arguments.node;
    patiently(lab.stop(&node)).await?.map_err(|error| failure(&error))?;
    anstream::eprintln!(
        "{node} has no power now; `{} start {node}` switches it on again",
        invocation(&lab.plan().name)
    );
    Ok(Exit::Healthy)
}

pub(super) async fn start(lab: &Lab, arguments: NodeArguments) -> Result<Exit, Failure> {
    let node = arguments.node;
    patiently(lab.start(&node)).await?.map_err(|error| failure(&error))?;
    anstream::eprintln!("{node} is on; in a few seconds it is Ready");
    Ok(Exit::Healthy)
}
