//! The plan of one lab.

use std::net::Ipv4Addr;

use ipnet::Ipv4Net;
use serde::{Deserialize, Serialize};

use crate::name::LabName;
use crate::security_groups::SecurityGroups;

/// What a person may choose.
#[derive(Clone, Debug)]
pub struct Options {
    /// The lab's name.
    pub name: LabName,
    /// Workers beside the one control plane, 0 to 20.
    pub workers: u8,
    /// Subnets, 1 or 2; with two, workers take turns.
    pub subnets: u8,
    /// The VPC's addresses, a /16.
    pub vpc: Ipv4Net,
    /// A /29 outside the VPC for the host's link and the registry.
    pub internet: Ipv4Net,
    /// How pod packets get from node to node.
    pub cni: Cni,
    /// What one node may use.
    pub limits: Limits,
    /// How long the router remembers a flow.
    pub conntrack: ConntrackTimes,
}

/// A lab, worked out: every name and address in it.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Plan {
    /// The lab's name.
    pub name: LabName,
    /// The VPC's addresses.
    pub vpc: Ipv4Net,
    /// Outside the VPC.
    pub internet: Internet,
    /// Where nodes get their addresses.
    pub subnets: Vec<Subnet>,
    /// The control plane first.
    pub nodes: Vec<Node>,
    /// All pods: 10.244.0.0/16.
    pub pods: Ipv4Net,
    /// All Services: 10.96.0.0/16.
    pub services: Ipv4Net,
    /// The Service of CoreDNS: 10.96.0.10.
    pub dns: Ipv4Addr,
    /// Who may send what to whom.
    pub security_groups: SecurityGroups,
    /// How pod packets get from node to node.
    pub cni: Cni,
    /// What one node may use.
    pub limits: Limits,
    /// How long the router remembers a flow.
    pub conntrack: ConntrackTimes,
}

/// The world outside the VPC: the host, and a registry that plays Docker Hub.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Internet {
    /// The host's end of its link to the router.
    pub host: Ipv4Addr,
    /// The router's end: the internet gateway.
    pub gateway: Ipv4Addr,
    /// The router's address towards the registry.
    pub registry_gateway: Ipv4Addr,
    /// The registry, port 5000.
    pub registry: Ipv4Addr,
}

/// A part of the VPC.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Subnet {
    /// Its addresses, a /24.
    pub cidr: Ipv4Net,
    /// The router's address in it.
    pub gateway: Ipv4Addr,
}

/// One machine of the cluster.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Node {
    /// `cp`, `w1`, `w2` …: host name, name in Kubernetes, and in `eni-NAME` the router's interface to it.
    pub name: String,
    /// What it does.
    pub role: Role,
    /// Its address in its subnet.
    pub address: Ipv4Addr,
    /// Index into [`Plan::subnets`].
    pub subnet: usize,
    /// Its pods' addresses, a /24 of [`Plan::pods`].
    pub pods: Ipv4Net,
    /// The groups that it is in.
    pub security_groups: Vec<String>,
}

/// What a node does.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// API server, etcd, scheduler, controller manager.
    ControlPlane,
    /// Pods of everybody else.
    Worker,
}

/// How pod packets get from node to node.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cni {
    /// The upstream bridge plugin and one VXLAN device a node.
    #[default]
    Vxlan,
    /// Calico's own manifest.
    Calico,
}

/// What one node may use.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Serialize)]
pub struct Limits {
    /// Bytes of memory.
    pub memory_bytes: u64,
    /// Thousandths of a processor.
    pub cpu_millis: u32,
}

/// How long the router remembers a flow without packets, in seconds. The defaults are those of EC2's Nitro v6;
/// older instances keep an established TCP flow for 432,000 s (EC2 user guide, "Connection tracking timeouts").
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct ConntrackTimes {
    /// Established TCP.
    pub tcp_established: u32,
    /// UDP that saw one direction or one exchange.
    pub udp: u32,
    /// UDP that saw more.
    pub udp_stream: u32,
    /// Every other protocol.
    pub other: u32,
}

impl Default for ConntrackTimes {
    fn default() -> Self {
        Self { tcp_established: 350, udp: 30, udp_stream: 180, other: 600 }
    }
}

/// Options from which no lab can be made.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum PlanError {
    /// More workers than there are addresses set aside.
    #[error("{0} workers are too many: 0 to 20")]
    Workers(u8),
    /// Another number of subnets.
    #[error("{0} subnets: 1 or 2")]
    Subnets(u8),
    /// Not a /16.
    #[error("`{0}` is no VPC: a network of 65,536 addresses, such as 10.0.0.0/16")]
    Vpc(Ipv4Net),
    /// The VPC contains addresses that pods or Services have.
    #[error("the VPC `{vpc}` overlaps `{other}`, which pods or Services have")]
    Overlap {
        /// As asked for.
        vpc: Ipv4Net,
        /// Pods' or Services' network.
        other: Ipv4Net,
    },
}

impl Plan {
    /// The node of that name.
    pub fn node(&self, name: &str) -> Option<&Node> {
        self.nodes.iter().find(|node| node.name == name)
    }

    /// The node with the API server.
    ///
    /// # Panics
    /// Never: every plan has one.
    pub fn control_plane(&self) -> &Node {
        self.nodes
            .iter()
            .find(|node| node.role == Role::ControlPlane)
            .expect("every plan has a control plane")
    }
}
