//! What a lab is made of: names, addresses, security groups and the configuration files of its nodes.
//!
//! No IO: a plan is the same for the same options, so a test reads it as text. What it holds is what Terraform's
//! `cluster-config` decides on AWS; nothing else in `lab` makes up an address or a rule.

pub mod containerd;
pub mod kubeadm;
mod name;
pub mod node_files;
mod plan;
mod security_groups;

pub use name::{LabName, NameError};
pub use plan::{Cni, ConntrackTimes, Internet, Limits, Node, Options, Plan, PlanError, Role, Slot, Subnet};
pub use security_groups::{IngressRule, Ports, RuleSetError, SecurityGroup, SecurityGroups, Source, Traffic};
