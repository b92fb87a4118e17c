//! A Terraform plan, as `terraform show -json PLAN` writes it, read for what a cluster needs.
//!
//! [`Plan::read`] takes a file. [`Plan::created`] tells which Kubernetes objects it is going to create. What Terraform
//! will know only after it was applied stays a truth value of its own, [`Known::Unknown`], and is never taken for
//! "no".
//!
//! The format is <https://developer.hashicorp.com/terraform/internals/json-format>, major version 1.

mod address;
mod change;
mod configuration;
mod error;
mod instance_types;
mod kinds;
mod known;
mod object;
mod plan;
mod references;

pub use address::{Address, AddressError, Index, Mode, ModuleStep};
pub use change::{Action, Change};
pub use configuration::{Configuration, ModuleCall, ModuleConfiguration, ResourceConfiguration};
pub use error::PlanError;
pub use instance_types::Architecture;
pub use known::Known;
pub use object::Object;
pub use plan::{MOST_BYTES, Plan};
pub use references::{References, Referred};
