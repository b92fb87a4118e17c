//! From `index.json` down to the layers.

use std::collections::HashSet;

use oci_spec::image::{Descriptor, ImageConfiguration, ImageIndex, ImageManifest, MediaType, OciLayout};
use serde::de::DeserializeOwned;

use super::directory::{Directory, parse};
use super::{Archive, ArchivedImage, Piece, PieceKind, Problem};
use crate::Platform;

const DEEPEST: usize = 4;
const DOCKER_INDEX: &str = "application/vnd.docker.distribution.manifest.list.v2+json";
const DOCKER_MANIFEST: &str = "application/vnd.docker.distribution.manifest.v2+json";

/// The images of `index.json` with their names; descriptors of the same digest are one image.
pub(super) fn roots(directory: &Directory<'_>) -> Result<Vec<(Vec<String>, Descriptor)>, Problem> {
    let layout: OciLayout = directory.document("oci-layout")?;
    if !layout.image_layout_version().starts_with("1.") {
        return Err(Problem::Version(layout.image_layout_version().clone()));
    }
    let index: ImageIndex = directory.document("index.json")?;
    let mut roots: Vec<(Vec<String>, Descriptor)> = Vec::new();
    for descriptor in index.manifests() {
        let name = name_of(descriptor);
        let known = roots.iter_mut().find(|(_, known)| known.digest() == descriptor.digest());
        if let Some((names, _)) = known {
            names.extend(name.filter(|name| !names.contains(name)));
        } else {
            let mut descriptor = descriptor.clone();
            descriptor.set_annotations(None);
            roots.push((name.into_iter().collect(), descriptor));
        }
    }
    Ok(roots)
}

fn name_of(descriptor: &Descriptor) -> Option<String> {
    let annotations = descriptor.annotations().as_ref()?;
    ["io.containerd.image.name", "org.opencontainers.image.ref.name"]
        .iter()
        .find_map(|key| annotations.get(*key).cloned())
}

/// Follows an image to its layers.
pub(super) fn image(
    archive: &Archive,
    names: Vec<String>,
    descriptor: Descriptor,
) -> Result<ArchivedImage, Problem> {
    let mut walk = Walk {
        archive,
        seen: HashSet::new(),
        pieces: Vec::new(),
        platforms: Vec::new(),
        missing: Vec::new(),
    };
    walk.visit(&descriptor, 0)?;
    let Walk { pieces, platforms, missing, .. } = walk;
    Ok(ArchivedImage { names, descriptor, platforms, pieces, missing })
}

struct Walk<'a> {
    archive: &'a Archive,
    seen: HashSet<String>,
    pieces: Vec<Piece>,
    platforms: Vec<Platform>,
    missing: Vec<super::Digest>,
}

impl Walk<'_> {
    fn visit(&mut self, descriptor: &Descriptor, depth: usize) -> Result<(), Problem> {
        if depth > DEEPEST {
            return Err(Problem::TooDeep(DEEPEST));
        }
        match descriptor.media_type() {
            MediaType::ImageIndex => self.index(descriptor, depth),
            MediaType::Other(other) if other == DOCKER_INDEX => self.index(descriptor, depth),
            MediaType::ImageManifest => self.manifest(descriptor),
            MediaType::Other(other) if other == DOCKER_MANIFEST => self.manifest(descriptor),
            other => {
                Err(Problem::MediaType { digest: descriptor.digest().clone(), media_type: other.to_string() })
            }
        }
    }

    fn index(&mut self, descriptor: &Descriptor, depth: usize) -> Result<(), Problem> {
        let index: ImageIndex = self.document(descriptor)?;
        for child in index.manifests() {
            match self.archive.location(child.digest()) {
                Err(Problem::Missing(digest)) => self.missing.push(digest),
                _ => self.visit(child, depth + 1)?,
            }
        }
        self.add(descriptor, PieceKind::Manifest)
    }

    fn manifest(&mut self, descriptor: &Descriptor) -> Result<(), Problem> {
        let manifest: ImageManifest = self.document(descriptor)?;
        let platform = descriptor.platform().as_ref().map(Platform::from);
        if platform.as_ref().is_none_or(Platform::is_known) {
            let configuration: ImageConfiguration = self.document(manifest.config())?;
            let (layers, told) = (manifest.layers().len(), configuration.rootfs().diff_ids().len());
            if layers != told {
                return Err(Problem::Layers { manifest: descriptor.digest().clone(), layers, told });
            }
            let platform = platform_of(&configuration);
            if !self.platforms.contains(&platform) {
                self.platforms.push(platform);
            }
        }
        for blob in manifest.layers().iter().chain([manifest.config()]) {
            self.add(blob, PieceKind::Blob)?;
        }
        self.add(descriptor, PieceKind::Manifest)
    }

    fn add(&mut self, descriptor: &Descriptor, kind: PieceKind) -> Result<(), Problem> {
        let found = self.archive.location(descriptor.digest())?.bytes();
        if found != descriptor.size() {
            let (digest, expected) = (descriptor.digest().clone(), descriptor.size());
            return Err(Problem::Size { digest, expected, found });
        }
        if self.seen.insert(descriptor.digest().to_string()) {
            self.pieces.push(Piece { descriptor: descriptor.clone(), kind });
        }
        Ok(())
    }

    fn document<T: DeserializeOwned>(&self, descriptor: &Descriptor) -> Result<T, Problem> {
        let digest = descriptor.digest();
        let bytes = self.archive.location(digest)?.bytes();
        if bytes != descriptor.size() {
            return Err(Problem::Size { digest: digest.clone(), expected: descriptor.size(), found: bytes });
        }
        parse(digest.as_ref(), bytes, self.archive.locate(digest)?)
    }
}

fn platform_of(configuration: &ImageConfiguration) -> Platform {
    Platform {
        os: configuration.os().to_string(),
        architecture: configuration.architecture().to_string(),
        variant: configuration.variant().clone(),
    }
}
