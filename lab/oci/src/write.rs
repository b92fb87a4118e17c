//! Images into an archive: an OCI image layout in one tar file.

use std::io;
use std::path::{Path, PathBuf};

use oci_spec::image::{Descriptor, Digest, ImageManifestBuilder, MediaType};
use serde::Serialize;

use crate::hashing::Hashing;
use crate::{Image, LayerError};

mod layout;

pub(crate) use layout::{Layout, Source, sorted_json};

/// What was written.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Written {
    /// Of the manifest, or of the index if there are several images: what a name will stand for.
    pub digest: Digest,
    /// The size of all layers, uncompressed, in bytes.
    pub layer_bytes: u64,
    /// The size of the archive in bytes.
    pub archive_bytes: u64,
}

/// Why an archive was not written. Nothing is left behind, and what was at its path is untouched.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// Nothing to write.
    #[error("the archive `{}` would hold no image", .0.display())]
    Empty(PathBuf),
    /// Two images of one index run on the same platform.
    #[error("the archive `{}` would hold two images for `{platform}`", .path.display())]
    Platform {
        /// The archive.
        path: PathBuf,
        /// The platform.
        platform: String,
    },
    /// A layer cannot be read.
    #[error("cannot pack the archive `{}`", .path.display())]
    Layer {
        /// The archive.
        path: PathBuf,
        /// What is wrong with which entry.
        #[source]
        source: LayerError,
    },
    /// The archive cannot be written.
    #[error("cannot write the archive `{}`", .path.display())]
    Write {
        /// The archive.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
}

/// Writes images, of one platform each, under `names` (whole references, such as `docker.io/library/marketplace:1.2`).
/// One image becomes a manifest; several become an index, in their order. Layers stay uncompressed: they cross no
/// network, and an import is faster. The file appears at `path` when it is complete.
///
/// # Errors
///
/// If there is no image, two are for one platform, a source cannot be read or the archive cannot be written.
pub fn write(path: &Path, names: &[&str], images: &[Image]) -> Result<Written, WriteError> {
    check_platforms(path, images)?;
    let mut layout = Layout::default();
    let manifests: Vec<Descriptor> =
        images.iter().map(|image| add(&mut layout, path, image)).collect::<Result<_, _>>()?;
    let top = match <[Descriptor; 1]>::try_from(manifests) {
        Ok([manifest]) => manifest,
        Err(manifests) => layout.add_index(manifests),
    };
    layout.write(path, names, &top)
}

fn check_platforms(path: &Path, images: &[Image]) -> Result<(), WriteError> {
    if images.is_empty() {
        return Err(WriteError::Empty(path.to_owned()));
    }
    let mut seen = Vec::new();
    for image in images {
        if seen.contains(&&image.platform) {
            let platform = image.platform.to_string();
            return Err(WriteError::Platform { path: path.to_owned(), platform });
        }
        seen.push(&image.platform);
    }
    Ok(())
}

fn add<'a>(layout: &mut Layout<'a>, path: &Path, image: &'a Image) -> Result<Descriptor, WriteError> {
    let mut layers = Vec::new();
    for layer in &image.layers {
        let mut hashing = Hashing::new(io::sink());
        layer
            .write_tar(&mut hashing)
            .map_err(|source| WriteError::Layer { path: path.to_owned(), source })?;
        let (digest, bytes) = hashing.finish();
        layout.add(&digest, bytes, Source::Layer(layer));
        layers.push(Descriptor::new(MediaType::ImageLayer, bytes, digest));
    }
    let digests: Vec<Digest> = layers.iter().map(|layer| layer.digest().clone()).collect();
    let configuration = layout.add_json(MediaType::ImageConfig, &image.configuration(&digests));
    let manifest = ImageManifestBuilder::default()
        .schema_version(2_u32)
        .media_type(MediaType::ImageManifest)
        .config(configuration)
        .layers(layers)
        .build()
        .expect("every field that has no default is set");
    let mut manifest = layout.add_json(MediaType::ImageManifest, &manifest);
    manifest.set_platform(Some(image.platform.to_specification()));
    Ok(manifest)
}
