//! A commit, by its whole name.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::digest::is_hexadecimal;

/// A commit: 40 digits, or 64 in a repository with SHA-256. Never a branch, which is another one tomorrow.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct Commit(String);

/// A text that names no commit.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("`{0}` is no commit: it must be all 40 (or 64) digits, of 0-9 and a-f")]
pub struct CommitError(String);

impl FromStr for Commit {
    type Err = CommitError;

    fn from_str(text: &str) -> Result<Self, CommitError> {
        let valid = matches!(text.len(), 40 | 64) && is_hexadecimal(text);
        valid.then(|| Self(text.to_owned())).ok_or_else(|| CommitError(text.chars().take(100).collect()))
    }
}

impl TryFrom<String> for Commit {
    type Error = CommitError;

    fn try_from(text: String) -> Result<Self, CommitError> {
        text.parse()
    }
}

impl From<Commit> for String {
    fn from(commit: Commit) -> Self {
        commit.0
    }
}

impl fmt::Display for Commit {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(&self.0)
    }
}
