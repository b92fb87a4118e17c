//! Images for a processor that no node has.

use std::path::{Path, PathBuf};

use lab_cluster::Lab;
use lab_oci::{Archive, Entry, Image, Layer, Platform};

use crate::case::ForeignImage;
use crate::error::ExamError;

/// The processor that no node of this machine has.
const fn foreign() -> &'static str {
    if cfg!(target_arch = "aarch64") { "amd64" } else { "arm64" }
}

/// Pushes an image for another processor under a name that no node has seen, and returns the name.
pub(crate) async fn push_foreign(lab: &Lab, service: &str, kind: ForeignImage) -> Result<String, ExamError> {
    let name = format!("docker.io/ninehops/{service}:exam-{:08x}", fastrand::u32(..));
    let service = service.to_owned();
    let written = tokio::task::spawn_blocking(move || write(&service, kind)).await;
    let (directory, archive) = written.map_err(problem)?.map_err(ExamError::Image)?;
    push(lab, &archive, &name).await?;
    drop(directory);
    Ok(name)
}

async fn push(lab: &Lab, archive: &Path, name: &str) -> Result<(), ExamError> {
    let reference = name.parse().map_err(problem)?;
    lab.push(archive, &reference).await?;
    Ok(())
}

/// Blocks.
fn write(service: &str, kind: ForeignImage) -> Result<(tempfile::TempDir, PathBuf), String> {
    let directory = tempfile::tempdir().map_err(words)?;
    let platform = Platform::linux(foreign());
    let mut image = Image::new(platform.clone());
    let program = Entry::bytes(0o755, "a program for another processor\n");
    image.layers = vec![Layer::new().with(service, program)];
    image.entrypoint = vec![format!("/{service}")];
    "65532:65532".clone_into(&mut image.user);
    let single = directory.path().join("image.tar");
    lab_oci::write(&single, &[], &[image]).map_err(words)?;
    if kind == ForeignImage::Manifest {
        return Ok((directory, single));
    }
    let index = directory.path().join("index.tar");
    let archive = Archive::open(&single).map_err(words)?;
    lab_oci::relabel(&archive, &index, &[], &platform).map_err(words)?;
    Ok((directory, index))
}

fn words(error: impl std::fmt::Display) -> String {
    error.to_string()
}

fn problem(error: impl std::fmt::Display) -> ExamError {
    ExamError::Image(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neither_image_is_for_this_machine() {
        for kind in [ForeignImage::Index, ForeignImage::Manifest] {
            let (directory, path) = write("marketplace", kind).unwrap();
            let archive = Archive::open(&path).unwrap();
            archive.verify().unwrap();
            assert_eq!(archive.images().len(), 1, "{kind:?}");
            assert_ne!(foreign(), std::env::consts::ARCH);
            drop(directory);
        }
    }
}
