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
mod groups;
mod import_id;
mod instance_types;
mod kinds;
mod known;
mod machines;
mod network;
mod object;
mod observe;
mod plan;
mod references;
mod setup;
mod workloads;

pub use address::{Address, AddressError, Index, Mode, ModuleStep};
pub use change::{Action, Change, OutputChange, Past};
pub use configuration::{Configuration, ModuleCall, ModuleConfiguration, ResourceConfiguration};
pub use error::PlanError;
pub use groups::{Direction, Group, Groups, Membership, Style};
pub use import_id::import_id;
pub use instance_types::Architecture;
pub use known::Known;
pub use machines::{Machine, Role};
pub use network::{Network, Profile};
pub use object::Object;
pub use observe::{Level, Seen, Sight, nodes, observe};
pub use plan::{MOST_BYTES, Plan};
pub use references::{References, Referred};
pub use setup::{DecidedNode, Decision, NodePort, Range, Setup, Travel};
pub use workloads::{Image, images};
