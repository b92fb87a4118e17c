//! Commands in machines, kubectl, images and rules.

use std::ffi::OsString;
use std::io;
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Output};

use lab_machine::Machine;
use lab_registry::{Pushed, Reference};
use lab_vpc::Firewall;
use rustix::process::{Pid, Signal, kill_process};

use super::Lab;
use crate::error::LabError;
use crate::up::machines;

/// A shell that every host has.
const SHELL: &str = "/bin/sh";
/// The better one, if there.
const BETTER_SHELL: &str = "/bin/bash";

impl Lab {
    /// Runs a command in a machine with the caller's standard streams and waits for its end. Once `terminated` is
    /// done, the command gets a SIGTERM.
    ///
    /// # Errors
    /// When the machine is stopped or the command cannot be started.
    pub async fn exec(
        &self,
        machine: &str,
        command: &[OsString],
        terminated: impl Future<Output = ()>,
    ) -> Result<ExitStatus, LabError> {
        let machine = self.machine(machine)?;
        let [program, arguments @ ..] = command else { return run_shell(&machine, terminated).await };
        let mut command = machine.command(program);
        command.args(arguments);
        run(&machine, command, terminated).await
    }

    /// Runs a shell in a machine, as [`Self::exec`].
    ///
    /// # Errors
    /// When the machine is stopped or has no shell.
    pub async fn shell(
        &self,
        machine: &str,
        terminated: impl Future<Output = ()>,
    ) -> Result<ExitStatus, LabError> {
        run_shell(&self.machine(machine)?, terminated).await
    }

    /// Runs a command in a machine, without input, and takes what it says.
    ///
    /// # Errors
    /// When the machine is stopped or the command cannot be started; not when it fails.
    pub async fn output(&self, machine: &str, command: &[&str]) -> Result<Output, LabError> {
        let machine = self.machine(machine)?;
        let [program, arguments @ ..] = command else {
            let source = std::io::ErrorKind::InvalidInput.into();
            return Err(LabError::Io { doing: "run", path: "".into(), source });
        };
        let mut command = machine.command(program);
        command.args(arguments);
        let failed = |source| LabError::Io { doing: "run", path: program.into(), source };
        machine.output(command).await.map_err(failed)
    }

    /// Runs kubectl as the administrator with the caller's standard streams. Once `terminated` is done, it gets a
    /// SIGTERM.
    ///
    /// # Errors
    /// When it cannot be started; not when it fails.
    pub async fn kubectl(
        &self,
        arguments: &[OsString],
        terminated: impl Future<Output = ()>,
    ) -> Result<ExitStatus, LabError> {
        let path = self.client().program();
        let failed = |source| LabError::Io { doing: "run", path: path.to_owned(), source };
        let mut child = self.client().command().args(arguments).spawn().map_err(failed)?;
        wait(&mut child, terminated).await.map_err(failed)
    }

    /// Runs kubectl with `input` and returns what it printed.
    ///
    /// # Errors
    /// When it fails: what it said is in the error.
    pub async fn kubectl_output(&self, arguments: &[&str], input: &[u8]) -> Result<Vec<u8>, LabError> {
        self.client().output(arguments, input).await
    }

    /// Puts an OCI archive into the registry under a Docker Hub name.
    ///
    /// # Errors
    /// When the archive is not sound, or the registry does not take it.
    pub async fn push(&self, archive: &Path, image: &Reference) -> Result<Pushed, LabError> {
        self.machine("registry")?;
        Ok(lab_registry::push(SocketAddr::V4(self.registry()), archive, image).await?)
    }

    /// Loads a firewall into the router.
    ///
    /// # Errors
    /// When nft refuses it.
    pub async fn apply_firewall(&self, firewall: &Firewall) -> Result<(), LabError> {
        let router = machines::router(self.plan(), &self.machine("router")?)?;
        router.apply(firewall).await.map_err(machines::of("router"))
    }
}

async fn run_shell(machine: &Machine, terminated: impl Future<Output = ()>) -> Result<ExitStatus, LabError> {
    let shell = if Path::new(BETTER_SHELL).is_file() { BETTER_SHELL } else { SHELL };
    run(machine, machine.command(shell), terminated).await
}

async fn run(
    machine: &Machine,
    mut command: Command,
    terminated: impl Future<Output = ()>,
) -> Result<ExitStatus, LabError> {
    let failed = |source| LabError::Io { doing: "run a command in", path: machine.name().into(), source };
    // It writes to the caller's terminal.
    if let Some(terminal) = std::env::var_os("TERM") {
        command.env("TERM", terminal);
    }
    let mut child = machine.spawn(command).map_err(failed)?;
    wait(&mut child, terminated).await.map_err(failed)
}

async fn wait(child: &mut Child, terminated: impl Future<Output = ()>) -> io::Result<ExitStatus> {
    tokio::select! {
        status = lab_namespace::wait(child) => return status,
        () = terminated => {}
    }
    // It is not reaped yet, so the number is still its own.
    kill_process(Pid::from_child(child), Signal::TERM)?;
    lab_namespace::wait(child).await
}

#[cfg(test)]
mod tests {
    use std::os::unix::process::ExitStatusExt as _;

    use super::*;

    #[tokio::test]
    async fn a_sigterm_is_handed_on_to_the_command() {
        let mut child = Command::new("sleep").arg("600").spawn().unwrap();
        let status = wait(&mut child, std::future::ready(())).await.unwrap();
        assert_eq!(status.signal(), Some(Signal::TERM.as_raw()));
    }
}
