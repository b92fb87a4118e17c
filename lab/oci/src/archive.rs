//! Archives of images, from whoever made them.
//!
//! Two forms are read: an OCI image layout in a tar file, and what `docker save` wrote before it knew that (a
//! `manifest.json` that names a configuration and layers). Both become the same list of blobs by digest.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Cursor, Read, Seek, SeekFrom, Take};
use std::path::{Path, PathBuf};

use oci_spec::image::{Descriptor, Digest};

use crate::Platform;
use crate::hashing::digest_of_reader;

mod directory;
mod docker;
mod error;
mod graph;

pub use error::{Problem, ReadError};

/// The largest JSON document that is read into memory; containerd and distribution draw the line here too.
const LARGEST_DOCUMENT_BYTES: u64 = 4 << 20;

/// An archive whose contents are known. Opening reads the documents, not the layers: call [`Archive::verify`] before
/// trusting those.
#[derive(Debug)]
pub struct Archive {
    path: PathBuf,
    images: Vec<ArchivedImage>,
    blobs: Blobs,
}

/// One image of an archive: one platform or an index of several.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ArchivedImage {
    /// What the archive calls it, as written there; often whole references, sometimes a tag alone, sometimes nothing.
    pub names: Vec<String>,
    /// Its manifest or index.
    pub descriptor: Descriptor,
    /// What it runs on, as its configurations say.
    pub platforms: Vec<Platform>,
    /// Everything in it, each before what names it: the order in which a registry takes them.
    pub pieces: Vec<Piece>,
    /// Manifests that its index names and the archive does not hold, as `docker save` of one platform leaves them.
    pub missing: Vec<Digest>,
}

/// A blob of an image.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Piece {
    /// Media type, digest and size.
    pub descriptor: Descriptor,
    /// How a registry takes it.
    pub kind: PieceKind,
}

/// A registry has an address for each.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum PieceKind {
    /// A configuration or layer.
    Blob,
    /// A manifest or index.
    Manifest,
}

/// The bytes of one blob.
#[derive(Debug)]
pub struct Blob(BlobSource);

#[derive(Debug)]
enum BlobSource {
    Memory(Cursor<Vec<u8>>),
    File(Take<File>),
}

/// Where each blob is, by the hexadecimal part of its SHA-256.
type Blobs = HashMap<String, Location>;

#[derive(Clone, Debug)]
enum Location {
    /// A part of the archive.
    Range { offset: u64, bytes: u64 },
    /// Made up by us, for what `docker save` has no document for.
    Memory(Vec<u8>),
}

impl Location {
    fn bytes(&self) -> u64 {
        match self {
            Self::Range { bytes, .. } => *bytes,
            Self::Memory(content) => content.len() as u64,
        }
    }
}

impl Archive {
    /// Lists what is in an archive and follows every image down to its layers, which must be there in the right size.
    ///
    /// # Errors
    ///
    /// If the file cannot be read, is no archive of images, or contradicts itself.
    pub fn open(path: &Path) -> Result<Self, ReadError> {
        Self::open_inner(path).map_err(|problem| ReadError { path: path.to_owned(), problem })
    }

    fn open_inner(path: &Path) -> Result<Self, Problem> {
        let directory = directory::Directory::read(path)?;
        let mut archive = Self { path: path.to_owned(), images: Vec::new(), blobs: directory.blobs() };
        let roots = if directory.has("index.json") {
            graph::roots(&directory)?
        } else {
            docker::roots(&directory, &mut archive.blobs)?
        };
        for (names, descriptor) in roots {
            let image = graph::image(&archive, names, descriptor)?;
            archive.images.push(image);
        }
        if archive.images.is_empty() { Err(Problem::NoImage) } else { Ok(archive) }
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// In the archive's order.
    pub fn images(&self) -> &[ArchivedImage] {
        &self.images
    }

    /// Reads every blob and compares its digest.
    ///
    /// # Errors
    ///
    /// For the first blob that is not what its name says.
    pub fn verify(&self) -> Result<(), ReadError> {
        for piece in self.images.iter().flat_map(|image| &image.pieces) {
            self.verify_piece(piece).map_err(|problem| self.error(problem))?;
        }
        Ok(())
    }

    fn verify_piece(&self, piece: &Piece) -> Result<(), Problem> {
        let wanted = piece.descriptor.digest();
        let (found, _) = digest_of_reader(self.locate(wanted)?).map_err(Problem::Read)?;
        if found == *wanted { Ok(()) } else { Err(Problem::Digest { wanted: wanted.clone(), found }) }
    }

    /// The bytes of a blob, unverified: hash what you read.
    ///
    /// # Errors
    ///
    /// If there is no such blob or the file cannot be read.
    pub fn blob(&self, digest: &Digest) -> Result<Blob, ReadError> {
        self.locate(digest).map_err(|problem| self.error(problem))
    }

    fn locate(&self, digest: &Digest) -> Result<Blob, Problem> {
        match self.location(digest)? {
            Location::Memory(content) => Ok(Blob(BlobSource::Memory(Cursor::new(content.clone())))),
            Location::Range { offset, bytes } => {
                let mut file = File::open(&self.path).map_err(Problem::Read)?;
                file.seek(SeekFrom::Start(*offset)).map_err(Problem::Read)?;
                Ok(Blob(BlobSource::File(file.take(*bytes))))
            }
        }
    }

    fn location(&self, digest: &Digest) -> Result<&Location, Problem> {
        if digest.algorithm().as_ref() != "sha256" {
            return Err(Problem::Algorithm(digest.clone()));
        }
        self.blobs.get(digest.digest()).ok_or_else(|| Problem::Missing(digest.clone()))
    }

    /// Where a blob lies in the file, for a copy that need not pass through memory.
    pub(crate) fn range(&self, digest: &Digest) -> Option<(u64, u64)> {
        match self.blobs.get(digest.digest()) {
            Some(Location::Range { offset, bytes }) => Some((*offset, *bytes)),
            _ => None,
        }
    }

    /// The error for a file that failed after it was opened.
    pub fn unreadable(&self, error: io::Error) -> ReadError {
        self.error(Problem::Read(error))
    }

    pub(crate) fn error(&self, problem: Problem) -> ReadError {
        ReadError { path: self.path.clone(), problem }
    }
}

impl Read for Blob {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match &mut self.0 {
            BlobSource::Memory(content) => content.read(buffer),
            BlobSource::File(file) => file.read(buffer),
        }
    }
}
