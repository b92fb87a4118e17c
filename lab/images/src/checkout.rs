//! The workspace that is built, and what Cargo knows of it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use cargo_metadata::{Metadata, MetadataCommand, Package};

use crate::ImagesError;
use crate::cargo::output;
use crate::recipe::RECIPES;

/// What every program is built from, beside its own sources and packages of others.
const SOURCES: [&str; 4] = ["Cargo.toml", "Cargo.lock", "rust-toolchain.toml", ".cargo"];

pub(crate) struct Checkout {
    pub(crate) root: PathBuf,
    pub(crate) metadata: Metadata,
    /// This machine's, such as `x86_64-unknown-linux-gnu`.
    pub(crate) target: String,
    /// Of the compiler, such as `1.95.0`.
    pub(crate) compiler_version: String,
}

impl Checkout {
    /// Looks from `directory` upward.
    pub(crate) async fn find(directory: &Path) -> Result<Self, ImagesError> {
        // As a working directory it would fail in the name of the program that is to run there.
        std::fs::read_dir(directory)
            .map_err(|source| ImagesError::File { path: directory.to_owned(), source })?;
        let compiler = output("rustc", directory, &["-vV"]).await?;
        let target = field(&compiler, "host: ")?;
        let arguments = ["metadata", "--format-version", "1", "--locked", "--filter-platform", &target];
        let json = output("cargo", directory, &arguments).await.map_err(|error| match error {
            ImagesError::Failed { said, .. } if said.contains("could not find `Cargo.toml`") => {
                ImagesError::NoWorkspace(directory.to_owned())
            }
            other => other,
        })?;
        let metadata = MetadataCommand::parse(&json)
            .map_err(|error| ImagesError::Output { command: "cargo metadata", reason: error.to_string() })?;
        let root = metadata.workspace_root.clone().into_std_path_buf();
        let compiler_version = field(&compiler, "release: ")?;
        let checkout = Self { root, metadata, target, compiler_version };
        for recipe in RECIPES {
            checkout.package(recipe.package)?;
        }
        Ok(checkout)
    }

    /// The last commit that changed what a program of these sources is built from, with `-dirty` if files differ from
    /// it; `None` outside of git.
    pub(crate) async fn revision(&self, sources: &[&str]) -> Option<String> {
        revision(&self.root, sources).await
    }

    /// A package of the workspace.
    pub(crate) fn package(&self, name: &'static str) -> Result<&Package, ImagesError> {
        let members = self.metadata.workspace_packages();
        members
            .into_iter()
            .find(|package| package.name.as_str() == name)
            .ok_or_else(|| ImagesError::OtherWorkspace { root: self.root.clone(), package: name })
    }

    /// Apart from the ordinary one: other flags would throw its contents away, and the other way round.
    pub(crate) fn target_directory(&self) -> PathBuf {
        self.root.join("target/lab-images")
    }

    /// The compiler's flags: a static program, with the same paths in it wherever sources and Cargo's home are.
    pub(crate) fn flags(&self) -> Vec<String> {
        let mut flags = vec!["-Ctarget-feature=+crt-static".to_owned()];
        flags.push(format!("--remap-path-prefix={}=/ninehops", self.root.display()));
        for registry in self.registries() {
            flags.push(format!("--remap-path-prefix={}=/registry", registry.display()));
        }
        flags
    }

    /// The directories that hold the sources of packages from registries, one directory each.
    fn registries(&self) -> BTreeSet<PathBuf> {
        let foreign = self.metadata.packages.iter().filter(|package| package.source.is_some());
        let directories = foreign.filter_map(|package| package.manifest_path.parent()?.parent());
        directories.map(|directory| directory.as_std_path().to_owned()).collect()
    }
}

fn field(text: &str, name: &str) -> Result<String, ImagesError> {
    let value = text.lines().find_map(|line| line.strip_prefix(name));
    value.map(str::to_owned).ok_or_else(|| ImagesError::Output {
        command: "rustc -vV",
        reason: format!("no line begins with `{name}`"),
    })
}

/// A label worth having and no reason to fail: sources may come without their history.
///
/// Not the whole checkout's: a change of a document would make another image, and a deployment replace every pod.
async fn revision(root: &Path, sources: &[&str]) -> Option<String> {
    let git = async |arguments: &[&str]| {
        let arguments = [&["--no-optional-locks"], arguments, &["--"], sources, &SOURCES].concat();
        output("git", root, &arguments).await.ok().map(|text| text.trim().to_owned())
    };
    let commit = git(&["log", "-1", "--format=%H"]).await.filter(|commit| !commit.is_empty())?;
    let changes = git(&["status", "--porcelain"]).await?;
    Some(if changes.is_empty() { commit } else { commit + "-dirty" })
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    async fn git(root: &Path, arguments: &[&str]) {
        let who = ["-c", "user.name=A", "-c", "user.email=a@example.org"];
        output("git", root, &[&who[..], arguments].concat()).await.unwrap();
    }

    #[tokio::test]
    async fn a_revision_changes_with_the_sources_and_with_nothing_else() {
        let directory = tempfile::tempdir().unwrap();
        let root = directory.path();
        assert_eq!(revision(root, &["shop"]).await, None);
        fs::create_dir(root.join("shop")).unwrap();
        git(root, &["init", "--quiet"]).await;
        fs::write(root.join("shop/main.rs"), "").unwrap();
        git(root, &["add", "."]).await;
        git(root, &["commit", "--quiet", "--message=one"]).await;
        let first = revision(root, &["shop"]).await.unwrap();
        assert_eq!(first.len(), 40);

        fs::write(root.join("README.md"), "words").unwrap();
        assert_eq!(revision(root, &["shop"]).await.as_ref(), Some(&first));
        git(root, &["add", "."]).await;
        git(root, &["commit", "--quiet", "--message=two"]).await;
        assert_eq!(revision(root, &["shop"]).await.as_ref(), Some(&first));

        fs::write(root.join("shop/main.rs"), "fn main() {}").unwrap();
        assert_eq!(revision(root, &["shop"]).await, Some(format!("{first}-dirty")));
    }
}
