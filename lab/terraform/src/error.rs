//! Why Terraform could not do it.

use std::io;
use std::path::{Path, PathBuf};

use crate::message::Diagnostic;
use crate::process::Ended;

/// What `init` says when it cannot get a provider.
const NO_PROVIDER: [&str; 3] = [
    "Failed to query available provider packages",
    "Failed to install provider",
    "Invalid provider registry host",
];

/// One sentence; [`TerraformError::details`] has all that Terraform said.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TerraformError {
    /// Not on `PATH`.
    #[error("`terraform` is missing")]
    Missing,
    /// Lacks what the configurations use.
    #[error("terraform is {found}, and 1.11 or later is needed")]
    TooOld {
        /// Its version.
        found: String,
    },
    /// It cannot be started, or what it prints is not what it should be.
    #[error("cannot run `terraform`")]
    Run(#[source] io::Error),
    /// Stopped by the caller; what it had done by then is in the state.
    #[error("terraform was stopped")]
    Cancelled,
    /// A provider is in no mirror and cannot be downloaded.
    #[error("the provider {provider} cannot be installed: {reason}")]
    ProviderUnavailable {
        /// Such as `hashicorp/kubernetes`.
        provider: String,
        /// What Terraform said.
        reason: String,
    },
    /// It found mistakes, or could not do all of it.
    #[error("`terraform {verb}` failed in `{}`: {}", .directory.display(), summary(.diagnostics))]
    Failed {
        /// Such as `apply`.
        verb: &'static str,
        /// The root.
        directory: PathBuf,
        /// What it said, the first first.
        diagnostics: Vec<Diagnostic>,
    },
}

impl TerraformError {
    pub(crate) fn of(verb: &'static str, directory: &Path, ended: Ended) -> Self {
        let diagnostics = ended.errors();
        if verb == "init"
            && let Some(first) = diagnostics.first()
            && diagnostics.iter().all(is_unavailable)
        {
            let provider = provider(&first.detail).unwrap_or("of this root").to_owned();
            return Self::ProviderUnavailable { provider, reason: first.reason() };
        }
        Self::Failed { verb, directory: directory.to_owned(), diagnostics }
    }

    /// What to do about it.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Missing | Self::TooOld { .. } => Some(
                "install Terraform 1.11 or later: https://developer.hashicorp.com/terraform/install"
                    .to_owned(),
            ),
            Self::ProviderUnavailable { .. } => {
                Some("it comes from the registry, or from a mirror that TF_CLI_CONFIG_FILE names".to_owned())
            }
            _ => None,
        }
    }

    /// Whether Terraform used such words anywhere.
    pub fn says(&self, words: &str) -> bool {
        match self {
            Self::Failed { diagnostics, .. } => diagnostics.iter().any(|diagnostic| diagnostic.says(words)),
            _ => self.to_string().contains(words),
        }
    }

    /// What Terraform said, line by line.
    pub fn details(&self) -> Vec<String> {
        match self {
            Self::Failed { diagnostics, .. } => diagnostics.iter().flat_map(Diagnostic::lines).collect(),
            _ => Vec::new(),
        }
    }
}

/// A package that is not what the lock file says is no matter of the network.
fn is_unavailable(diagnostic: &Diagnostic) -> bool {
    NO_PROVIDER.contains(&diagnostic.summary.as_str()) && !diagnostic.detail.contains("checksum")
}

/// The first `NAMESPACE/NAME` or `HOST/NAMESPACE/NAME`.
fn provider(detail: &str) -> Option<&str> {
    let words = detail.split_whitespace().map(|word| word.trim_matches([':', ',', '.', '"', '(', ')']));
    words.into_iter().find(|word| {
        let parts: Vec<&str> = word.split('/').collect();
        (2..=3).contains(&parts.len()) && parts.iter().all(|part| !part.is_empty()) && !word.contains(':')
    })
}

/// The first mistake, and how many more.
fn summary(diagnostics: &[Diagnostic]) -> String {
    match diagnostics {
        [] => "it gave no reason".to_owned(),
        [only] => only.to_string(),
        [first, rest @ ..] => format!("{first}, and {} more", rest.len()),
    }
}

#[cfg(test)]
mod tests;
