//! Bundles of other versions, which nobody removes unasked.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::blocking::blocking;
use crate::bundle::Bundle;
use crate::set::Set;

/// A bundle beside the present one.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Superseded {
    /// Its directory.
    pub directory: PathBuf,
    /// What its files take, in bytes.
    pub bytes: u64,
}

impl Bundle {
    /// The bundles of the same set and other versions in the same place, by name. Those that cannot be read are left out: this is for a
    /// hint.
    pub async fn superseded(&self) -> Vec<Superseded> {
        let present = self.directory().to_owned();
        blocking(move || beside(&present).unwrap_or_default()).await
    }
}

fn beside(present: &Path) -> io::Result<Vec<Superseded>> {
    let mut others = Vec::new();
    for entry in present.parent().map(fs::read_dir).into_iter().flatten().flatten() {
        let directory = entry?.path();
        let is_bundle = directory.join("bundle.json").try_exists().unwrap_or(false);
        if is_bundle && directory != present && set_of(&directory) == set_of(present) {
            others.push(Superseded { bytes: bytes_below(&directory)?, directory });
        }
    }
    others.sort_by(|a, b| a.directory.cmp(&b.directory));
    Ok(others)
}

fn set_of(directory: &Path) -> Set {
    Set::of_directory(&directory.file_name().unwrap_or_default().to_string_lossy())
}

fn bytes_below(directory: &Path) -> io::Result<u64> {
    let mut bytes = 0;
    for entry in fs::read_dir(directory)? {
        let entry = entry?;
        let data = entry.metadata()?;
        bytes += if data.is_dir() { bytes_below(&entry.path())? } else { data.len() };
    }
    Ok(bytes)
}
