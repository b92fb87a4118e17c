//! What was done, for programs and for people.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::difference::FieldChange;
use crate::object::Key;

/// What came of a deployment or a plan.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// Who sent the objects.
    #[serde(flatten)]
    pub way: Way,
    /// Whether Traefik is among them.
    pub ingress: bool,
    /// Every image, by the name that the modules know it by.
    pub images: Images,
    /// What was done to each object, or would be; none where only [`Self::terraform_plans`] tells.
    pub objects: Vec<Planned>,
    /// What Terraform's provider would do, root by root; empty if everything is as it should be.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub terraform_plans: Vec<String>,
    /// Where the shop answers.
    pub addresses: Vec<Address>,
}

/// Where something answers.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Address {
    /// To be opened in a browser.
    pub url: String,
    /// What the request must ask for there, if it matters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host: Option<String>,
}

/// Who sends objects to the API server.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[serde(tag = "way", rename_all = "kebab-case")]
pub enum Way {
    /// Terraform's provider.
    Terraform,
    /// kubectl, in Terraform's name.
    ServerSideApply {
        /// Why not the provider; none where it was not asked for.
        #[serde(skip_serializing_if = "Option::is_none")]
        because: Option<String>,
    },
}

/// Images by the name that the modules know them by.
pub type Images = BTreeMap<String, ImageSource>;

/// An image in the lab's registry.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct ImageSource {
    /// Such as `docker.io/ninehops/marketplace`.
    pub repository: String,
    /// `sha256:…`
    pub digest: String,
}

/// One object and what becomes of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Planned {
    /// Which.
    #[serde(flatten)]
    pub key: Key,
    /// What becomes of it.
    pub action: Action,
    /// The fields that change.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<FieldChange>,
}

/// What becomes of an object.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// It is not there yet.
    Create,
    /// It is there and not as it should be.
    Change,
    /// It is there and should not be.
    Delete,
    /// Nothing.
    Keep,
}

impl Report {
    /// Whether anything was done, or would be.
    pub fn has_changes(&self) -> bool {
        !self.terraform_plans.is_empty() || self.objects.iter().any(|object| object.action != Action::Keep)
    }
}
