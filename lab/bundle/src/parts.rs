//! What a bundle consists of.

/// A module of `go/`, compiled in.
macro_rules! module {
    ($name:literal, $tags:literal, $cgo:expr, $variables:expr) => {
        Module {
            go_mod: include_str!(concat!("../../go/", $name, "/go.mod")),
            go_sum: include_str!(concat!("../../go/", $name, "/go.sum")),
            tags: $tags,
            cgo: $cgo,
            variables: $variables,
        }
    };
}

mod added;
mod cluster;

pub(crate) use added::{ADDED_ETCD_TOOLS, ADDED_INGRESS, ADDED_METRICS_SERVER};
pub(crate) use cluster::{CLUSTER, TOOLCHAIN};

/// What is built in one go.
#[derive(Debug)]
pub(crate) struct Part {
    /// For people: `kubernetes`.
    pub(crate) name: &'static str,
    /// What it is built from.
    pub(crate) source: Source,
    /// What comes out.
    pub(crate) products: &'static [Product],
}

/// What a part is built from.
#[derive(Debug)]
pub(crate) enum Source {
    /// A module of our own that requires the real one.
    Go(Module),
    /// Files of a module that our own requires, as they are.
    Files(Files),
    /// One C file, linked statically.
    C(&'static str),
}

/// A Go module and how to build programs in it.
#[derive(Debug)]
pub(crate) struct Module {
    /// Which versions.
    pub(crate) go_mod: &'static str,
    /// Which bytes.
    pub(crate) go_sum: &'static str,
    /// Build constraints to satisfy, with commas between.
    pub(crate) tags: &'static str,
    /// Whether C is linked in.
    pub(crate) cgo: Cgo,
    /// Variables that the linker sets: import path with name, pieces of the value.
    pub(crate) variables: &'static [(&'static str, &'static [&'static str])],
}

/// A module of which files are taken.
#[derive(Debug)]
pub(crate) struct Files {
    /// A module that requires it; its checksums hold here too.
    pub(crate) required_by: Module,
    /// Its path, without capital letters: Go's cache writes those otherwise.
    pub(crate) path: &'static str,
    /// The pieces of its version.
    pub(crate) version: &'static [&'static str],
}

/// Whether C is linked in.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Cgo {
    /// No: the program runs alone.
    Off,
    /// Yes, with libseccomp.
    Seccomp,
}

/// One file of a bundle: a program, an image of one, or a manifest.
#[derive(Debug)]
pub(crate) struct Product {
    /// For people, and most of its file's name.
    pub(crate) name: &'static str,
    /// The import path of a program's `main` package, or the path of a file in its module; empty for C.
    pub(crate) origin: &'static str,
    /// Where it goes.
    pub(crate) place: Place,
}

/// Where a product goes. Programs in images are nowhere else: checking them twice would cost twice.
#[derive(Debug)]
pub(crate) enum Place {
    /// On the nodes, beside the others.
    Node,
    /// Into an image.
    Image(Recipe),
    /// To the manifests of custom resource definitions.
    Definition,
}

/// How to make an image of a program.
#[derive(Debug)]
pub(crate) struct Recipe {
    /// The name up to the tag.
    pub(crate) repository: &'static str,
    /// The pieces of the tag.
    pub(crate) tag: &'static [&'static str],
    /// Where the program is in the image.
    pub(crate) path: &'static str,
    /// `USER:GROUP`; root if empty.
    pub(crate) user: &'static str,
    /// What else is in the image.
    pub(crate) carries: Carries,
}

/// What else is in an image.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Carries {
    /// Nothing but `/tmp`.
    Nothing,
    /// This machine's `nft` and the libraries that it needs.
    Nft,
}

/// The directory of [`Place::Definition`], below the bundle's.
pub(crate) const DEFINITIONS: &str = "crds";

impl Recipe {
    /// The full name of the image.
    pub(crate) fn reference(&self) -> String {
        format!("{}:{}", self.repository, self.tag.concat())
    }
}

impl Product {
    /// The file of the bundle that holds it, below the bundle's directory.
    pub(crate) fn output(&self) -> String {
        match self.place {
            Place::Node => format!("bin/{}", self.name),
            Place::Image(_) => format!("images/{}.tar", self.name),
            Place::Definition => format!("{DEFINITIONS}/{}.yaml", self.name),
        }
    }

    /// What is in the image beside it, if it goes into one.
    pub(crate) fn carries(&self) -> Carries {
        match &self.place {
            Place::Image(recipe) => recipe.carries,
            Place::Node | Place::Definition => Carries::Nothing,
        }
    }

    /// What `go build` calls a program: the last element of the import path that is no major version.
    pub(crate) fn built_name(&self) -> &'static str {
        let is_version = |element: &&str| {
            element
                .strip_prefix('v')
                .is_some_and(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
        };
        self.origin.rsplit('/').find(|element| !is_version(element)).unwrap_or(self.name)
    }
}

impl Module {
    /// The argument of `-ldflags`: no symbols, and the variables.
    pub(crate) fn linker_flags(&self) -> String {
        self.variables
            .iter()
            .fold("-s -w".to_owned(), |flags, (name, value)| format!("{flags} -X={name}={}", value.concat()))
    }
}

impl Files {
    /// As `go mod download` wants it, and as Go's module cache calls its directory.
    pub(crate) fn module(&self) -> String {
        format!("{}@{}", self.path, self.version.concat())
    }
}

#[cfg(test)]
mod tests;
