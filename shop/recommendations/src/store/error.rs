//! What can be wrong with the event log.

use std::{
    io,
    path::{Path, PathBuf},
};

use redb::DatabaseError;

/// A log that could not be opened. The message names the path; [`OpenError::hint`] says what to try.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The directory cannot be made, or cannot be synced.
    #[error("cannot use the data directory `{}`: {}", .path.display(), .source.kind())]
    Directory {
        /// The directory.
        path: PathBuf,
        /// Why the system refused.
        #[source]
        source: io::Error,
    },
    /// Another process holds the log.
    #[error("the event log `{}` is in use by another process", .path.display())]
    Locked {
        /// The file.
        path: PathBuf,
    },
    /// The file cannot be opened or is damaged.
    #[error("cannot open the event log `{}`: {source}", .path.display())]
    Database {
        /// The file.
        path: PathBuf,
        /// What redb says.
        #[source]
        source: DatabaseError,
    },
    /// The file opens but cannot be read or written.
    #[error("cannot use the event log `{}`: {source}", .path.display())]
    Unusable {
        /// The file.
        path: PathBuf,
        /// What failed.
        #[source]
        source: StoreError,
    },
    /// The file was written by a program that knows more.
    #[error("the event log `{}` has format {found}, and this program knows format {known}", .path.display())]
    Format {
        /// The file.
        path: PathBuf,
        /// The format of the file.
        found: u64,
        /// The format that this program writes.
        known: u64,
    },
}

/// A log that failed after it was opened.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The disk failed or is full.
    #[error("the event log failed: {0}")]
    Database(#[source] Box<redb::Error>),
    /// The log is closed after a failure; the next append opens it again.
    #[error("the event log is closed after a failure")]
    Closed,
    /// The log could not be opened again after a failure.
    #[error("the event log stays closed: {0}")]
    Reopen(#[source] Box<OpenError>),
    /// An event is not what was written.
    #[error("event {seq} of the log cannot be read: {source}")]
    Undecodable {
        /// Its sequence number.
        seq: u64,
        /// What is wrong with it.
        #[source]
        source: prost::DecodeError,
    },
}

/// redb has an error type for each step; to the caller they all say that the log failed.
macro_rules! from_redb {
    ($($error:ty),+) => {
        $(impl From<$error> for StoreError {
            fn from(error: $error) -> Self {
                Self::Database(Box::new(error.into()))
            }
        })+
    };
}

from_redb!(redb::TransactionError, redb::TableError, redb::StorageError, redb::CommitError);

impl OpenError {
    pub(super) fn from_database(path: &Path, source: DatabaseError) -> Self {
        let path = path.to_owned();
        match source {
            DatabaseError::DatabaseAlreadyOpen => Self::Locked { path },
            source => Self::Database { path, source },
        }
    }

    /// What to try next, as one line.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Directory { .. } | Self::Unusable { .. } => {
                "hint: choose a directory that this user may write to with --data"
            }
            Self::Locked { .. } => "hint: stop the other process, or choose another directory with --data",
            Self::Database { .. } => {
                "hint: check its permissions, put a backup in its place, or choose another directory with --data"
            }
            Self::Format { .. } => "hint: run the newer program that wrote it",
        }
    }
}
