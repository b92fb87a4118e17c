//! What was found.

use serde::Serialize;

use crate::{Manager, hcl};

/// What a plan is to create, beside what is there.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize)]
pub struct Adoption {
    /// Kubernetes objects that are there already, in the order of the plan.
    pub existing: Vec<Existing>,
    /// How many are to be created and are not there, as it should be.
    pub absent: usize,
    /// Objects that could not be looked at.
    pub unseen: Vec<Unseen>,
    /// Resources of AWS to be created. Nobody was asked whether they are there.
    pub unchecked: Vec<Unchecked>,
}

/// An object that is to be created and is there.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Existing {
    /// The resource in the plan.
    pub address: String,
    /// `apps/v1`.
    pub api_version: String,
    /// `Deployment`.
    pub kind: String,
    /// Absent for an object of the whole cluster.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub namespace: Option<String>,
    /// The object's name.
    pub name: String,
    /// When it was made, as the server has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created: Option<String>,
    /// Whoever wrote to it, the first one first.
    pub managers: Vec<Manager>,
    /// Fields that the plan names and that are otherwise there, as paths. Apply would change them.
    pub differs: Vec<String>,
    /// What `import` takes; absent where the provider cannot import the type.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
}

/// An object that could not be looked at.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Unseen {
    /// The resource in the plan.
    pub address: String,
    /// Why not.
    pub reason: String,
}

/// A resource of AWS that may be there.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Unchecked {
    /// The resource in the plan.
    pub address: String,
    /// What `import` takes, where the plan tells.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The command that tells whether it is there, and its identifier.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub command: Option<String>,
}

impl Adoption {
    /// Nothing is there, and everything was looked at.
    pub fn is_clear(&self) -> bool {
        self.existing.is_empty() && self.is_whole()
    }

    /// Everything was looked at.
    pub fn is_whole(&self) -> bool {
        self.unseen.is_empty() && self.unchecked.is_empty()
    }

    /// `import` blocks for a file of the root module. What nobody looked at stands in comments.
    pub fn to_hcl(&self) -> String {
        hcl::write(self)
    }
}

impl Existing {
    /// `namespace/name`, for people.
    pub fn full_name(&self) -> String {
        match &self.namespace {
            Some(namespace) => format!("{namespace}/{}", self.name),
            None => self.name.clone(),
        }
    }

    /// Who made it, and when, in a few words.
    pub fn made(&self) -> String {
        let by = self.managers.first().map_or("nobody knows whom".to_owned(), Manager::to_string);
        match &self.created {
            Some(created) => format!("made by {by} at {created}"),
            None => format!("made by {by}"),
        }
    }
}
