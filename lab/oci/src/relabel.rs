//! An image that claims another platform.

use std::path::Path;

use oci_spec::image::{Arch, Descriptor, ImageConfiguration, ImageManifest, MediaType, Os};
use serde::de::DeserializeOwned;

use crate::archive::{Archive, PieceKind, Problem, ReadError};
use crate::write::{Layout, Source};
use crate::{Platform, WriteError, Written};

/// Why no relabelled archive was made.
#[derive(Debug, thiserror::Error)]
pub enum RelabelError {
    /// The original cannot be used.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The copy cannot be written.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// A document of the original is not understood.
    #[error("cannot relabel `{digest}`")]
    Document {
        /// The manifest or configuration.
        digest: String,
        /// Where and why.
        #[source]
        source: serde_json::Error,
    },
}

/// Writes an index with one manifest, for `platform`, made from the first image of `archive`. Index, manifest and
/// configuration agree about the platform; the layers are those of the original, a placeholder that would not run.
///
/// # Errors
///
/// If the original cannot be read or the copy cannot be written.
pub fn relabel(
    archive: &Archive,
    path: &Path,
    names: &[&str],
    platform: &Platform,
) -> Result<Written, RelabelError> {
    let mut pieces = archive.images().iter().flat_map(|image| &image.pieces);
    let manifest = pieces
        .find(|piece| piece.kind == PieceKind::Manifest)
        .ok_or_else(|| archive.error(Problem::NoImage))?;
    let mut manifest: ImageManifest = document(archive, &manifest.descriptor)?;
    let mut configuration: ImageConfiguration = document(archive, manifest.config())?;
    configuration.set_os(Os::from(platform.os.as_str()));
    configuration.set_architecture(Arch::from(platform.architecture.as_str()));
    configuration.set_variant(platform.variant.clone());

    let mut layout = Layout::default();
    for layer in manifest.layers() {
        let missing = || archive.error(Problem::Missing(layer.digest().clone()));
        let (offset, bytes) = archive.range(layer.digest()).ok_or_else(missing)?;
        layout.add(layer.digest(), bytes, Source::Range { archive: archive.path(), offset });
    }
    manifest.set_config(layout.add_json(MediaType::ImageConfig, &configuration));
    let mut descriptor = layout.add_json(MediaType::ImageManifest, &manifest);
    descriptor.set_platform(Some(platform.to_specification()));
    let index = layout.add_index(vec![descriptor]);
    Ok(layout.write(path, names, &index)?)
}

fn document<T: DeserializeOwned>(archive: &Archive, descriptor: &Descriptor) -> Result<T, RelabelError> {
    let blob = archive.blob(descriptor.digest())?;
    serde_json::from_reader(std::io::BufReader::new(blob))
        .map_err(|source| RelabelError::Document { digest: descriptor.digest().to_string(), source })
}
