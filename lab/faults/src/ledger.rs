//! `faults.json`: what is broken, and what was there before.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use lab_cluster::write_whole;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::active::Active;
use crate::error::FaultError;

/// One fault and what it replaced.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub(crate) struct Record {
    /// Which, and where.
    #[serde(flatten)]
    pub(crate) active: Active,
    /// What a field of a Kubernetes object was; absent if it was not there, or if the fault touches none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) before: Option<Value>,
}

/// All that is broken, as it is on disk. Whoever changes it holds the lock meanwhile.
#[derive(Debug)]
pub(crate) struct Ledger {
    path: PathBuf,
    records: Vec<Record>,
    /// Held until it is closed.
    _lock: Option<File>,
}

impl Ledger {
    /// To look at.
    pub(crate) fn read(directory: &Path) -> Result<Self, FaultError> {
        let path = directory.join("faults.json");
        let records = read(&path).map_err(|source| error("read", &path, source))?;
        Ok(Self { path, records, _lock: None })
    }

    /// To change; waits while somebody else does. Blocks.
    pub(crate) fn lock(directory: &Path) -> Result<Self, FaultError> {
        let path = directory.join("faults.lock");
        let lock = File::create(&path).and_then(|file| file.lock().map(|()| file));
        let lock = lock.map_err(|source| error("lock", &path, source))?;
        Ok(Self { _lock: Some(lock), ..Self::read(directory)? })
    }

    /// Oldest first.
    pub(crate) fn records(&self) -> &[Record] {
        &self.records
    }

    /// That of a fault.
    pub(crate) fn find(&self, active: &Active) -> Option<&Record> {
        self.records.iter().find(|record| record.active == *active)
    }

    /// Adds a record and is sure that it is on disk.
    pub(crate) fn add(&mut self, record: Record) -> Result<(), FaultError> {
        self.records.push(record);
        self.write()
    }

    /// Takes a record away.
    pub(crate) fn remove(&mut self, active: &Active) -> Result<(), FaultError> {
        self.records.retain(|record| record.active != *active);
        self.write()
    }

    fn write(&self) -> Result<(), FaultError> {
        write(&self.path, &self.records).map_err(|source| error("write", &self.path, source))
    }
}

fn read(path: &Path) -> io::Result<Vec<Record>> {
    match fs::read(path) {
        Ok(bytes) => Ok(serde_json::from_slice(&bytes)?),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

fn write(path: &Path, records: &[Record]) -> io::Result<()> {
    write_whole(path, &serde_json::to_vec_pretty(records)?)
}

fn error(doing: &'static str, path: &Path, source: io::Error) -> FaultError {
    FaultError::Ledger { doing, path: path.to_owned(), source }
}

#[cfg(test)]
mod tests;
