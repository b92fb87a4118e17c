//! Which images are wanted, and for which processors.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use hops_model::{Family, Unseen};
use hops_plan::{Architecture, Known, Network, Plan, Role, Setup, images};
use hops_registry::{Platform, Reference};
use serde::Deserialize;

use crate::Options;

/// So much of a file is read: 1 MiB.
const LARGEST: u64 = 1024 * 1024;

/// Images by what they are for.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct ImagesFile {
    /// References by names.
    pub images: BTreeMap<String, String>,
}

/// A file that names no images.
#[derive(Debug, thiserror::Error)]
pub enum ImagesFileError {
    /// It cannot be read.
    #[error("cannot read `{}`", file.display())]
    Read {
        /// Which file.
        file: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// It is something else.
    #[error("`{}` names no images: {problem}", file.display())]
    Form {
        /// Which file.
        file: PathBuf,
        /// What is wrong with it.
        problem: String,
    },
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Form {
    Variables { images: BTreeMap<String, Pinned> },
    Names(BTreeMap<String, String>),
    List(Vec<String>),
}

/// As `images.auto.tfvars.json` has it.
#[derive(Deserialize)]
struct Pinned {
    repository: String,
    digest: Option<String>,
    tag: Option<String>,
}

impl ImagesFile {
    /// `{"images": {NAME: {"repository", "digest" or "tag"}}}`, a JSON list of references, or one on each line.
    ///
    /// # Errors
    /// When it cannot be read or is something else.
    pub fn read(file: &Path) -> Result<Self, ImagesFileError> {
        let mut text = String::new();
        let read = File::open(file).and_then(|opened| opened.take(LARGEST).read_to_string(&mut text));
        read.map_err(|source| ImagesFileError::Read { file: file.to_owned(), source })?;
        Self::parse(&text).map_err(|problem| ImagesFileError::Form { file: file.to_owned(), problem })
    }

    fn parse(text: &str) -> Result<Self, String> {
        let listed = |list: Vec<String>| list.into_iter().map(|image| (image.clone(), image)).collect();
        let images: BTreeMap<_, _> = if text.trim_start().starts_with(['{', '[']) {
            let form = serde_json::from_str(text).map_err(|error| match error.classify() {
                serde_json::error::Category::Data => {
                    "wanted is {\"images\": {NAME: {\"repository\", \"digest\"}}} or a list".to_owned()
                }
                _ => error.to_string(),
            })?;
            match form {
                Form::Variables { images } => {
                    images.into_iter().map(|(name, pinned)| (name, pinned.reference())).collect()
                }
                Form::Names(images) => images,
                Form::List(list) => listed(list),
            }
        } else {
            let lines = text.lines().map(|line| line.split('#').next().unwrap_or_default().trim());
            listed(lines.filter(|line| !line.is_empty()).map(str::to_owned).collect())
        };
        for reference in images.values() {
            reference.parse::<Reference>().map_err(|error| error.to_string())?;
        }
        if images.is_empty() { Err("it is empty".to_owned()) } else { Ok(Self { images }) }
    }
}

impl Pinned {
    fn reference(&self) -> String {
        match (&self.digest, &self.tag) {
            (Some(digest), _) => format!("{}@{digest}", self.repository),
            (None, Some(tag)) => format!("{}:{tag}", self.repository),
            (None, None) => self.repository.clone(),
        }
    }
}

/// What is to be asked of registries.
#[derive(Debug, Default)]
pub struct Wanted {
    pub(crate) images: Vec<WantedImage>,
    /// What cannot be asked.
    pub(crate) unseen: Vec<Unseen>,
}

/// An image, and where it is to run.
#[derive(Debug)]
pub(crate) struct WantedImage {
    pub(crate) reference: Reference,
    pub(crate) architectures: BTreeSet<Architecture>,
    /// Resources that run it, or its name in a file.
    pub(crate) origins: BTreeSet<String>,
}

impl Wanted {
    /// As registries are asked.
    pub(crate) fn asked(&self) -> Vec<(Reference, Vec<Platform>)> {
        let platforms = |image: &WantedImage| {
            image.architectures.iter().map(|architecture| Platform::of_node(architecture.as_str())).collect()
        };
        self.images.iter().map(|image| (image.reference.clone(), platforms(image))).collect()
    }

    /// Who runs the image of a subject such as `image docker.io/…`.
    pub(crate) fn origins(&self, image: &str) -> Vec<String> {
        let same = self.images.iter().filter(|wanted| wanted.reference.to_string() == image);
        same.flat_map(|wanted| wanted.origins.iter().cloned()).collect()
    }

    fn add(&mut self, text: &str, architectures: BTreeSet<Architecture>, origin: String) {
        let Ok(reference) = text.parse::<Reference>() else {
            self.unseen.push(unasked(&format!("`{text}` of `{origin}` names no image"), None));
            return;
        };
        match self.images.iter_mut().find(|image| image.reference == reference) {
            Some(image) => {
                image.architectures.extend(architectures);
                image.origins.insert(origin);
            }
            None => self.images.push(WantedImage { reference, architectures, origins: [origin].into() }),
        }
    }
}

pub(crate) fn unasked(reason: &str, way_out: Option<String>) -> Unseen {
    Unseen { families: vec![Family::ImagePlatforms], reason: reason.to_owned(), way_out }
}

/// The images of plans and of a file, each with the processors of the nodes that may run it.
pub(crate) fn wanted(plans: &[Plan], setup: &Setup, options: &Options) -> Wanted {
    let nodes = processors(plans, setup, options);
    let mut wanted = Wanted::default();
    let mut later = BTreeSet::new();
    for image in plans.iter().flat_map(images) {
        let address = image.address.to_string();
        match image.reference {
            Known::Value(reference) => {
                let only = image.architecture.map(|architecture| [architecture].into());
                wanted.add(&reference, only.unwrap_or_else(|| nodes.clone()), address);
            }
            Known::Unknown => {
                later.insert(address);
            }
            Known::Absent => {}
        }
    }
    for (name, reference) in options.images.iter().flat_map(|file| &file.images) {
        wanted.add(reference, nodes.clone(), format!("images.{name}"));
    }
    if !later.is_empty() {
        let reason =
            format!("images of {} are known after apply", later.into_iter().collect::<Vec<_>>().join(", "));
        wanted.unseen.push(unasked(&reason, Some("--images FILE".to_owned())));
    }
    let blind = wanted.images.iter().any(|image| image.architectures.is_empty());
    if blind {
        wanted.images.retain(|image| !image.architectures.is_empty());
        let way_out = Some("--architecture amd64, or the plan of the platform too".to_owned());
        wanted.unseen.push(unasked("which processors the nodes have is in no plan", way_out));
    }
    wanted
}

/// Those of the workers; where there are none, of every node.
fn processors(plans: &[Plan], setup: &Setup, options: &Options) -> BTreeSet<Architecture> {
    if !options.architectures.is_empty() {
        return options.architectures.iter().copied().collect();
    }
    let networks: Vec<_> = plans.iter().filter_map(|plan| Network::of(plan, setup)).collect();
    let of = |wanted: &dyn Fn(Option<Role>) -> bool| {
        let machines = networks.iter().flat_map(hops_plan::nodes);
        machines
            .filter(|machine| wanted(machine.role))
            .flat_map(|machine| machine.architectures.clone())
            .collect()
    };
    let workers: BTreeSet<_> = of(&|role| role != Some(Role::ControlPlane));
    if workers.is_empty() { of(&|_| true) } else { workers }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn references(text: &str) -> Vec<String> {
        ImagesFile::parse(text).unwrap().images.into_values().collect()
    }

    #[test]
    fn every_form_of_a_list_of_images_is_read() {
        let digest = format!("sha256:{}", "1".repeat(64));
        let pinned = format!(
            "{{\"images\": {{\"a\": {{\"repository\": \"x.example/a\", \"digest\": \"{digest}\"}}}}}}"
        );
        assert_eq!(references(&pinned), [format!("x.example/a@{digest}")]);
        assert_eq!(references(r#"{"images": {"a": {"repository": "b", "tag": "1"}}}"#), ["b:1"]);
        assert_eq!(references(r#"["a:1", "b:2"]"#), ["a:1", "b:2"]);
        assert_eq!(references("# ours\na:1\n\nb:2 # theirs\n"), ["a:1", "b:2"]);
    }

    #[test]
    fn what_names_no_images_is_refused_with_a_reason() {
        for text in ["", "[]", "{\"images\": 1}", "{", "<html>", "A B"] {
            assert!(ImagesFile::parse(text).is_err(), "{text}");
        }
    }
}
