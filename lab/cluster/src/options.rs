//! What a person may choose about a lab.

use std::path::PathBuf;

use ipnet::Ipv4Net;
use lab_plan::{Cni, ConntrackTimes, Limits, SecurityGroups};

/// A lab to be.
#[derive(Clone, Debug)]
pub struct Options {
    /// The lab's name.
    pub name: lab_plan::LabName,
    /// A directory of the checkout whose Terraform decides the cluster; `None` looks from the working directory upward
    /// and takes the copy in this program where there is none. See [`Blueprint::find`](crate::Blueprint::find).
    pub source: Option<PathBuf>,
    /// How machines become nodes.
    pub way: Way,
    /// Workers beside the one control plane, 0 to 20.
    pub workers: u8,
    /// Subnets, 1 or 2.
    pub subnets: u8,
    /// The VPC's addresses, a /16; `None` takes the first of 10.N.0.0/16 that the host does not use.
    pub vpc: Option<Ipv4Net>,
    /// How pod packets get from node to node.
    pub cni: Cni,
    /// The rule set; `None` takes that of the cluster.
    pub security_groups: Option<SecurityGroups>,
    /// What one node may use.
    pub limits: Limits,
    /// How long the router remembers a flow.
    pub conntrack: ConntrackTimes,
    /// Where the bundle is or shall be; `None` takes the cache directory.
    pub bundle: Option<PathBuf>,
    /// A directory of OCI archives (`*.tar`) that every node gets as well.
    pub images: Option<PathBuf>,
    /// What to do with the ruins of a failure.
    pub on_failure: OnFailure,
    /// The `ninehops` binary, which is every machine's first process.
    pub program: PathBuf,
}

/// How machines become nodes.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Way {
    /// The lab runs kubeadm in them.
    #[default]
    Kubeadm,
    /// They do it themselves, by the user data that machines on AWS are started with. Needs Terraform and a checkout.
    CloudInit,
}

/// What to do with the ruins of an `up` that failed.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum OnFailure {
    /// Nothing is left.
    #[default]
    TearDown,
    /// All is left, to look into it.
    Keep,
}
