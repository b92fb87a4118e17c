//! Why the shop is not deployed, or not removed.

use std::io;
use std::path::PathBuf;
use std::time::Duration;

use lab_bundle::BundleError;
use lab_cluster::LabError;
use lab_images::ImagesError;
use lab_registry::ReferenceError;
use lab_terraform::TerraformError;

use crate::cluster::Refusal;
use crate::object::Key;

mod hints;

/// One sentence each; [`DeployError::details`] has the rest, [`DeployError::hint`] what to do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DeployError {
    /// Stopped by the caller. What is done stays, and the next call goes on from there.
    #[error("stopped before all was done")]
    Cancelled,
    /// No Terraform of the shop here or above.
    #[error("`{}` is in no checkout of Nine Hops: there is no `deploy/live/render` in it or above it", .0.display())]
    NoCheckout(PathBuf),
    /// Another call works on the same lab, or removes it.
    #[error("another `lab deploy` or `lab down` is at work on this lab{}", who(*.process))]
    Busy {
        /// Who, if known.
        process: Option<u32>,
    },
    /// The shop's images could not be built.
    #[error(transparent)]
    Images(#[from] ImagesError),
    /// Images of addons could not be built.
    #[error(transparent)]
    Bundle(#[from] BundleError),
    /// A name of an image is none.
    #[error(transparent)]
    Reference(#[from] ReferenceError),
    /// An archive could not be read.
    #[error("cannot read the image in `{}`", .path.display())]
    Archive {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The lab could not be asked or changed.
    #[error(transparent)]
    Lab(#[from] LabError),
    /// Terraform is missing or failed.
    #[error("{}", .0)]
    Terraform(#[source] TerraformError),
    /// Terraform's provider did not do all of it because of an object.
    #[error("{}", .0)]
    Applied(#[source] TerraformError),
    /// What the modules put out is no object.
    #[error("`deploy/live/render` puts out what is no Kubernetes object: {0}")]
    NoObject(String),
    /// Objects with these names are there, and were not made here.
    #[error("{}", exist(.0))]
    Exists(Vec<Key>),
    /// The API server does not take objects.
    #[error("{}", refused(.0))]
    Refused(Vec<Refusal>),
    /// The API server does not take one of several objects, and does not say which.
    #[error("the API server refused an object that it did not name: {0}")]
    RefusedOne(String),
    /// A workload did not become ready.
    #[error("{}", not_ready(.stalled, *.patience))]
    NotReady {
        /// Each with its reason, the first first.
        stalled: Vec<(Key, String)>,
        /// How long it had.
        patience: Duration,
    },
    /// A definition was taken and is not served.
    #[error("{definition} is not established after {} s", .patience.as_secs())]
    NotEstablished {
        /// The definition.
        definition: Key,
        /// How long it had.
        patience: Duration,
    },
    /// Objects did not go.
    #[error("{} is still there after {} s", first_of(.stay), .patience.as_secs())]
    NotGone {
        /// Which.
        stay: Vec<Key>,
        /// How long they had.
        patience: Duration,
    },
    /// The API server does not have what was applied.
    #[error("{}", unproven(.0))]
    Unproven(Vec<String>),
    /// Somebody else keeps things in a namespace that was made here, or of a definition that was.
    #[error("with {host} would go what `lab deploy` did not make: {}", first_of(.foreign))]
    InUse {
        /// The namespace or definition.
        host: Key,
        /// What would go with it.
        foreign: Vec<Key>,
    },
    /// Made without Terraform's state, and now Terraform is to make it.
    #[error("the shop was deployed without Terraform's provider, which would find {} there already", first_of(.0))]
    OtherWay(Vec<Key>),
    /// kubectl said something that is no JSON.
    #[error("the answer to `kubectl {arguments}` is not understood")]
    Answer {
        /// What it was asked.
        arguments: String,
        /// Where and why.
        #[source]
        source: serde_json::Error,
    },
    /// A file of the lab's.
    #[error("cannot {doing} `{}`", .path.display())]
    Io {
        /// Such as `read`.
        doing: &'static str,
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
}

impl From<TerraformError> for DeployError {
    fn from(error: TerraformError) -> Self {
        if matches!(error, TerraformError::Cancelled) { Self::Cancelled } else { Self::Terraform(error) }
    }
}

impl DeployError {
    /// Whether the command did its work and an object is at fault.
    pub fn is_finding(&self) -> bool {
        matches!(
            self,
            Self::Applied(_)
                | Self::Exists(_)
                | Self::Refused(_)
                | Self::RefusedOne(_)
                | Self::NotReady { .. }
                | Self::NotEstablished { .. }
                | Self::NotGone { .. }
                | Self::InUse { .. }
        )
    }

    /// The rest of it, line by line, where one sentence has not room for all.
    pub fn details(&self) -> Vec<String> {
        let keys = |keys: &[Key]| keys.iter().map(ToString::to_string).collect::<Vec<_>>();
        let all = match self {
            Self::Terraform(error) | Self::Applied(error) => return error.details(),
            Self::Exists(objects) => objects.iter().map(Key::in_words_of_the_server).collect(),
            Self::NotGone { stay: objects, .. } | Self::InUse { foreign: objects, .. } => keys(objects),
            Self::Refused(refusals) => {
                refusals.iter().map(|refusal| format!("{}: {}", refusal.key, refusal.reason)).collect()
            }
            Self::NotReady { stalled, .. } => {
                stalled.iter().map(|(key, reason)| format!("{key}: {reason}")).collect()
            }
            Self::Unproven(sentences) => sentences.clone(),
            _ => Vec::new(),
        };
        // The sentence itself has the only one.
        if all.len() > 1 { all } else { Vec::new() }
    }
}

fn who(process: Option<u32>) -> String {
    process.map_or_else(String::new, |process| format!(": process {process}"))
}

fn and_more(count: usize) -> String {
    if count > 1 { format!(", and {} more", count - 1) } else { String::new() }
}

fn first_of(keys: &[Key]) -> String {
    let first = keys.first().map(ToString::to_string).unwrap_or_default();
    first + &and_more(keys.len())
}

fn exist(keys: &[Key]) -> String {
    let first = keys.first().map(Key::in_words_of_the_server).unwrap_or_default();
    format!("{first} already exists{}", and_more(keys.len()))
}

fn refused(refusals: &[Refusal]) -> String {
    let first = refusals.first().map(|refusal| format!("{}: {}", refusal.key, refusal.reason));
    first.unwrap_or_default() + &and_more(refusals.len())
}

fn not_ready(stalled: &[(Key, String)], patience: Duration) -> String {
    let after = match patience.as_secs() {
        // Somebody else has waited.
        0 => String::new(),
        seconds => format!(" after {seconds} s"),
    };
    let first = stalled.first().map(|(key, reason)| format!("{key} is not ready{after}: {reason}"));
    first.unwrap_or_default() + &and_more(stalled.len())
}

fn unproven(sentences: &[String]) -> String {
    sentences.first().cloned().unwrap_or_default() + &and_more(sentences.len())
}

#[cfg(test)]
mod tests;
