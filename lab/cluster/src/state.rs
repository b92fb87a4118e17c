//! What is known of a lab between two commands.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use lab_machine::{Machine, MachineSpec};
use lab_plan::Plan;
use serde::{Deserialize, Serialize};

use crate::timings::Timings;
use crate::whole_file::write_whole;

/// The contents of `lab.json`.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct State {
    /// Every name and address.
    pub(crate) plan: Plan,
    /// How far it came.
    pub(crate) phase: Phase,
    /// The binary that is every machine's first process.
    pub(crate) program: PathBuf,
    /// The bundle's programs on the host.
    pub(crate) programs: PathBuf,
    /// All machines by name, as they were booted.
    pub(crate) machines: BTreeMap<String, BootedMachine>,
    /// How long `up` took.
    pub(crate) timings: Timings,
}

/// A machine and what it was booted from, which is what it is booted from again.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct BootedMachine {
    /// What it is to be.
    pub(crate) spec: MachineSpec,
    /// What it is.
    pub(crate) machine: Machine,
}

/// How far a lab came.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Phase {
    /// `up` works on it, or was killed.
    Booting,
    /// It failed, and was left to be looked into.
    Failed,
    /// It came up at that time.
    Up {
        /// Seconds since 1970.
        since_unix_seconds: u64,
    },
}

impl State {
    /// Reads it; `None` when there is no file.
    pub(crate) fn read(path: &Path) -> io::Result<Option<Self>> {
        match fs::read(path) {
            Ok(bytes) => serde_json::from_slice(&bytes).map(Some).map_err(io::Error::from),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Writes it whole or not at all.
    pub(crate) fn write(&self, path: &Path) -> io::Result<()> {
        write_whole(path, &serde_json::to_vec_pretty(self)?)
    }
}
