//! What a lab is made of: names, addresses, security groups and the configuration files of its nodes.
//!
//! No IO: a plan is the same for the same cluster and options, so a test reads it as text. The cluster is Terraform's
//! to decide, names, addresses and rules included ([`ClusterConfig`]); what a lab adds is what its machines need.

pub mod cloud_init;
mod cluster_config;
pub mod containerd;
pub mod field_managers;
pub mod kubeadm;
mod name;
pub mod node_files;
mod plan;
mod security_groups;

pub use cluster_config::{
    ApiServer, CalicoConfig, ClusterConfig, ClusterConfigError, Encapsulation, KubeadmConfig, NetworkConfig,
    NodeConfig, SubnetConfig,
};
pub use name::{LabName, NameError};
pub use plan::{Cni, ConntrackTimes, Internet, Limits, Node, Options, Plan, PlanError, Role, Slot, Subnet};
pub use security_groups::{IngressRule, Ports, RuleSetError, SecurityGroup, SecurityGroups, Source, Traffic};
