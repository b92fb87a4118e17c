//! What was built, by checksum: `bundle.json`.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::error::BundleError;

const FILE: &str = "bundle.json";

/// Every file of a bundle that is finished.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub(crate) struct Record {
    /// By path below the bundle's directory.
    pub(crate) outputs: BTreeMap<String, Output>,
}

/// A file as it was when it was finished.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub(crate) struct Output {
    /// 64 hexadecimal digits.
    pub(crate) sha256: String,
    /// Its size.
    pub(crate) bytes: u64,
    /// One checksum for the files of this machine that were packed too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) carries: Option<String>,
}

impl Record {
    /// What is recorded in a bundle's directory. A record that is absent or unreadable counts as empty: everything is
    /// then built again.
    ///
    /// # Errors
    /// If the system refuses to read it.
    pub(crate) fn read(directory: &Path) -> Result<Self, BundleError> {
        let path = directory.join(FILE);
        match fs::read(&path) {
            Ok(bytes) => Ok(serde_json::from_slice(&bytes).unwrap_or_default()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(BundleError::file(&path)(error)),
        }
    }

    /// Puts this record in the place of the last one, whole or not at all.
    ///
    /// # Errors
    /// If it cannot be written.
    pub(crate) fn write(&self, directory: &Path) -> Result<(), BundleError> {
        let path = directory.join(FILE);
        let unfinished = path.with_extension("json.part");
        let mut text = serde_json::to_vec_pretty(self).expect("strings and numbers have a JSON form");
        text.push(b'\n');
        fs::write(&unfinished, text)
            .and_then(|()| fs::rename(&unfinished, &path))
            .map_err(BundleError::file(&path))
    }
}
