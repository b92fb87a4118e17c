//! A lab that runs.

use std::ffi::OsString;
use std::net::SocketAddrV4;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Output};

use lab_machine::Machine;
use lab_plan::{LabName, Plan};

use crate::error::LabError;
use crate::status::Status;
use crate::timings::Timings;

/// A lab that has been up at least once.
#[derive(Debug)]
pub struct Lab {
    plan: Plan,
    timings: Timings,
    directory: PathBuf,
}

/// What a service of a machine said.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct LogFile {
    /// `kubelet`, `containerd` …
    pub service: String,
    /// The file; it may not be there yet.
    pub path: PathBuf,
}

impl Lab {
    /// The lab of that name.
    ///
    /// # Errors
    /// When there is none, or it never came up.
    pub fn open(name: &LabName) -> Result<Self, LabError> {
        Err(LabError::NoSuchLab(name.clone()))
    }

    /// Every name and address.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// How long its `up` took.
    pub fn timings(&self) -> &Timings {
        &self.timings
    }

    /// Where its files are; `faults.json` in it belongs to `lab-faults`.
    pub fn directory(&self) -> &Path {
        &self.directory
    }

    /// The administrator's kubeconfig: a file with a key, readable by root alone.
    pub fn kubeconfig(&self) -> PathBuf {
        self.directory.join("admin.conf")
    }

    /// The registry that nodes take for Docker Hub.
    pub fn registry(&self) -> SocketAddrV4 {
        self.plan.registry()
    }

    /// A machine that runs: `router`, `registry` or a node.
    ///
    /// # Errors
    /// When the lab has none of that name, or it is stopped.
    pub fn machine(&self, name: &str) -> Result<Machine, LabError> {
        Err(self.no_such_node(name))
    }

    /// Runs a command in a machine with the caller's standard streams and waits for its end.
    ///
    /// # Errors
    /// When the machine is stopped or the command cannot be started.
    pub async fn exec(&self, machine: &str, _command: &[OsString]) -> Result<ExitStatus, LabError> {
        Err(self.no_such_node(machine))
    }

    /// Runs a shell in a machine, as [`Self::exec`].
    ///
    /// # Errors
    /// When the machine is stopped or has no shell.
    pub async fn shell(&self, machine: &str) -> Result<ExitStatus, LabError> {
        Err(self.no_such_node(machine))
    }

    /// Runs a command in a machine, without input, and takes what it says.
    ///
    /// # Errors
    /// When the machine is stopped or the command cannot be started; not when it fails.
    pub async fn output(&self, machine: &str, _command: &[&str]) -> Result<Output, LabError> {
        Err(self.no_such_node(machine))
    }

    /// The log files of a machine's services, of one or of all.
    ///
    /// # Errors
    /// When there is no such machine or service.
    pub fn logs(&self, machine: &str, _service: Option<&str>) -> Result<Vec<LogFile>, LabError> {
        Err(self.no_such_node(machine))
    }

    /// Cuts a node's power: its first process gets SIGKILL, which takes every other along. The disk stays.
    ///
    /// # Errors
    /// When there is no such node, or it is stopped.
    pub async fn stop(&self, node: &str) -> Result<(), LabError> {
        Err(self.no_such_node(node))
    }

    /// Switches a stopped node on: the same disk, the same address. Returns when its services have been started, not when
    /// it is Ready.
    ///
    /// # Errors
    /// When there is no such node, or it runs.
    pub async fn start(&self, node: &str) -> Result<(), LabError> {
        Err(self.no_such_node(node))
    }

    /// How it is.
    ///
    /// # Errors
    /// When the lab's own files cannot be read. A cluster that does not answer is a part of the status.
    pub async fn status(&self) -> Result<Status, LabError> {
        Err(self.no_such_node(""))
    }

    /// Runs kubectl as the administrator with the caller's standard streams.
    ///
    /// # Errors
    /// When it cannot be started; not when it fails.
    pub async fn kubectl(&self, _arguments: &[OsString]) -> Result<ExitStatus, LabError> {
        Err(self.no_such_node(""))
    }

    /// Runs kubectl with `input` and returns what it printed.
    ///
    /// # Errors
    /// When it fails: what it said is in the error.
    pub async fn kubectl_output(&self, _arguments: &[&str], _input: &[u8]) -> Result<Vec<u8>, LabError> {
        Err(self.no_such_node(""))
    }

    /// Puts an OCI archive into the registry under a Docker Hub name.
    ///
    /// # Errors
    /// When the archive is not sound, or the registry does not take it.
    pub async fn push(
        &self,
        _archive: &Path,
        _image: &lab_registry::Reference,
    ) -> Result<lab_registry::Pushed, LabError> {
        Err(self.no_such_node(""))
    }

    /// Loads a firewall into the router.
    ///
    /// # Errors
    /// When nft refuses it.
    pub async fn apply_firewall(&self, _firewall: &lab_vpc::Firewall) -> Result<(), LabError> {
        Err(self.no_such_node("router"))
    }

    fn no_such_node(&self, node: &str) -> LabError {
        let known: Vec<&str> = self.plan.nodes.iter().map(|node| node.name.as_str()).collect();
        LabError::NoSuchNode { lab: self.plan.name.clone(), node: node.to_owned(), known: known.join(", ") }
    }
}
