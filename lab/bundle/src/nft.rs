//! This machine's `nft`, which kube-proxy's image carries.

use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use crate::checksum;
use crate::error::BundleError;
use crate::shared_libraries;

/// `nft` with its libraries.
#[derive(Clone, Debug)]
pub(crate) struct Nft {
    /// Where each file is in the image and here.
    pub(crate) files: Vec<(String, PathBuf)>,
    /// One for all of them: an image with another one is out of date.
    pub(crate) checksum: String,
}

impl Nft {
    /// Looks at the `nft` at `program`. Blocks.
    ///
    /// # Errors
    /// If it or a library of it cannot be read.
    pub(crate) fn look(program: &Path) -> Result<Self, BundleError> {
        let mut files = vec![("/usr/sbin/nft".to_owned(), program.to_owned())];
        let libraries = shared_libraries::of(program)?;
        files.extend(libraries.into_iter().map(|path| (path.to_string_lossy().into_owned(), path)));
        let mut hasher = Sha256::new();
        for (target, source) in &files {
            let content = checksum::of_file(source).map_err(BundleError::file(source))?;
            hasher.update(format!("{target} {content}\n"));
        }
        Ok(Self { checksum: checksum::hexadecimal(&hasher.finalize()), files })
    }
}
