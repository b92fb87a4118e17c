//! From a checkout to archives.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use lab_oci::{Digest, Platform};
use serde::Serialize;
use tokio::task::spawn_blocking;

use crate::cargo::{output, watched};
use crate::checkout::Checkout;
use crate::recipe::{RECIPES, Recipe};
use crate::{ImagesError, materials, pack};

/// Where from and where to.
#[derive(Clone, Debug)]
pub struct Options {
    /// A directory in the checkout.
    pub source: PathBuf,
    /// Where archives and bills of materials go; made if missing.
    pub output: PathBuf,
}

/// Receives what happens, in order.
pub type Events<'a> = dyn Fn(Event) + Send + Sync + 'a;

/// One thing that happened during a build.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Event {
    /// Cargo is about to build these packages.
    Compiling {
        /// Their names.
        packages: Vec<&'static str>,
        /// The workspace.
        root: PathBuf,
    },
    /// A line of Cargo's talk, such as `Compiling serde v1.0.228`.
    Cargo(String),
    /// All programs are built.
    Compiled {
        /// From [`Event::Compiling`] on.
        took: Duration,
    },
    /// An image is written.
    Packed(BuiltImage),
}

/// An image and the files that it was written to.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct BuiltImage {
    /// Such as `marketplace`.
    pub name: &'static str,
    /// What the archive calls it, such as `docker.io/library/marketplace:0.1.0`.
    pub reference: String,
    /// What it runs on.
    pub platform: Platform,
    /// Of the manifest.
    pub digest: Digest,
    /// The size of its layer, uncompressed.
    pub layer_bytes: u64,
    /// The OCI archive.
    pub archive: PathBuf,
    /// The bill of materials (`CycloneDX` 1.6, JSON).
    pub materials: PathBuf,
}

/// Builds every image. A second call without changes takes seconds.
///
/// # Errors
///
/// If there is no checkout, a tool is missing or fails, or a file cannot be written.
///
/// # Panics
///
/// Only if packing did.
pub async fn build(options: &Options, events: &Events<'_>) -> Result<Vec<BuiltImage>, ImagesError> {
    let checkout = Checkout::find(&options.source).await?;
    prepare(&options.output)?;
    let programs = compile(&checkout, events).await?;
    let tree = dependency_tree(&checkout).await?;
    let mut images = Vec::new();
    for recipe in RECIPES {
        let revision = checkout.revision(recipe.sources).await;
        let materials = write_materials(&checkout, recipe, &tree, &options.output)?;
        let (image, reference) =
            pack::image(&checkout, recipe, &programs.join(recipe.program), revision.as_deref())?;
        let (platform, archive) =
            (image.platform.clone(), options.output.join(format!("{}.tar", recipe.name)));
        let (path, name) = (archive.clone(), reference.clone());
        let written = spawn_blocking(move || lab_oci::write(&path, &[&name], &[image]));
        let written = written.await.expect("writing an archive does not panic")?;
        let (name, digest, layer_bytes) = (recipe.name, written.digest, written.layer_bytes);
        let built = BuiltImage { name, reference, platform, digest, layer_bytes, archive, materials };
        events(Event::Packed(built.clone()));
        images.push(built);
    }
    Ok(images)
}

/// Makes the directory and a file in it, so that minutes of compiling are not for nothing.
fn prepare(output: &Path) -> Result<(), ImagesError> {
    let made = std::fs::create_dir_all(output).and_then(|()| tempfile::tempfile_in(output));
    made.map(drop).map_err(|source| ImagesError::File { path: output.to_owned(), source })
}

/// Returns the directory of the programs.
async fn compile(checkout: &Checkout, events: &Events<'_>) -> Result<PathBuf, ImagesError> {
    let directory = checkout.target_directory();
    let directory_text = directory.display().to_string();
    let mut arguments = vec!["build", "--release", "--locked", "--target", &checkout.target];
    arguments.extend(["--target-dir", &directory_text]);
    arguments.extend(RECIPES.iter().flat_map(|recipe| ["-p", recipe.package]));
    let began = Instant::now();
    events(Event::Compiling {
        packages: RECIPES.iter().map(|recipe| recipe.package).collect(),
        root: checkout.root.clone(),
    });
    let mut line = |text: &str| events(Event::Cargo(text.trim().to_owned()));
    watched(&checkout.root, &arguments, &checkout.flags(), &mut line).await?;
    events(Event::Compiled { took: began.elapsed() });
    Ok(directory.join(&checkout.target).join("release"))
}

/// What is linked into the programs. They are built together, so each has the features that any of them asks of a
/// package, and its tree must be asked for with those of the others.
async fn dependency_tree(checkout: &Checkout) -> Result<String, ImagesError> {
    let mut arguments = vec!["tree", "--locked", "--target", &checkout.target, "-e", "normal,no-proc-macro"];
    arguments.extend(["--no-dedupe", "--prefix", "depth", "--format", " {p}"]);
    arguments.extend(RECIPES.iter().flat_map(|recipe| ["-p", recipe.package]));
    output("cargo", &checkout.root, &arguments).await
}

fn write_materials(
    checkout: &Checkout,
    recipe: &Recipe,
    tree: &str,
    directory: &Path,
) -> Result<PathBuf, ImagesError> {
    let document = materials::document(checkout, recipe.package, tree)?;
    let path = directory.join(format!("{}.cdx.json", recipe.name));
    materials::write(&path, &document).map_err(|source| ImagesError::File { path: path.clone(), source })?;
    Ok(path)
}
