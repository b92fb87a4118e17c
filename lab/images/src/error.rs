//! Why there are no images.

use std::io;
use std::path::PathBuf;

use lab_oci::WriteError;

/// A build that failed. Archives that were complete before stay.
#[derive(Debug, thiserror::Error)]
pub enum ImagesError {
    /// A tool is not there.
    #[error("cannot run `{program}`")]
    Program {
        /// The tool.
        program: &'static str,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// No `Cargo.toml` here or above.
    #[error("`{}` is in no Rust workspace", .0.display())]
    NoWorkspace(PathBuf),
    /// A workspace without the shop.
    #[error("the workspace `{}` is not Nine Hops: it has no package `{package}`", .root.display())]
    OtherWorkspace {
        /// Its root.
        root: PathBuf,
        /// What is missing.
        package: &'static str,
    },
    /// Cargo or the compiler failed.
    #[error("`{command}` failed: {said}")]
    Failed {
        /// Program and subcommand.
        command: String,
        /// Its errors, or else its last lines.
        said: String,
    },
    /// A tool said something unexpected.
    #[error("cannot understand what `{command}` says: {reason}")]
    Output {
        /// Program and subcommand.
        command: &'static str,
        /// What is wrong with it.
        reason: String,
    },
    /// A file cannot be read or written.
    #[error("cannot use `{}`", .path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// An archive cannot be written.
    #[error(transparent)]
    Archive(#[from] WriteError),
}

impl ImagesError {
    /// What to do next.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Program { .. } => Some("install Rust with rustup, https://rustup.rs".to_owned()),
            Self::NoWorkspace(_) | Self::OtherWorkspace { .. } => {
                Some("run it in a checkout of Nine Hops, or name one with --source".to_owned())
            }
            Self::Failed { said, .. } if said.contains("cannot find -l") => {
                Some("install the static C library: glibc-static on Fedora, libc6-dev on Debian".to_owned())
            }
            Self::Failed { said, .. } if said.contains("linker `cc` not found") => {
                Some("install a C compiler: gcc on Fedora, build-essential on Debian".to_owned())
            }
            Self::Failed { said, .. } if said.contains("can't find crate for `core`") => {
                Some("install the target's standard library with `rustup target add`".to_owned())
            }
            _ => None,
        }
    }
}
