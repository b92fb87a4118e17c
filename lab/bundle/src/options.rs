//! What a person may choose about a bundle, and where it lies.

use std::env;
use std::path::{self, PathBuf};

use crate::error::BundleError;

/// What a person may choose about a bundle.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The directory that holds bundles, one directory a version; `bundle` in [`cache_directory`] if not said.
    pub directory: Option<PathBuf>,
}

impl Options {
    /// The directory that holds bundles, as an absolute path: compilers run elsewhere.
    ///
    /// # Errors
    /// [`BundleError::NoCacheDirectory`], or if this process has no working directory.
    pub fn bundles(&self) -> Result<PathBuf, BundleError> {
        match &self.directory {
            Some(directory) => path::absolute(directory).map_err(BundleError::directory(directory)),
            None => Ok(cache_directory()?.join("bundle")),
        }
    }
}

/// Where this user's programs keep what can be made again: `/var/cache/ninehops` for root, else `ninehops` in
/// `$XDG_CACHE_HOME` or in `~/.cache` (XDG Base Directory Specification).
///
/// # Errors
/// [`BundleError::NoCacheDirectory`] if the environment names neither a cache nor a home.
pub fn cache_directory() -> Result<PathBuf, BundleError> {
    if rustix::process::geteuid().is_root() {
        return Ok(PathBuf::from("/var/cache/ninehops"));
    }
    // The specification has a relative path ignored.
    let absolute = |name| env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    absolute("XDG_CACHE_HOME")
        .or_else(|| absolute("HOME").map(|home| home.join(".cache")))
        .map(|cache| cache.join("ninehops"))
        .ok_or(BundleError::NoCacheDirectory)
}
