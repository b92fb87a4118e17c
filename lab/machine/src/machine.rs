//! A machine that was booted.

use std::io;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use lab_namespace::{Namespaces, ProcessId};
use serde::{Deserialize, Serialize};

use crate::attempts;
use crate::control_group::{ControlGroupError, ControlGroups, SYSTEM};
use crate::init;
use crate::spec::MachineSpec;

/// A machine that was booted, by its init process.
///
/// The value may outlive the machine and be kept in a file: it holds nothing open.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Machine {
    name: String,
    init: ProcessId,
    directory: PathBuf,
    cgroup: String,
    path: String,
}

impl Machine {
    pub(crate) fn new(spec: &MachineSpec, init: ProcessId) -> Self {
        Self {
            name: spec.name.clone(),
            init,
            directory: spec.directory.clone(),
            cgroup: spec.cgroup.clone(),
            path: spec.path.clone(),
        }
    }

    /// Its host name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its init process, by its number on the host.
    pub fn init(&self) -> ProcessId {
        self.init
    }

    /// Its directory on the host.
    pub fn directory(&self) -> &Path {
        &self.directory
    }

    /// Its control group.
    pub fn cgroup(&self) -> &str {
        &self.cgroup
    }

    /// The log of one of its services, on the host; `init` is the log of its supervisor.
    pub fn log(&self, service: &str) -> PathBuf {
        self.directory.join("log").join(format!("{service}.log"))
    }

    /// How many attempts of a job have failed since the machine's directory was made.
    pub fn failed_attempts(&self, job: &str) -> usize {
        let log = std::fs::read(self.log("init")).unwrap_or_default();
        attempts::count(&String::from_utf8_lossy(&log), job)
    }

    /// Whether its init process runs.
    ///
    /// # Errors
    /// When `/proc` cannot be read.
    pub fn is_running(&self) -> io::Result<bool> {
        self.init.is_alive()
    }

    /// Its namespaces.
    ///
    /// # Errors
    /// [`io::ErrorKind::NotFound`] when it does not run.
    pub fn namespaces(&self) -> io::Result<Namespaces> {
        Namespaces::of(self.init)
    }

    /// A command for [`Self::spawn`], with the machine's `PATH` and `HOME` and nothing else in its environment.
    ///
    /// Its working directory is `/`. A program that cannot be run shows as a line on standard error and exit code
    /// 127 when it is not there, 126 otherwise, as in a shell.
    pub fn command(&self, program: impl AsRef<Path>) -> Command {
        // The file of process 1 can be run even if the host has removed or replaced it since.
        let mut command = Command::new("/proc/1/exe");
        command.args([init::COMMAND, init::JOIN, &self.cgroup, "--"]).arg(program.as_ref());
        command.env_clear().env("PATH", &self.path).env("HOME", "/root");
        command
    }

    /// Starts a [`Self::command`] inside, in the machine's control group. It ends with the machine.
    ///
    /// # Errors
    /// When the machine does not run.
    pub fn spawn(&self, command: Command) -> io::Result<Child> {
        self.namespaces()?.spawn(command)
    }

    /// Runs a [`Self::command`] without input to its end and collects what it writes.
    ///
    /// # Errors
    /// When the machine does not run.
    pub async fn output(&self, mut command: Command) -> io::Result<Output> {
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        lab_namespace::wait_with_output(self.spawn(command)?).await
    }

    /// Memory that it uses and that could not be had back without ending something, in bytes.
    ///
    /// # Errors
    /// When its control group cannot be read.
    pub fn memory_bytes(&self) -> Result<u64, ControlGroupError> {
        ControlGroups::detect()?.memory_bytes(&self.cgroup)
    }

    /// Kills its init process, and with it everything inside at once; returns when all is gone. Its disk stays as it
    /// was. Fine if it does not run.
    ///
    /// # Errors
    /// When processes cannot be killed or do not end within ten seconds.
    pub async fn power_cut(&self) -> Result<(), ControlGroupError> {
        self.init.kill().map_err(|source| ControlGroupError::Kill { pid: self.init.pid(), source })?;
        teardown(&self.cgroup).await
    }
}

/// Kills every process in a control group and in those below, and removes them. Fine if there are none.
///
/// Given the group that holds the groups of several machines, it ends all of them.
///
/// # Errors
/// When processes cannot be killed or do not end within ten seconds.
pub async fn teardown(cgroup: &str) -> Result<(), ControlGroupError> {
    let groups = ControlGroups::mounted()?;
    groups.kill_all(cgroup).await?;
    groups.remove(cgroup).await
}

/// The group of a machine's processes. cgroup v2 wants none in a group that has groups below.
pub(crate) fn system_group(cgroup: &str) -> String {
    format!("{cgroup}/{SYSTEM}")
}
