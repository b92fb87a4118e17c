//! Archives from both sides: what was written is read again, and what was damaged is refused.

#![expect(clippy::unwrap_used, reason = "a test that cannot set its scene has failed")]

mod damage;
mod docker;
mod round_trip;

use std::path::{Path, PathBuf};

use lab_oci::{Entry, Image, Layer, Platform};
use tempfile::TempDir;

/// An image with one layer that holds `content`.
fn image(architecture: &str, content: &[u8]) -> Image {
    let mut image = Image::new(Platform::linux(architecture));
    "65532:65532".clone_into(&mut image.user);
    image.entrypoint = vec!["/program".to_owned()];
    image.labels.insert("org.opencontainers.image.title".to_owned(), "program".to_owned());
    image.labels.insert("org.opencontainers.image.version".to_owned(), "1".to_owned());
    image.layers.push(Layer::new().with("/program", Entry::bytes(0o755, content)));
    image
}

/// A file of a tar archive that is written by hand.
fn tar_of(directory: &TempDir, files: &[(&str, &[u8])]) -> PathBuf {
    let path = directory.path().join("by-hand.tar");
    let mut builder = tar::Builder::new(std::fs::File::create(&path).unwrap());
    for (name, content) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(content.len() as u64);
        header.set_mode(0o644);
        builder.append_data(&mut header, name, *content).unwrap();
    }
    builder.into_inner().unwrap();
    path
}

/// The message without the directory that changes with each run.
fn message(error: &dyn std::error::Error, path: &Path) -> String {
    error.to_string().replace(&path.display().to_string(), "ARCHIVE")
}
