//! What a change touches, by the paths in it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::Serialize;

mod packages;

pub use packages::{Packages, PackagesError};

/// A part of the project that is built, tested or deployed by itself.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Component {
    /// The storefront's image.
    Marketplace,
    /// The recommender's image.
    Recommendations,
    /// The image of the diagnosis' agent.
    Agent,
    /// Any program, or what one reads.
    Rust,
    /// The platform.
    Infra,
    /// What runs on the cluster.
    Deploy,
    /// Words for people.
    Docs,
}

/// What a change touches.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Touched {
    /// A path for each component, of those that touch it.
    pub because: BTreeMap<Component, String>,
    /// The path because of which everything is taken to be touched.
    pub everything: Option<String>,
}

/// Top directories and files that are in no package. What is neither there nor in a package touches everything.
const PLACES: &[(&str, &[Component])] = &[
    ("infra/", &[Component::Infra, Component::Rust]),
    ("deploy/", &[Component::Deploy, Component::Rust]),
    ("docs/", &[Component::Docs]),
    ("artifacts/", &[Component::Docs]),
    ("README.md", &[Component::Docs]),
    ("ARCHITECTURE.md", &[Component::Docs]),
    ("CHANGELOG.md", &[Component::Docs]),
    ("CONTRIBUTING.md", &[Component::Docs]),
    ("STYLE.md", &[Component::Docs]),
    ("LICENSE", &[Component::Docs]),
    ("fuzz/", &[Component::Rust]),
    ("clippy.toml", &[Component::Rust]),
    ("rustfmt.toml", &[Component::Rust]),
    ("deny.toml", &[Component::Rust]),
    ("images/", PROGRAMS),
    ("Cargo.toml", PROGRAMS),
    ("Cargo.lock", PROGRAMS),
    ("rust-toolchain.toml", PROGRAMS),
    (".cargo/", PROGRAMS),
];

const PROGRAMS: &[Component] =
    &[Component::Marketplace, Component::Recommendations, Component::Agent, Component::Rust];

/// What the paths of a change touch, from the root of the repository.
///
/// # Errors
/// When a package that becomes an image is not there.
pub fn touched<'a>(
    paths: impl IntoIterator<Item = &'a str>,
    packages: &Packages,
) -> Result<Touched, PackagesError> {
    let mut images = Vec::new();
    for component in Component::ALL {
        if let Some(name) = component.package() {
            images.push((component, packages.within(name)?));
        }
    }
    let mut touched = Touched::default();
    for path in paths {
        let components = components(path, packages, &images);
        if components.is_empty() {
            touched.everything.get_or_insert_with(|| path.to_owned());
        }
        for component in components {
            touched.because.entry(component).or_insert_with(|| path.to_owned());
        }
    }
    Ok(touched)
}

/// Nothing for a path that is not known.
fn components(path: &str, packages: &Packages, images: &[(Component, BTreeSet<&str>)]) -> Vec<Component> {
    if path.split('/').any(|part| matches!(part, "" | "." | "..")) {
        return Vec::new();
    }
    if let Some(package) = packages.at(path) {
        let within = images.iter().filter(|(_, names)| names.contains(package));
        return within.map(|(component, _)| *component).chain([Component::Rust]).collect();
    }
    let place = |place: &&(&str, &[Component])| {
        let name = place.0;
        if name.ends_with('/') { path.starts_with(name) } else { path == name }
    };
    PLACES.iter().find(place).map(|(_, components)| components.to_vec()).unwrap_or_default()
}

impl Component {
    /// Every one.
    pub const ALL: [Self; 7] = [
        Self::Marketplace,
        Self::Recommendations,
        Self::Agent,
        Self::Rust,
        Self::Infra,
        Self::Deploy,
        Self::Docs,
    ];

    /// The package that becomes its image, if it is one.
    pub fn package(self) -> Option<&'static str> {
        match self {
            Self::Marketplace => Some("marketplace"),
            Self::Recommendations => Some("recommendations"),
            Self::Agent => Some("hops-agent"),
            Self::Rust | Self::Infra | Self::Deploy | Self::Docs => None,
        }
    }
}

impl fmt::Display for Component {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(match self {
            Self::Marketplace => "marketplace",
            Self::Recommendations => "recommendations",
            Self::Agent => "agent",
            Self::Rust => "rust",
            Self::Infra => "infra",
            Self::Deploy => "deploy",
            Self::Docs => "docs",
        })
    }
}

impl Touched {
    /// Whether a component is touched.
    pub fn is(&self, component: Component) -> bool {
        self.everything.is_some() || self.because.contains_key(&component)
    }

    /// The images that are to be built, by name.
    pub fn images(&self) -> Vec<String> {
        let images = Component::ALL.into_iter().filter(|component| component.package().is_some());
        images.filter(|component| self.is(*component)).map(|component| component.to_string()).collect()
    }

    /// Lines for `$GITHUB_OUTPUT`. No path is in them: a path may have any text.
    pub fn to_outputs(&self) -> String {
        let flag = |component| format!("{component}={}\n", self.is(component));
        let flags: String = Component::ALL.into_iter().map(flag).collect();
        let images = serde_json::Value::from(self.images());
        format!("{flags}everything={}\nimages={images}\n", self.everything.is_some())
    }

    /// The same with a path for each, as JSON.
    pub fn to_json(&self) -> String {
        let flags = Component::ALL.map(|component| (component.to_string(), self.is(component).into()));
        let mut document: serde_json::Map<_, _> = flags.into_iter().collect();
        document.insert("everything".to_owned(), self.everything.is_some().into());
        document.insert("images".to_owned(), self.images().into());
        let mut because: serde_json::Map<_, serde_json::Value> = serde_json::Map::new();
        because.extend(
            self.because.iter().map(|(component, path)| (component.to_string(), path.clone().into())),
        );
        because.extend(self.everything.iter().map(|path| ("everything".to_owned(), path.clone().into())));
        document.insert("because".to_owned(), because.into());
        format!("{:#}\n", serde_json::Value::from(document))
    }
}

#[cfg(test)]
mod tests;
