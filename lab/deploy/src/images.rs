//! From sources to digests: every image that the modules ask for.

use std::fs;
use std::path::{Path, PathBuf};

use lab_cluster::Lab;
use lab_oci::Archive;
use lab_registry::Reference;
use serde_json::json;
use tokio_util::sync::CancellationToken;

use crate::addons::Addons;
use crate::error::DeployError;
use crate::event::{Event, Events, Running, Step};
use crate::places::{Places, failed};
use crate::report::{ImageSource, Images};
use crate::source;

/// Docker Hub's, which the lab's registry is for its nodes.
const OWNER: &str = "docker.io/ninehops";
/// Terraform reads it by itself.
const VARIABLES: &str = "images.auto.tfvars.json";

/// Archives that are built and not yet pushed.
#[derive(Debug)]
pub(crate) struct Built {
    archives: Vec<BuiltArchive>,
    /// Of the shop.
    pub(crate) shop_version: String,
    /// A directory of the Gateway API's definitions.
    pub(crate) gateway_api_crds: Option<PathBuf>,
}

#[derive(Debug)]
struct BuiltArchive {
    name: String,
    version: String,
    archive: PathBuf,
    digest: String,
}

/// Builds the images of this checkout, and those of addons. The agent's is in no module: it lies in the registry for
/// whoever traces the lab.
pub(crate) async fn build(
    checkout: &Path,
    places: &Places,
    ingress: bool,
    events: &Events<'_>,
    cancelled: &CancellationToken,
) -> Result<Built, DeployError> {
    let options =
        lab_images::Options { source: source::of_images(checkout).to_owned(), output: places.images() };
    let hear = |event| events(Event::Images(event));
    let shop = cancelled.run_until_cancelled(lab_images::build(&options, &hear)).await;
    let shop = shop.ok_or(DeployError::Cancelled)??;
    let addons = Addons::ensure(ingress, events, cancelled).await?;
    let mut archives = Vec::new();
    for image in shop {
        let version = image.reference.rsplit_once(':').map_or("latest", |(_, version)| version).to_owned();
        let digest = image.digest.to_string();
        archives.push(BuiltArchive { name: image.name.to_owned(), version, archive: image.archive, digest });
    }
    let shop_version = archives.first().map(|image| image.version.clone()).unwrap_or_default();
    for addon in addons.archives {
        let digest = digest(&addon.archive)?;
        let (name, version) = (addon.name.to_owned(), addon.version.to_owned());
        archives.push(BuiltArchive { name, version, archive: addon.archive, digest });
    }
    Ok(Built { archives, shop_version, gateway_api_crds: addons.gateway_api_crds })
}

impl Built {
    /// By the names that the modules know.
    pub(crate) fn images(&self) -> Images {
        let source = |image: &BuiltArchive| ImageSource {
            repository: format!("{OWNER}/{}", image.name),
            digest: image.digest.clone(),
        };
        self.archives.iter().map(|image| (image.name.clone(), source(image))).collect()
    }

    /// Puts them into the lab's registry, where nodes pull them from.
    pub(crate) async fn push(
        &self,
        lab: &Lab,
        events: &Events<'_>,
        cancelled: &CancellationToken,
    ) -> Result<(), DeployError> {
        let step = Running::begin(Step::Push, events);
        for image in &self.archives {
            step.detail(image.name.clone());
            let reference: Reference = format!("{OWNER}/{}:{}", image.name, image.version).parse()?;
            let pushed = cancelled.run_until_cancelled(lab.push(&image.archive, &reference)).await;
            pushed.ok_or(DeployError::Cancelled)??;
        }
        step.end();
        Ok(())
    }
}

/// Tells the roots of the copy which images there are.
pub(crate) fn write_variables(images: &Images, places: &Places, roots: &[&str]) -> Result<(), DeployError> {
    let text = format!("{:#}\n", json!({ "images": images }));
    for root in roots {
        let path = places.root(root).directory.join(VARIABLES);
        fs::write(&path, &text).map_err(failed("write", &path))?;
    }
    Ok(())
}

fn digest(path: &Path) -> Result<String, DeployError> {
    let unreadable = |source: Box<dyn std::error::Error + Send + Sync>| DeployError::Archive {
        path: path.to_owned(),
        source,
    };
    let archive = Archive::open(path).map_err(|error| unreadable(error.into()))?;
    match archive.images() {
        [image] => Ok(image.descriptor.digest().to_string()),
        images => Err(unreadable(format!("it holds {} images and not one", images.len()).into())),
    }
}
