//! Why there is no bundle.

use std::io;
use std::path::{Path, PathBuf};

use crate::host::Need;

/// Why a bundle could not be made ready. The message names the thing; [`BundleError::hint`] says the way out.
#[derive(Debug, thiserror::Error)]
pub enum BundleError {
    /// Neither `XDG_CACHE_HOME` nor `HOME` says where things may be kept.
    #[error("no directory for the bundle: neither `XDG_CACHE_HOME` nor `HOME` is set")]
    NoCacheDirectory,
    /// A directory cannot be made, read or written.
    #[error("cannot use the bundle's directory `{}`", .path.display())]
    Directory {
        /// The directory.
        path: PathBuf,
        /// Why the system refused.
        #[source]
        source: io::Error,
    },
    /// A file cannot be read or written.
    #[error("cannot use `{}`", .path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why the system refused.
        #[source]
        source: io::Error,
    },
    /// Not enough room to build.
    #[error("{free_mib} MiB are free where `{}` is, and a build needs {needed_mib}", .path.display())]
    DiskFull {
        /// The bundle's directory, or one of Go's caches.
        path: PathBuf,
        /// What is free.
        free_mib: u64,
        /// What a build needs.
        needed_mib: u64,
    },
    /// Things that the build needs are not installed.
    #[error("missing for the build of the bundle: {}", list(.needs))]
    Missing {
        /// All of them.
        needs: Vec<Need>,
        /// The command that installs them, where the distribution is known.
        install: Option<String>,
    },
    /// Go is there, and older than the first that fetches the toolchain that a module names.
    #[error("Go {found} at `{}` is too old: 1.21 or later is needed", .program.display())]
    GoTooOld {
        /// The program.
        program: PathBuf,
        /// Its version.
        found: String,
    },
    /// A compiler failed.
    #[error("cannot build the bundle's {part}: {reason}")]
    Build {
        /// The part.
        part: &'static str,
        /// The line of the compiler's that matters.
        reason: String,
        /// All that it said.
        log: PathBuf,
    },
    /// Modules are not in Go's cache and cannot be fetched.
    #[error("cannot fetch the modules of the bundle's {part}: {reason}")]
    Fetch {
        /// The part.
        part: &'static str,
        /// The line of Go's that matters.
        reason: String,
    },
    /// A program could not be started.
    #[error("cannot run `{}`", .program.display())]
    Run {
        /// The program.
        program: PathBuf,
        /// Why not.
        #[source]
        source: io::Error,
    },
    /// A library that `nft` needs cannot be found.
    #[error("cannot pack `{}`: {reason}", .program.display())]
    Libraries {
        /// The program.
        program: PathBuf,
        /// What the dynamic loader says.
        reason: String,
    },
    /// An image could not be packed.
    #[error("cannot pack the image `{reference}`")]
    Image {
        /// Its name.
        reference: String,
        /// Why not.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// Something is not what was recorded, and the directory cannot be written.
    #[error("`{name}` of the bundle in `{}` is {state}, and the directory cannot be written", .directory.display())]
    Unrepairable {
        /// The program or image.
        name: String,
        /// `damaged` or `missing`.
        state: &'static str,
        /// The bundle.
        directory: PathBuf,
    },
    /// The build was cancelled; what is done stays.
    #[error("the build of the bundle was stopped")]
    Cancelled,
}

/// Why archives of images cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// The directory or a file in it cannot be read.
    #[error("cannot read `{}`", .path.display())]
    Unreadable {
        /// The directory or file.
        path: PathBuf,
        /// Why not.
        #[source]
        source: io::Error,
    },
    /// There is no archive in the directory.
    #[error("no archive in `{}`: none of its files ends in `.tar`", .directory.display())]
    NoArchive {
        /// The directory.
        directory: PathBuf,
    },
    /// The file is no archive of images.
    #[error("`{}` is no archive of images", .path.display())]
    Corrupt {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// Nobody could ask for what is in the archive.
    #[error("`{}` names no image", .path.display())]
    Nameless {
        /// The file.
        path: PathBuf,
    },
}

impl BundleError {
    /// What to try next, as one line.
    pub fn hint(&self) -> Option<String> {
        let choose = "choose another directory with --bundle";
        match self {
            Self::NoCacheDirectory => Some("say where with --bundle DIR".to_owned()),
            Self::Directory { .. } | Self::Unrepairable { .. } => Some(choose.to_owned()),
            Self::DiskFull { .. } => Some(
                "make room there, or name another place with --bundle, GOCACHE and GOMODCACHE".to_owned(),
            ),
            Self::Missing { needs, install } => Some(match install {
                Some(command) => format!("`{command}`"),
                None => format!("install {} with your distribution's packages", list(needs)),
            }),
            Self::GoTooOld { .. } => Some("install a newer Go: https://go.dev/doc/install".to_owned()),
            // Some distributions keep the C library for static programs in a package of its own.
            Self::Build { reason, .. } if reason.contains("cannot find -lc") => {
                Some("install the static C library: `glibc-static` on Fedora and its kin".to_owned())
            }
            Self::Build { log, .. } => Some(format!("all that the compiler said is in {}", log.display())),
            Self::Fetch { .. } => Some(
                "the first build needs a Go module proxy: check the network and `go env GOPROXY`".to_owned(),
            ),
            Self::Cancelled => Some("the next build goes on from here".to_owned()),
            Self::File { .. } | Self::Run { .. } | Self::Libraries { .. } | Self::Image { .. } => None,
        }
    }

    pub(crate) fn file(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::File { path, source }
    }

    pub(crate) fn directory(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Directory { path, source }
    }
}

/// `a`, `a and b`, `a, b and c`.
fn list(needs: &[Need]) -> String {
    let words: Vec<String> = needs.iter().map(ToString::to_string).collect();
    match words.split_last() {
        Some((last, others)) if !others.is_empty() => format!("{} and {last}", others.join(", ")),
        _ => words.concat(),
    }
}

impl ArchiveError {
    /// What to try next, as one line.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Unreadable { .. } => None,
            Self::NoArchive { .. } => {
                Some("`docker save`, `ctr images export` and `skopeo copy` make archives".to_owned())
            }
            Self::Corrupt { .. } => {
                Some("remove it, or make it again with `docker save` or `ctr images export`".to_owned())
            }
            Self::Nameless { .. } => Some("make it again from the image's name instead of its id".to_owned()),
        }
    }

    pub(crate) fn unreadable(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Unreadable { path, source }
    }
}

#[cfg(test)]
mod tests;
