//! Archives of images: those of the bundle, and those that a person adds.

use std::fs;
use std::path::{Path, PathBuf};

use lab_oci::Archive;
use sha2::{Digest as _, Sha256};

use crate::blocking::blocking;
use crate::checksum;
use crate::error::ArchiveError;

/// A tar file with images that a containerd can import.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ImageArchive {
    /// The names of the images in it, such as `registry.k8s.io/pause:3.10.2`; at least one.
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
    checksum::hexadecimal(&Sha256::digest(checksums.join("\n")))
}

/// The archives in a directory, each `*.tar` file of it, by name: OCI or Docker archives, of which every blob is
/// verified.
///
/// # Errors
/// For the first file that is no sound archive with a name in it, or if there is none.
pub async fn extra_archives(directory: &Path) -> Result<Vec<ImageArchive>, ArchiveError> {
    let directory = directory.to_owned();
    blocking(move || read_directory(&directory)).await
}

fn read_directory(directory: &Path) -> Result<Vec<ImageArchive>, ArchiveError> {
    let unreadable = || ArchiveError::unreadable(directory);
    let mut paths = Vec::new();
    // Machines know no working directory.
    let directory = std::path::absolute(directory).map_err(unreadable())?;
    for entry in fs::read_dir(&directory).map_err(unreadable())? {
        let path = entry.map_err(unreadable())?.path();
        if path.extension().is_some_and(|extension| extension == "tar") {
            paths.push(path);
        }
    }
    if paths.is_empty() {
        return Err(ArchiveError::NoArchive { directory });
    }
    paths.sort();
    paths.into_iter().map(read).collect()
}

fn read(path: PathBuf) -> Result<ImageArchive, ArchiveError> {
    let corrupt =
        |source: lab_oci::ReadError| ArchiveError::Corrupt { path: path.clone(), source: source.into() };
    let archive = Archive::open(&path).map_err(corrupt)?;
    archive.verify().map_err(corrupt)?;
    let references: Vec<String> = archive.images().iter().flat_map(|image| image.names.clone()).collect();
    if references.is_empty() {
        return Err(ArchiveError::Nameless { path });
    }
    let sha256 = checksum::of_file(&path).map_err(ArchiveError::unreadable(&path))?;
    Ok(ImageArchive { references, path, sha256 })
}

#[cfg(test)]
mod tests;
