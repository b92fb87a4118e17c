//! What `docker save` wrote before version 25, and other tools still write: `manifest.json`.
//!
//! It has no manifest that a registry would take, so one is made from the configuration and the layers.

use std::io::Read as _;

use oci_spec::image::{Descriptor, ImageManifestBuilder, MediaType};
use serde::Deserialize;

use super::directory::Directory;
use super::{Blobs, LARGEST_DOCUMENT_BYTES, Location, Problem};
use crate::hashing::{digest_of, digest_of_reader};
use crate::write::sorted_json;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Saved {
    config: String,
    repo_tags: Option<Vec<String>>,
    layers: Vec<String>,
}

/// The images of `manifest.json` with their names; their blobs are added to `blobs`.
pub(super) fn roots(
    directory: &Directory<'_>,
    blobs: &mut Blobs,
) -> Result<Vec<(Vec<String>, Descriptor)>, Problem> {
    if !directory.has("manifest.json") {
        return Err(Problem::NoImages);
    }
    let saved: Vec<Saved> = directory.document("manifest.json")?;
    saved.into_iter().map(|image| root(directory, blobs, image)).collect()
}

fn root(
    directory: &Directory<'_>,
    blobs: &mut Blobs,
    saved: Saved,
) -> Result<(Vec<String>, Descriptor), Problem> {
    let configuration = add(directory, blobs, &saved.config, MediaType::ImageConfig)?;
    if configuration.size() > LARGEST_DOCUMENT_BYTES {
        let (name, bytes) = (saved.config, configuration.size());
        return Err(Problem::DocumentSize { name, bytes, limit: LARGEST_DOCUMENT_BYTES });
    }
    let mut layers = Vec::new();
    for layer in &saved.layers {
        layers.push(add(directory, blobs, layer, layer_type(directory, layer)?)?);
    }
    let manifest = ImageManifestBuilder::default()
        .schema_version(2_u32)
        .media_type(MediaType::ImageManifest)
        .config(configuration)
        .layers(layers)
        .build()
        .expect("every field that has no default is set");
    let json = sorted_json(&manifest);
    let descriptor = Descriptor::new(MediaType::ImageManifest, json.len() as u64, digest_of(&json));
    blobs.insert(descriptor.digest().digest().to_owned(), Location::Memory(json));
    Ok((saved.repo_tags.unwrap_or_default(), descriptor))
}

/// Names in this form are not digests, so the file must be read to know what it is called.
fn add(
    directory: &Directory<'_>,
    blobs: &mut Blobs,
    name: &str,
    media_type: MediaType,
) -> Result<Descriptor, Problem> {
    let (offset, _) = directory.range(name)?;
    let (digest, bytes) = digest_of_reader(directory.open(name)?).map_err(Problem::Read)?;
    blobs.insert(digest.digest().to_owned(), Location::Range { offset, bytes });
    Ok(Descriptor::new(media_type, bytes, digest))
}

fn layer_type(directory: &Directory<'_>, name: &str) -> Result<MediaType, Problem> {
    let mut magic = Vec::new();
    directory.open(name)?.take(2).read_to_end(&mut magic).map_err(Problem::Read)?;
    Ok(if magic == [0x1f, 0x8b] { MediaType::ImageLayerGzip } else { MediaType::ImageLayer })
}
