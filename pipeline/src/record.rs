//! That what is applied is what was approved.
//!
//! A plan is sealed when it is made: which bytes, of which commit, on which state. Before it is applied all of that must
//! still hold.

use std::fmt;

use hops_plan::Plan;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{Commit, Counts, Digest, State};

/// The form that is written.
const VERSION: u32 = 1;
/// Clocks may differ by so much.
const SKEW: SignedDuration = SignedDuration::from_mins(5);

/// What is known of a plan file.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Record {
    /// Of this form.
    pub schema_version: u32,
    /// The plan file's.
    pub plan: Digest,
    /// The configuration that it was made of.
    pub commit: Commit,
    /// What it was made against.
    pub state: State,
    /// Who made it.
    pub terraform_version: String,
    /// When it was sealed.
    pub created: Timestamp,
    /// Applying it does something.
    pub has_changes: bool,
    /// What it does.
    pub changes: Counts,
    /// Of how many resources something may be lost.
    pub destructive: usize,
}

/// What is about to be applied.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Offered {
    /// The plan file's.
    pub plan: Digest,
    /// The one that is checked out.
    pub commit: Commit,
    /// The one that is there now.
    pub state: State,
    /// The time.
    pub now: Timestamp,
    /// An older plan is not applied.
    pub max_age: SignedDuration,
}

/// In what a plan is not the one that was sealed.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Difference {
    what: &'static str,
    sealed: String,
    offered: String,
}

/// A file that is no record.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum RecordError {
    /// It is no JSON of that shape.
    #[error("it is no sealed record: {0}")]
    Malformed(String),
    /// A later form.
    #[error("it is a sealed record of version {0}, and only {VERSION} is known")]
    Version(u32),
}

/// Seals a plan: the bytes of the file, and what Terraform shows of it.
pub fn seal(bytes: &[u8], plan: &Plan, commit: Commit, state: State, now: Timestamp) -> Record {
    let changes = Counts::of(plan);
    Record {
        schema_version: VERSION,
        plan: Digest::of(bytes),
        commit,
        state,
        terraform_version: plan.terraform_version.chars().take(40).collect(),
        created: now,
        has_changes: !changes.is_empty() || plan.applyable == Some(true),
        destructive: changes.destructive(),
        changes,
    }
}

impl Record {
    /// Of its JSON.
    ///
    /// # Errors
    /// When it is something else.
    pub fn parse(bytes: &[u8]) -> Result<Self, RecordError> {
        let malformed = |error: serde_json::Error| RecordError::Malformed(error.to_string());
        let head: Head = serde_json::from_slice(bytes).map_err(malformed)?;
        if head.schema_version != VERSION {
            return Err(RecordError::Version(head.schema_version));
        }
        serde_json::from_slice(bytes).map_err(malformed)
    }

    /// As JSON, with a line break at its end.
    pub fn to_json(&self) -> String {
        format!("{:#}\n", serde_json::json!(self))
    }

    /// Everything that speaks against applying; nothing, if the plan is the one that was sealed.
    pub fn differences(&self, offered: &Offered) -> Vec<Difference> {
        let mut differences = Vec::new();
        let mut compare = |what, sealed: &dyn fmt::Display, offered: &dyn fmt::Display| {
            let (sealed, offered) = (sealed.to_string(), offered.to_string());
            if sealed != offered {
                differences.push(Difference { what, sealed, offered });
            }
        };
        compare("plan file", &self.plan, &offered.plan);
        compare("commit", &self.commit, &offered.commit);
        compare("state", &self.state, &offered.state);
        differences.extend(self.age(offered));
        differences
    }

    fn age(&self, offered: &Offered) -> Option<Difference> {
        let age = offered.now.duration_since(self.created);
        let allowed = (-SKEW..=offered.max_age).contains(&age);
        (!allowed).then(|| Difference {
            what: "age",
            sealed: self.created.to_string(),
            offered: format!("{}, and at most {:#} are allowed", offered.now, offered.max_age),
        })
    }
}

#[derive(Deserialize)]
struct Head {
    schema_version: u32,
}

impl fmt::Display for Difference {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { what, sealed, offered } = self;
        write!(formatter, "{what}: sealed was {sealed}, now it is {offered}")
    }
}

#[cfg(test)]
mod tests;
