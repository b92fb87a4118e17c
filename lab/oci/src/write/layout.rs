//! The tar file of an image layout.

use std::collections::{BTreeMap, HashMap};
use std::fs::{File, Permissions};
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use oci_spec::image::{Descriptor, Digest, ImageIndexBuilder, MediaType, OciLayoutBuilder};
use serde::Serialize;
use tar::{Builder, EntryType, Header};
use tempfile::NamedTempFile;

use super::{WriteError, Written};
use crate::hashing::{Hashing, digest_of};
use crate::{Layer, LayerError};

/// The blobs of an archive that is to be written.
#[derive(Default)]
pub(crate) struct Layout<'a> {
    blobs: BTreeMap<String, (u64, Source<'a>)>,
}

/// Where the bytes of a blob come from.
pub(crate) enum Source<'a> {
    Bytes(Vec<u8>),
    Layer(&'a Layer),
    /// A part of another archive.
    Range {
        archive: &'a Path,
        offset: u64,
    },
}

impl<'a> Layout<'a> {
    pub(crate) fn add(&mut self, digest: &Digest, bytes: u64, source: Source<'a>) {
        self.blobs.insert(digest.digest().to_owned(), (bytes, source));
    }

    pub(crate) fn add_json(&mut self, media_type: MediaType, document: &impl Serialize) -> Descriptor {
        let json = sorted_json(document);
        let (digest, bytes) = (digest_of(&json), json.len() as u64);
        self.add(&digest, bytes, Source::Bytes(json));
        Descriptor::new(media_type, bytes, digest)
    }

    pub(crate) fn add_index(&mut self, manifests: Vec<Descriptor>) -> Descriptor {
        self.add_json(MediaType::ImageIndex, &index(manifests))
    }

    /// Writes beside the destination and renames; a reader sees the old file or the new one.
    pub(crate) fn write(self, path: &Path, names: &[&str], top: &Descriptor) -> Result<Written, WriteError> {
        let failed = |source| WriteError::Write { path: path.to_owned(), source };
        let directory = match path.parent() {
            Some(parent) if parent != Path::new("") => parent,
            _ => Path::new("."),
        };
        let mut file = NamedTempFile::new_in(directory).map_err(failed)?;
        let mut layer_bytes = 0;
        let mut builder = Builder::new(BufWriter::with_capacity(256 * 1024, &mut file));
        append(&mut builder, "oci-layout", &sorted_json(&marker())).map_err(failed)?;
        append(&mut builder, "index.json", &sorted_json(&index(named(top, names)))).map_err(failed)?;
        for (digest, (bytes, source)) in &self.blobs {
            if let Source::Layer(_) | Source::Range { .. } = source {
                layer_bytes += bytes;
            }
            append_blob(&mut builder, path, digest, *bytes, source)?;
        }
        builder.into_inner().and_then(|mut file| file.flush()).map_err(failed)?;
        let archive_bytes = file.as_file().metadata().map_err(failed)?.len();
        file.as_file().set_permissions(Permissions::from_mode(0o644)).map_err(failed)?;
        file.persist(path).map_err(|error| failed(error.error))?;
        Ok(Written { digest: top.digest().clone(), layer_bytes, archive_bytes })
    }
}

/// One descriptor a name. containerd reads its own annotation; skopeo and podman the other.
fn named(top: &Descriptor, names: &[&str]) -> Vec<Descriptor> {
    let with_name = |name: &&str| {
        let mut descriptor = top.clone();
        descriptor.set_annotations(Some(HashMap::from([
            ("io.containerd.image.name".to_owned(), (*name).to_owned()),
            ("org.opencontainers.image.ref.name".to_owned(), (*name).to_owned()),
        ])));
        descriptor
    };
    if names.is_empty() { vec![top.clone()] } else { names.iter().map(with_name).collect() }
}

fn index(manifests: Vec<Descriptor>) -> oci_spec::image::ImageIndex {
    ImageIndexBuilder::default()
        .schema_version(2_u32)
        .media_type(MediaType::ImageIndex)
        .manifests(manifests)
        .build()
        .expect("every field that has no default is set")
}

fn marker() -> oci_spec::image::OciLayout {
    OciLayoutBuilder::default().image_layout_version("1.0.0").build().expect("its only field is set")
}

/// The types of the specification keep annotations in hash maps; sorted, equal documents are equal bytes.
pub(crate) fn sorted_json(document: &impl Serialize) -> Vec<u8> {
    let mut value = serde_json::to_value(document).expect("documents of the specification have text as keys");
    value.sort_all_objects();
    serde_json::to_vec(&value).expect("a value can be written")
}

fn append_blob(
    builder: &mut Builder<impl Write>,
    path: &Path,
    digest: &str,
    bytes: u64,
    source: &Source<'_>,
) -> Result<(), WriteError> {
    let failed = |source| WriteError::Write { path: path.to_owned(), source };
    let name = format!("blobs/sha256/{digest}");
    match source {
        Source::Bytes(bytes) => append(builder, &name, bytes).map_err(failed),
        Source::Layer(layer) => {
            let unpackable = |source| WriteError::Layer { path: path.to_owned(), source };
            append_layer(builder, &name, bytes, layer).map_err(unpackable)
        }
        Source::Range { archive, offset } => {
            let mut file = File::open(archive).map_err(failed)?;
            file.seek(SeekFrom::Start(*offset)).map_err(failed)?;
            builder.append_data(&mut header(bytes), &name, file.take(bytes)).map_err(failed)
        }
    }
}

/// The layer's bytes are made a second time, instead of being kept from the first, and must be the same.
fn append_layer(
    builder: &mut Builder<impl Write>,
    name: &str,
    bytes: u64,
    layer: &Layer,
) -> Result<(), LayerError> {
    let mut header = header(bytes);
    header.set_path(name).map_err(LayerError::Write)?;
    header.set_cksum();
    let to = builder.get_mut();
    to.write_all(header.as_bytes()).map_err(LayerError::Write)?;
    let mut hashing = Hashing::new(&mut *to);
    layer.write_tar(&mut hashing)?;
    let (digest, written) = hashing.finish();
    if written != bytes || !name.ends_with(digest.digest()) {
        return Err(LayerError::Unstable);
    }
    Ok(())
}

fn append(builder: &mut Builder<impl Write>, name: &str, bytes: &[u8]) -> io::Result<()> {
    builder.append_data(&mut header(bytes.len() as u64), name, bytes)
}

fn header(bytes: u64) -> Header {
    let mut header = Header::new_gnu();
    header.set_entry_type(EntryType::Regular);
    header.set_size(bytes);
    header.set_mode(0o644);
    header.set_uid(0);
    header.set_gid(0);
    header.set_mtime(0);
    header
}
