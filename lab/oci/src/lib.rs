//! OCI images as archives: made without Docker, read with suspicion.
//!
//! An [`Image`] is described (files by path, configuration, platform) and written by [`write()`]; the same description
//! gives the same bytes anywhere. An [`Archive`] is opened, listed and verified; nothing is ever extracted from it.
//! Everything here blocks: call it from `spawn_blocking`.
//!
//! Sources: OCI Image Format Specification 1.1 (image layout, index, manifest, configuration), and for `docker save`
//! the Docker Image Specification 1.2.

mod archive;
mod hashing;
mod image;
mod layer;
mod platform;
mod relabel;
mod write;

pub use oci_spec::image::{Descriptor, Digest};

pub use archive::{Archive, ArchivedImage, Blob, Piece, PieceKind, Problem, ReadError};
pub use image::Image;
pub use layer::{Content, Entry, Layer, LayerError, Owner};
pub use platform::Platform;
pub use relabel::{RelabelError, relabel};
pub use write::{WriteError, Written, write};
