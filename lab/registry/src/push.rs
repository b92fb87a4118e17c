//! One image from an archive into a registry.

use std::io::Read as _;
use std::net::SocketAddr;
use std::path::Path;

use lab_oci::{Archive, ArchivedImage, Digest, Piece, PieceKind, Platform};
use serde::Serialize;
use tokio::task::spawn_blocking;

use crate::client::Client;
use crate::{PushError, Reference};

const DOCKER_HUB: &str = "docker.io";

/// What the registry now has.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Pushed {
    /// The whole name.
    pub reference: Reference,
    /// Of the manifest or index that the name stands for.
    pub digest: Digest,
    /// What it runs on.
    pub platforms: Vec<Platform>,
    /// What was sent of blobs that were not there.
    pub sent_bytes: u64,
}

/// Verifies an archive and pushes its image under `name`, one of Docker Hub's, to the registry that listens at
/// `registry`. Of several images, the one that the archive calls so is taken.
///
/// # Errors
///
/// If the name is of another registry than Docker Hub, the archive is not sound, does not hold one such image, or the registry cannot be reached or says no.
///
/// # Panics
///
/// Only if reading the archive did.
pub async fn push(registry: SocketAddr, archive: &Path, name: &Reference) -> Result<Pushed, PushError> {
    if name.registry() != DOCKER_HUB {
        return Err(PushError::OtherRegistry { name: Box::new(name.clone()) });
    }
    let path = archive.to_owned();
    let archive = spawn_blocking(move || {
        let archive = Archive::open(&path)?;
        archive.verify().map(|()| archive)
    });
    let archive = archive.await.expect("reading an archive does not panic")?;
    let image = choose(&archive, name)?;
    let client = Client::new(registry);
    let mut sent_bytes = 0;
    for piece in &image.pieces {
        sent_bytes += send(&client, &archive, image, name, piece).await?;
    }
    let digest = image.descriptor.digest().clone();
    Ok(Pushed { reference: name.clone(), digest, platforms: image.platforms.clone(), sent_bytes })
}

fn choose<'a>(archive: &'a Archive, name: &Reference) -> Result<&'a ArchivedImage, PushError> {
    let called_so = |image: &&ArchivedImage| {
        image.names.iter().any(|text| text.parse::<Reference>().is_ok_and(|parsed| parsed == *name))
    };
    let image = match archive.images() {
        [image] => image,
        images => images.iter().find(called_so).ok_or_else(|| PushError::Several {
            archive: archive.path().to_owned(),
            name: name.to_string(),
            names: images.iter().flat_map(|image| image.names.clone()).collect(),
        })?,
    };
    if let Some(missing) = image.missing.first() {
        return Err(PushError::Incomplete { archive: archive.path().to_owned(), missing: missing.clone() });
    }
    let found = image.descriptor.digest();
    match name.digest() {
        Some(wanted) if wanted != found.as_ref() => {
            Err(PushError::OtherDigest { wanted: wanted.to_owned(), found: found.clone() })
        }
        _ => Ok(image),
    }
}

/// Sends one piece if it is not there; only the image itself gets the tag.
async fn send(
    client: &Client,
    archive: &Archive,
    image: &ArchivedImage,
    name: &Reference,
    piece: &Piece,
) -> Result<u64, PushError> {
    let (repository, descriptor) = (name.repository(), &piece.descriptor);
    let digest = descriptor.digest();
    let mut blob = archive.blob(digest)?;
    if piece.kind == PieceKind::Manifest {
        let mut content = Vec::new();
        blob.read_to_end(&mut content).map_err(|error| archive.unreadable(error))?;
        let whole = digest == image.descriptor.digest();
        let reference = name.tag().filter(|_| whole).unwrap_or(digest.as_ref());
        client.put_manifest(repository, reference, descriptor, content).await?;
        return Ok(0);
    }
    if client.has_blob(repository, digest).await? {
        return Ok(0);
    }
    client.upload(repository, descriptor, blob).await?;
    Ok(descriptor.size())
}
