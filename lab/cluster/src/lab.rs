//! A lab that runs.

mod hold;
mod logs;
mod power;
mod work;

use std::io;
use std::net::SocketAddrV4;
use std::path::{Path, PathBuf};

use lab_machine::Machine;
use lab_plan::{LabName, Node, Plan};

pub use self::hold::Hold;
pub use self::logs::LogFile;
use crate::error::LabError;
use crate::kubectl::Kubectl;
use crate::places::Places;
use crate::state::{BootedMachine, Phase, State};
use crate::timings::Timings;

/// A lab that came up, or failed and was kept.
#[derive(Debug)]
pub struct Lab {
    state: State,
    places: Places,
    kubectl: Kubectl,
}

impl Lab {
    pub(crate) fn new(state: State, places: Places) -> Self {
        let kubectl = Kubectl::new(&state.programs, &places);
        Self { state, places, kubectl }
    }

    /// The lab of that name.
    ///
    /// # Errors
    /// When there is none, it never came up, or the host was started again since.
    pub fn open(name: &LabName) -> Result<Self, LabError> {
        let places = Places::of(name);
        let path = places.state();
        let state = State::read(&path).map_err(|source| LabError::Io { doing: "read", path, source })?;
        let state = state.ok_or_else(|| LabError::NoSuchLab(name.clone()))?;
        let has_power = |router: &BootedMachine| Self::runs(&router.machine);
        let is_whole = state.machines.get("router").map_or(Ok(false), has_power)?;
        if state.phase == Phase::Booting || !is_whole {
            return Err(LabError::HalfMade(name.clone()));
        }
        Ok(Self::new(state, places))
    }

    /// Every lab of this host that has files, whether it runs or not.
    ///
    /// # Errors
    /// When the directory of labs cannot be read: root can.
    pub fn names() -> io::Result<Vec<LabName>> {
        crate::places::names()
    }

    /// Every name and address.
    pub fn plan(&self) -> &Plan {
        &self.state.plan
    }

    /// How long its `up` took.
    pub fn timings(&self) -> &Timings {
        &self.state.timings
    }

    /// Where its files are; `faults.json` in it belongs to `lab-faults`.
    pub fn directory(&self) -> &Path {
        self.places.directory()
    }

    /// The administrator's kubeconfig: a file with a key, readable by root alone.
    pub fn kubeconfig(&self) -> PathBuf {
        self.places.kubeconfig()
    }

    /// The registry that nodes take for Docker Hub.
    pub fn registry(&self) -> SocketAddrV4 {
        self.plan().registry()
    }

    /// A machine that runs: `router`, `registry` or a node.
    ///
    /// # Errors
    /// When the lab has none of that name, or it is stopped.
    pub fn machine(&self, name: &str) -> Result<Machine, LabError> {
        let machine = &self.booted(name)?.machine;
        if Self::runs(machine)? { Ok(machine.clone()) } else { Err(LabError::Stopped(name.to_owned())) }
    }

    pub(crate) fn state(&self) -> &State {
        &self.state
    }

    pub(crate) fn places(&self) -> &Places {
        &self.places
    }

    pub(crate) fn client(&self) -> &Kubectl {
        &self.kubectl
    }

    pub(crate) fn runs(machine: &Machine) -> Result<bool, LabError> {
        machine.is_running().map_err(|source| LabError::Io { doing: "read", path: "/proc".into(), source })
    }

    fn booted(&self, name: &str) -> Result<&BootedMachine, LabError> {
        self.state
            .machines
            .get(name)
            .ok_or_else(|| self.no_such_node(name, self.state.machines.keys().map(String::as_str)))
    }

    fn node(&self, name: &str) -> Result<&Node, LabError> {
        let nodes = self.plan().nodes.iter().map(|node| node.name.as_str());
        self.plan().node(name).ok_or_else(|| self.no_such_node(name, nodes))
    }

    fn no_such_node<'a>(&self, node: &str, known: impl Iterator<Item = &'a str>) -> LabError {
        let known: Vec<&str> = known.collect();
        LabError::NoSuchMachine {
            lab: self.plan().name.clone(),
            machine: node.to_owned(),
            known: known.join(", "),
        }
    }
}
