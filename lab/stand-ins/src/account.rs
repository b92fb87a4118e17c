//! Where parameters and objects are: directories of the lab.

use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// Where machines see it.
const MOUNTED: &str = "/opt/ninehops/account";
/// In the directory of a parameter, so that one parameter alone can be shown to a machine and still be replaced.
const VALUE: &str = "value.json";

/// The parameters and buckets of one lab.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Account {
    directory: PathBuf,
}

/// What is kept of a parameter.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub(crate) struct Parameter {
    pub(crate) kind: String,
    pub(crate) value: String,
    pub(crate) version: u64,
}

impl Account {
    /// In that directory, as seen by who asks.
    pub fn at(directory: impl Into<PathBuf>) -> Self {
        Self { directory: directory.into() }
    }

    /// As machines see it.
    pub fn in_machine() -> Self {
        Self::at(MOUNTED)
    }

    /// Its directory.
    pub fn directory(&self) -> &Path {
        &self.directory
    }

    /// The directory of a parameter, whose path begins with `/`.
    pub fn parameter(&self, path: &str) -> PathBuf {
        self.directory.join("parameters").join(path.trim_start_matches('/'))
    }

    /// The directory of a bucket.
    pub fn bucket(&self, name: &str) -> PathBuf {
        self.directory.join("buckets").join(name)
    }

    /// Makes what must be there before a machine can be shown it, for root alone.
    ///
    /// # Errors
    /// When a directory cannot be made.
    pub fn make(&self, parameters: &[String], bucket: &str) -> io::Result<()> {
        let directories = parameters.iter().map(|path| self.parameter(path)).chain([self.bucket(bucket)]);
        directories.into_iter().try_for_each(|directory| make_directory(&directory))
    }

    pub(crate) fn read(&self, path: &str) -> io::Result<Option<Parameter>> {
        match fs::read(self.parameter(path).join(VALUE)) {
            Ok(bytes) => Ok(Some(serde_json::from_slice(&bytes)?)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    pub(crate) fn write(&self, path: &str, parameter: &Parameter) -> io::Result<()> {
        let directory = self.parameter(path);
        make_directory(&directory)?;
        let beside = directory.join("value.new");
        let mut file =
            OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&beside)?;
        file.write_all(&serde_json::to_vec(parameter)?)?;
        // Whole, or not at all: a machine may be reading.
        fs::rename(beside, directory.join(VALUE))
    }

    pub(crate) fn delete(&self, path: &str) -> io::Result<bool> {
        match fs::remove_file(self.parameter(path).join(VALUE)) {
            Ok(()) => Ok(true),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(error),
        }
    }
}

pub(crate) fn make_directory(path: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(path)
}
