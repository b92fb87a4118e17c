//! A program becomes an image.

use std::path::Path;

use lab_oci::{Entry, Image, Layer, Platform};

use crate::error::BundleError;
use crate::nft::Nft;
use crate::parts::Recipe;

/// Where a shell would look; kubeadm's manifests name programs without their directory.
const SEARCH_PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// Writes the image of `program` to `archive`. Blocks.
///
/// # Errors
/// If a file cannot be read or the archive cannot be written.
pub(crate) fn pack(
    recipe: &Recipe,
    program: &Path,
    nft: Option<&Nft>,
    archive: &Path,
) -> Result<(), BundleError> {
    let mut layer =
        Layer::new().with("/tmp", Entry::directory(0o1777)).with(recipe.path, Entry::file(0o755, program));
    for (target, source) in nft.iter().flat_map(|nft| &nft.files) {
        layer = layer.with(target.as_str(), Entry::file(0o755, source));
    }
    let mut image = Image::new(Platform::of_this_program());
    image.layers.push(layer);
    recipe.user.clone_into(&mut image.user);
    image.entrypoint.push(recipe.path.to_owned());
    image.environment.insert("PATH".to_owned(), SEARCH_PATH.to_owned());
    let reference = recipe.reference();
    lab_oci::write(archive, &[&reference], &[image])
        .map(drop)
        .map_err(|error| BundleError::Image { reference, source: error.into() })
}
