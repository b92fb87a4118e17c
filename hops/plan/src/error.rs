//! Why a file is no plan.

use std::path::PathBuf;

/// A file that cannot be read as a plan.
#[derive(Debug, thiserror::Error)]
pub enum PlanError {
    /// The file cannot be read.
    #[error("cannot read plan `{}`", file.display())]
    Read {
        /// Which file.
        file: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// It is longer than [`MOST_BYTES`](crate::MOST_BYTES).
    #[error("plan `{}` is longer than {limit_mebibytes} MiB", file.display())]
    TooLong {
        /// Which file.
        file: PathBuf,
        /// What is read at most.
        limit_mebibytes: u64,
    },
    /// It is something else than JSON.
    #[error("`{}` is no plan in JSON: it {found}", file.display())]
    NotJson {
        /// Which file.
        file: PathBuf,
        /// What it is.
        found: &'static str,
        /// What to do.
        hint: &'static str,
    },
    /// It ends before its time.
    #[error("plan `{}` ends in the middle, at line {line}, column {column}", file.display())]
    Truncated {
        /// Which file.
        file: PathBuf,
        /// Where, from 1.
        line: usize,
        /// Where, from 1.
        column: usize,
    },
    /// It is no JSON, or not of the shape of a plan.
    #[error("plan `{}` cannot be read at line {line}, column {column}: {problem}", file.display())]
    Malformed {
        /// Which file.
        file: PathBuf,
        /// Where, from 1.
        line: usize,
        /// Where, from 1.
        column: usize,
        /// What is wrong there.
        problem: String,
    },
    /// A plan of a format that came later.
    #[error("plan `{}` has format_version `{version}`, and only 1.x is known", file.display())]
    Version {
        /// Which file.
        file: PathBuf,
        /// What it says.
        version: String,
    },
    /// JSON of another kind.
    #[error("`{}` is no plan: it {found}", file.display())]
    NotAPlan {
        /// Which file.
        file: PathBuf,
        /// What it is.
        found: &'static str,
    },
}

impl PlanError {
    /// What to do about it, if there is something to be said.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::NotJson { hint, .. } => Some(hint),
            Self::NotAPlan { .. } | Self::Malformed { .. } => {
                Some("terraform plan -out=tfplan && terraform show -json tfplan > plan.json")
            }
            Self::Truncated { .. } => {
                Some("write it again: terraform show -json tfplan > plan.json; was the disk full?")
            }
            Self::Version { .. } => {
                Some("Terraform 1.x writes it; of a later Terraform this program needs a later version")
            }
            Self::Read { .. } | Self::TooLong { .. } => None,
        }
    }
}
