//! An image that no node of the lab can run.

use std::path::{Path, PathBuf};

use lab_cluster::Lab;
use lab_oci::{Archive, Entry, Image, Layer, Platform};

use crate::error::FaultError;

const TAG: &str = "arm64-only";

/// The name under which the image for arm64 goes into the registry, beside the one that it replaces.
///
/// Another each second: whoever cured the last one pushed an image that runs under its name, and nodes keep that.
pub(crate) fn arm_name(image: &str, unix_seconds: u64) -> String {
    let without_digest = image.split('@').next().unwrap_or(image);
    let repository = match without_digest.rsplit_once(':') {
        // A colon before a slash is that of a registry's port.
        Some((repository, tag)) if !tag.contains('/') => repository,
        _ => without_digest,
    };
    format!("{repository}:{TAG}-{unix_seconds}")
}

/// Makes an index whose only image is for arm64, and pushes it.
pub(crate) async fn push_arm_only(lab: &Lab, name: &str) -> Result<(), FaultError> {
    let directory = lab.directory().join("faults");
    let written = tokio::task::spawn_blocking({
        let directory = directory.clone();
        move || write(&directory)
    });
    let archive =
        written.await.map_err(|error| FaultError::Image(error.into()))?.map_err(FaultError::Image)?;
    let reference = name.parse().map_err(|error| FaultError::Image(Box::new(error)))?;
    lab.push(&archive, &reference).await?;
    std::fs::remove_dir_all(&directory).map_err(|source| FaultError::Ledger {
        doing: "remove",
        path: directory,
        source,
    })
}

/// Blocks.
fn write(directory: &Path) -> Result<PathBuf, Box<dyn std::error::Error + Send + Sync>> {
    std::fs::create_dir_all(directory)?;
    let mut image = Image::new(Platform::linux("arm64"));
    let program = Entry::bytes(0o755, "a program for another processor\n");
    image.layers = vec![Layer::new().with("marketplace", program)];
    image.entrypoint = vec!["/marketplace".to_owned()];
    "65532:65532".clone_into(&mut image.user);
    let single = directory.join("image.tar");
    lab_oci::write(&single, &[], &[image])?;
    // A runtime looks at platforms where it may choose: in an index.
    let index = directory.join("index.tar");
    lab_oci::relabel(&Archive::open(&single)?, &index, &[], &Platform::linux("arm64"))?;
    Ok(index)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tag_or_digest_makes_way_and_a_port_does_not() {
        for (image, name) in [
            ("marketplace", "marketplace:arm64-only-7"),
            ("docker.io/ninehops/marketplace:0.1.0", "docker.io/ninehops/marketplace:arm64-only-7"),
            ("marketplace@sha256:0a", "marketplace:arm64-only-7"),
            ("marketplace:1@sha256:0a", "marketplace:arm64-only-7"),
            ("localhost:5000/marketplace", "localhost:5000/marketplace:arm64-only-7"),
        ] {
            assert_eq!(arm_name(image, 7), name);
        }
    }

    #[test]
    fn the_archive_is_sound_and_for_arm64_alone() {
        let directory = tempfile::tempdir().unwrap();
        let archive = Archive::open(&write(directory.path()).unwrap()).unwrap();
        archive.verify().unwrap();
        assert_eq!(archive.images()[0].platforms, [Platform::linux("arm64")]);
    }
}
