//! The programs and images of a cluster, built from pinned Go modules and checked before use.
//!
//! [`Bundle::ensure`] gives a directory with the programs that run on a node, and archives of the images that kubeadm
//! asks for. Both come from modules whose every byte is named by the `go.sum` files in `go/`, which are compiled in:
//! an installed program needs no checkout. What is there already is only checked, by its checksum.

mod bundle;
mod checksum;
mod error;
mod event;
mod image_archive;
mod options;
mod versions;

pub use bundle::Bundle;
pub use error::{ArchiveError, BundleError};
pub use event::{Event, Events};
pub use image_archive::{ImageArchive, extra_archives, images_key};
pub use options::{Options, cache_directory};
pub use versions::{VERSIONS, Versions};
