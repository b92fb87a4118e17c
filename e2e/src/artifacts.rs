//! Files that outlive a run, for people to look at.

use std::io;
use std::path::{Path, PathBuf};

/// `artifacts/<folder>` at the root of the repository, made if it is not there.
///
/// # Errors
/// When it cannot be made.
pub fn artifacts(folder: &str) -> io::Result<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../artifacts").join(folder);
    std::fs::create_dir_all(&path)?;
    Ok(path)
}
