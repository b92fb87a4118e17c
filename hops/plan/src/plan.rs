//! A whole plan.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::{Address, Change, Configuration, Known, Object, OutputChange, PlanError, kinds};

mod read;

/// As much of a file is read, and no more: 64 MiB.
pub const MOST_BYTES: u64 = 64 * 1024 * 1024;

/// What Terraform is going to do.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The file that it was read from.
    pub file: PathBuf,
    /// Version of the Terraform that made it.
    pub terraform_version: String,
    /// Every resource, also those that stay as they are.
    pub changes: Vec<Change>,
    /// Data sources that were read while planning.
    pub data: Vec<Change>,
    /// Variables of the root module.
    pub variables: BTreeMap<String, Value>,
    /// Outputs of the root module.
    pub outputs: BTreeMap<String, Known<Value>>,
    /// What becomes of the outputs.
    pub output_changes: BTreeMap<String, OutputChange>,
    /// What has changed outside of Terraform.
    pub drift: Vec<Change>,
    /// The configuration behind it.
    pub configuration: Configuration,
    /// Terraform could plan all of it: no error, nothing put off.
    pub complete: bool,
    /// Applying it does something. Terraform says so since 1.8.
    pub applyable: Option<bool>,
}

impl Plan {
    /// Reads a file that `terraform show -json PLAN` wrote.
    ///
    /// # Errors
    /// When the file cannot be read, is too long, or is no plan of format 1.x. The error says where.
    pub fn read(path: &Path) -> Result<Self, PlanError> {
        read::file(path)
    }

    /// The same of bytes that were read already.
    ///
    /// # Errors
    /// When they are no plan of format 1.x.
    pub fn parse(bytes: &[u8], file: &Path) -> Result<Self, PlanError> {
        read::bytes(bytes, file)
    }

    /// Every resource that is there when the plan was applied.
    pub fn remaining(&self) -> impl Iterator<Item = &Change> {
        self.changes.iter().filter(|change| change.remains())
    }

    /// What is there of some types when the plan was applied.
    pub fn of_kinds(&self, kinds: &[&str]) -> impl Iterator<Item = &Change> {
        self.remaining().filter(move |change| kinds.contains(&change.kind()))
    }

    /// The resource at an address.
    pub fn change(&self, address: &Address) -> Option<&Change> {
        self.changes.iter().find(|change| change.address == *address)
    }

    /// Kubernetes objects that are going to be created: not those that are replaced, changed or imported.
    pub fn created(&self) -> impl Iterator<Item = Object> {
        self.changes.iter().filter(|change| change.creates()).filter_map(kinds::object)
    }

    /// Kubernetes objects that are there when the plan was applied.
    pub fn objects(&self) -> impl Iterator<Item = Object> {
        self.remaining().filter_map(kinds::object)
    }
}
