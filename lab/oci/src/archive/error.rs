//! What can be wrong with an archive.

use std::io;
use std::path::PathBuf;

use oci_spec::image::Digest;

/// An archive that cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("cannot use the archive `{}`: {problem}", .path.display())]
pub struct ReadError {
    /// The archive.
    pub path: PathBuf,
    /// What is wrong.
    pub problem: Problem,
}

/// What is wrong with an archive.
#[derive(Debug, thiserror::Error)]
pub enum Problem {
    /// The system refused.
    #[error("{0}")]
    Read(io::Error),
    /// The file is compressed as a whole.
    #[error("it is compressed with {0}")]
    Compressed(&'static str),
    /// Not a tar file, or one cut short.
    #[error("it is no tar file, or a damaged one")]
    Tar,
    /// An entry is said to be longer than what follows.
    #[error("it is cut short: `{entry}` should have {expected} bytes, {left} are left")]
    CutShort {
        /// The entry.
        entry: String,
        /// Its size as its header says.
        expected: u64,
        /// From its beginning to the end of the file.
        left: u64,
    },
    /// Something that an archive of images does not have.
    #[error("its entry `{entry}` {what}")]
    Entry {
        /// The entry.
        entry: String,
        /// What is wrong with it.
        what: &'static str,
    },
    /// More entries than any image has.
    #[error("it has more than {0} entries")]
    TooManyEntries(usize),
    /// Neither form is there.
    #[error("it has neither `index.json` nor `manifest.json`")]
    NoImages,
    /// The list of images is empty.
    #[error("it lists no image")]
    NoImage,
    /// A document is too large to be one.
    #[error("its document `{name}` has {bytes} bytes, and {limit} are allowed")]
    DocumentSize {
        /// File or digest.
        name: String,
        /// Its size.
        bytes: u64,
        /// What is allowed.
        limit: u64,
    },
    /// A document does not say what it should.
    #[error("its document `{name}` is not understood: {source}")]
    Document {
        /// File or digest.
        name: String,
        /// Where and why.
        source: serde_json::Error,
    },
    /// A layout that is newer than this program.
    #[error("its layout has version `{0}`, and this program knows `1.0.0`")]
    Version(String),
    /// A blob is named but not there.
    #[error("`{0}` is missing")]
    Missing(Digest),
    /// A file that `manifest.json` names is not there.
    #[error("`{0}` is missing")]
    MissingFile(String),
    /// A blob has another size than the document says that names it.
    #[error("`{digest}` has {found} bytes instead of {expected}")]
    Size {
        /// The blob.
        digest: Digest,
        /// As named.
        expected: u64,
        /// As found.
        found: u64,
    },
    /// A blob is not what its name says.
    #[error("`{wanted}` is damaged: its digest is `{found}`")]
    Digest {
        /// As named.
        wanted: Digest,
        /// As computed.
        found: Digest,
    },
    /// A digest that nobody here computes.
    #[error("`{0}` is no SHA-256 digest")]
    Algorithm(Digest),
    /// Something that is neither manifest nor index.
    #[error("`{digest}` has the media type `{media_type}`, which is neither a manifest nor an index")]
    MediaType {
        /// The blob.
        digest: Digest,
        /// What it is said to be.
        media_type: String,
    },
    /// Indexes within indexes without end.
    #[error("its indexes are nested deeper than {0}")]
    TooDeep(usize),
    /// A configuration tells of other layers than the manifest.
    #[error("the image `{manifest}` has {layers} layers, and its configuration tells of {told}")]
    Layers {
        /// The manifest.
        manifest: Digest,
        /// In the manifest.
        layers: usize,
        /// In the configuration.
        told: usize,
    },
}

impl ReadError {
    /// What to do next.
    pub fn hint(&self) -> Option<String> {
        match &self.problem {
            Problem::Read(_) => None,
            // With `-c`, since the tools refuse to unpack what does not end in their suffix.
            Problem::Compressed(with) => {
                Some(format!("unpack it first: `{with} -dc {} > unpacked.tar`", self.path.display()))
            }
            Problem::Tar | Problem::NoImages | Problem::NoImage => Some(
                "give an archive of images: `ninehops lab images`, `docker save` and `skopeo copy` make them"
                    .to_owned(),
            ),
            _ => Some("make or copy the archive again".to_owned()),
        }
    }
}
