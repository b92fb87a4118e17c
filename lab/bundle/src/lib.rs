//! The programs and images of a cluster, built from pinned Go modules and checked before use.
//!
//! [`Bundle::ensure`] gives the directory of a [`Set`]. The cluster's has the programs that run on a node, and archives
//! of the images that kubeadm asks for; the others have archives and manifests of what may be added to a cluster. All
//! of it comes from modules whose every byte is named by the `go.sum` files in `go/`, which are compiled in: an
//! installed program needs no checkout. What is there already is only checked, by its checksum.

mod blocking;
mod build;
mod bundle;
mod check;
mod checksum;
mod ensure;
mod error;
mod event;
mod go;
mod host;
mod image_archive;
mod lock;
mod nft;
mod options;
mod pack;
mod parts;
mod process;
mod record;
mod set;
mod shared_libraries;
mod space;
mod superseded;
mod toolbox;
mod version_key;
mod versions;

pub use bundle::Bundle;
pub use error::{ArchiveError, BundleError};
pub use event::{Event, Events};
pub use host::Need;
pub use image_archive::{ImageArchive, extra_archives, images_key};
pub use options::{Options, cache_directory};
pub use set::Set;
pub use superseded::Superseded;
pub use versions::{VERSIONS, Versions};
