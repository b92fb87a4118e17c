//! Whether there is room to build.

use std::io;
use std::path::Path;

use rustix::fs::statvfs;

use crate::error::BundleError;

const MIB: u64 = 1 << 20;

/// Refuses to begin where less than `needed_mib` MiB are free for this user.
///
/// # Errors
/// [`BundleError::DiskFull`], or if the system cannot say.
pub(crate) fn require(path: &Path, needed_mib: u64) -> Result<(), BundleError> {
    let free_mib = free_mib(path).map_err(BundleError::directory(path))?;
    if free_mib < needed_mib {
        return Err(BundleError::DiskFull { path: path.to_owned(), free_mib, needed_mib });
    }
    Ok(())
}

/// Where `path` is, or will be once it has been made.
fn free_mib(path: &Path) -> io::Result<u64> {
    let mut last = rustix::io::Errno::NOENT;
    for ancestor in path.ancestors() {
        match statvfs(ancestor) {
            Ok(answer) => return Ok(answer.f_bavail.saturating_mul(answer.f_frsize) / MIB),
            Err(error) => last = error,
        }
    }
    Err(last.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_directory_that_is_still_to_be_made_counts_as_its_parent() {
        let here = tempfile::tempdir().unwrap();
        let deep = here.path().join("a/b/c");
        require(&deep, 0).unwrap();
        let error = require(&deep, u64::MAX).unwrap_err();
        assert!(matches!(error, BundleError::DiskFull { needed_mib: u64::MAX, .. }), "{error}");
    }
}
