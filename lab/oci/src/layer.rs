//! A layer: paths and what is at each.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

mod tarball;

/// The files of one layer. Directories that an entry needs and nobody added belong to root with mode 0755.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Layer {
    entries: BTreeMap<String, Entry>,
}

/// What is at a path.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Entry {
    /// Permission bits, such as `0o755`.
    pub mode: u32,
    /// Root unless said otherwise.
    pub owner: Owner,
    /// Directory or file.
    pub content: Content,
}

/// A numeric owner; an image needs no passwd file.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Owner {
    /// `uid`.
    pub user: u32,
    /// `gid`.
    pub group: u32,
}

/// The kinds of entries that images of ours have.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Content {
    /// A directory.
    Directory,
    /// The content of this file when the image is written. Links are followed.
    File(PathBuf),
    /// These bytes.
    Bytes(Vec<u8>),
}

/// Why a layer cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum LayerError {
    /// A path that is empty or climbs.
    #[error("`{0}` is no path in an image: it must name something below `/`, without `.` and `..`")]
    Path(String),
    /// An entry lies below something that is no directory.
    #[error("`{path}` lies below `{parent}`, which is no directory in this layer")]
    Below {
        /// The entry.
        path: String,
        /// What is in its way.
        parent: String,
    },
    /// A source cannot be read.
    #[error("cannot read `{}`", .path.display())]
    Source {
        /// The file on this machine.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// A source changed between two looks at it.
    #[error("`{}` changed while it was packed", .0.display())]
    Changed(PathBuf),
    /// Some source changed and kept its size.
    #[error("a file of the layer changed while it was packed")]
    Unstable,
    /// The other end failed.
    #[error("cannot write the layer")]
    Write(#[source] io::Error),
}

impl Layer {
    /// Without entries.
    pub fn new() -> Self {
        Self::default()
    }

    /// Puts an entry at a path, with or without a leading `/`, in place of what was there.
    #[must_use]
    pub fn with(mut self, path: impl Into<String>, entry: Entry) -> Self {
        self.entries.insert(path.into(), entry);
        self
    }

    /// Writes the layer as a tar file: sorted, without times and names, so that the same entries give the same bytes.
    ///
    /// # Errors
    ///
    /// If a path is none, a source cannot be read or `to` fails.
    pub fn write_tar(&self, to: impl Write) -> Result<(), LayerError> {
        tarball::write(&self.entries, to)
    }
}

impl Entry {
    /// A directory.
    pub fn directory(mode: u32) -> Self {
        Self::new(mode, Content::Directory)
    }

    /// A file with the content of `source`.
    pub fn file(mode: u32, source: impl AsRef<Path>) -> Self {
        Self::new(mode, Content::File(source.as_ref().to_owned()))
    }

    /// A file with these bytes.
    pub fn bytes(mode: u32, bytes: impl Into<Vec<u8>>) -> Self {
        Self::new(mode, Content::Bytes(bytes.into()))
    }

    /// The same, of another owner.
    #[must_use]
    pub fn owned_by(self, user: u32, group: u32) -> Self {
        Self { owner: Owner { user, group }, ..self }
    }

    fn new(mode: u32, content: Content) -> Self {
        Self { mode, owner: Owner::default(), content }
    }
}
