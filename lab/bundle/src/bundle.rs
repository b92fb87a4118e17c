//! A bundle that is whole.

use std::path::{Path, PathBuf};

use tokio_util::sync::CancellationToken;

use crate::ensure::ensure;
use crate::error::BundleError;
use crate::event::Events;
use crate::host::Host;
use crate::image_archive::{ImageArchive, images_key};
use crate::options::Options;
use crate::parts::{DEFINITIONS, Place};
use crate::record::Record;
use crate::set::Set;

/// A set in one version, all of which was checked a moment ago.
#[derive(Clone, Debug)]
pub struct Bundle {
    set: Set,
    directory: PathBuf,
    version_key: String,
    images: Vec<ImageArchive>,
}

impl Bundle {
    /// Checks what is there and builds what is missing or damaged. Another process that does the same is waited for.
    ///
    /// Cancelling stops the compilers; what is finished stays, and the next call goes on from there.
    ///
    /// # Errors
    /// [`BundleError`].
    pub async fn ensure(
        options: &Options,
        set: Set,
        events: &Events<'_>,
        cancelled: &CancellationToken,
    ) -> Result<Self, BundleError> {
        ensure(&options.bundles()?, set, &Host::of_this_process(), events, cancelled).await
    }

    /// What `record` says is in `directory`, all of which was checked.
    pub(crate) fn of_record(set: Set, directory: PathBuf, version_key: String, record: &Record) -> Self {
        let images = set
            .parts()
            .iter()
            .flat_map(|part| part.products)
            .filter_map(|product| {
                let Place::Image(recipe) = &product.place else { return None };
                let output = record.outputs.get(&product.output())?;
                Some(ImageArchive {
                    references: vec![recipe.reference()],
                    path: directory.join(product.output()),
                    sha256: output.sha256.clone(),
                })
            })
            .collect();
        Self { set, directory, version_key, images }
    }

    /// Which set it is.
    pub fn set(&self) -> Set {
        self.set
    }

    /// The directory of this version.
    pub fn directory(&self) -> &Path {
        &self.directory
    }

    /// The cluster's programs that run on a node, the CNI plugins among them.
    pub fn programs_directory(&self) -> PathBuf {
        self.directory.join("bin")
    }

    /// Where a program is, such as `kubelet`.
    pub fn program(&self, name: &str) -> PathBuf {
        self.programs_directory().join(name)
    }

    /// The directory of the manifests of custom resource definitions, `*.yaml`; only with ingress there is one.
    pub fn definitions_directory(&self) -> PathBuf {
        self.directory.join(DEFINITIONS)
    }

    /// The cluster's images are those that kubeadm asks for.
    pub fn images(&self) -> &[ImageArchive] {
        &self.images
    }

    /// One text for all of [`Self::images`], 64 hexadecimal digits.
    pub fn images_key(&self) -> String {
        images_key(&self.images)
    }

    /// What was built and how, as a name for a directory: for the cluster the version of Kubernetes and 12
    /// hexadecimal digits, for others the set's name before its version.
    pub fn version_key(&self) -> &str {
        &self.version_key
    }
}
