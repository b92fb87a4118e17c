//! The workspace's packages and who needs whom.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde::Deserialize;

/// The packages of a workspace.
#[derive(Clone, Debug, Default)]
pub struct Packages {
    /// By name.
    packages: BTreeMap<String, Package>,
}

#[derive(Clone, Debug)]
struct Package {
    /// From the root, with a `/` at its end.
    directory: String,
    /// Names of packages of the workspace without which it is not built.
    needs: BTreeSet<String>,
}

/// A file that does not tell of a workspace's packages.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum PackagesError {
    /// It is something else.
    #[error("it is not what `cargo metadata` prints: {0}")]
    Malformed(String),
    /// A package that becomes an image.
    #[error("there is no package `{0}` in the workspace")]
    Missing(String),
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<MetadataPackage>,
    workspace_root: PathBuf,
}

#[derive(Deserialize)]
struct MetadataPackage {
    name: String,
    manifest_path: PathBuf,
    dependencies: Vec<Dependency>,
}

#[derive(Deserialize)]
struct Dependency {
    name: String,
    /// Absent for what is compiled into the package.
    kind: Option<String>,
    /// Only what lies in the workspace has one.
    path: Option<PathBuf>,
}

impl Packages {
    /// Of what `cargo metadata --format-version 1` prints, with or without `--no-deps`.
    ///
    /// # Errors
    /// When it is something else.
    pub fn parse(bytes: &[u8]) -> Result<Self, PackagesError> {
        let metadata: Metadata =
            serde_json::from_slice(bytes).map_err(|error| PackagesError::Malformed(error.to_string()))?;
        let root = metadata.workspace_root;
        let packages = metadata.packages.into_iter().filter_map(|package| {
            let directory = directory(&package.manifest_path, &root)?;
            // What only tests need is in no image.
            let needed = package
                .dependencies
                .into_iter()
                .filter(|dependency| dependency.path.is_some() && dependency.kind.as_deref() != Some("dev"));
            let needs = needed.map(|dependency| dependency.name).collect();
            Some((package.name, Package { directory, needs }))
        });
        Ok(Self { packages: packages.collect() })
    }

    /// A package and everything in the workspace that it is built of.
    pub(super) fn within(&self, name: &str) -> Result<BTreeSet<&str>, PackagesError> {
        let missing = || PackagesError::Missing(name.to_owned());
        let (name, _) = self.packages.get_key_value(name).ok_or_else(missing)?;
        let mut within = BTreeSet::new();
        let mut open = vec![name.as_str()];
        while let Some(name) = open.pop() {
            if within.insert(name) {
                let package = self.packages.get(name);
                open.extend(package.iter().flat_map(|package| &package.needs).map(String::as_str));
            }
        }
        Ok(within)
    }

    /// The package that a file lies in: the innermost.
    pub(super) fn at(&self, path: &str) -> Option<&str> {
        let around = self.packages.iter().filter(|(_, package)| path.starts_with(&package.directory));
        around.max_by_key(|(_, package)| package.directory.len()).map(|(name, _)| name.as_str())
    }
}

/// Nothing for a package at the root itself, or outside: all of the repository would be in it.
fn directory(manifest: &Path, root: &Path) -> Option<String> {
    let directory = manifest.parent()?.strip_prefix(root).ok()?.to_str()?;
    (!directory.is_empty()).then(|| format!("{directory}/"))
}
