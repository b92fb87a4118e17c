//! The plan of one lab.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddrV4};

use ipnet::Ipv4Net;
use serde::{Deserialize, Serialize};

pub use self::slot::Slot;
use crate::cluster_config::{ApiServer, ClusterConfig};
use crate::name::LabName;
use crate::security_groups::SecurityGroups;

mod make;
mod slot;
#[cfg(test)]
pub(crate) mod tests;

/// Port of the registry.
pub(crate) const REGISTRY_PORT: u16 = 5000;

/// What a person may choose.
#[derive(Clone, Debug)]
pub struct Options {
    /// The lab's name.
    pub name: LabName,
    /// Workers beside the one control plane, as many as the cluster has at most.
    pub workers: u8,
    /// Subnets, 1 or 2; with two, every node is where the cluster's configuration has it.
    pub subnets: u8,
    /// Where the cluster's VPC is moved to, a /16; see [`Slot`].
    pub vpc: Ipv4Net,
    /// A /29 outside the VPC for the host's link and the registry; see [`Slot`].
    pub internet: Ipv4Net,
    /// How pod packets get from node to node.
    pub cni: Cni,
    /// A rule set in place of the cluster's; it must have the groups that nodes are in.
    pub security_groups: Option<SecurityGroups>,
    /// What one node may use.
    pub limits: Limits,
    /// How long the router remembers a flow.
    pub conntrack: ConntrackTimes,
}

impl Options {
    /// Two workers in one subnet, of moderate size, in VXLAN and with the cluster's security groups.
    pub fn new(name: LabName, slot: Slot) -> Self {
        Self {
            name,
            workers: 2,
            subnets: 1,
            vpc: slot.vpc,
            internet: slot.internet,
            cni: Cni::default(),
            security_groups: None,
            limits: Limits { memory_bytes: 2 << 30, cpu_millis: 2000 },
            conntrack: ConntrackTimes::default(),
        }
    }
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
    /// All pods, such as 10.244.0.0/16.
    pub pods: Ipv4Net,
    /// All Services, such as 10.96.0.0/16.
    pub services: Ipv4Net,
    /// The Service of CoreDNS, such as 10.96.0.10.
    pub dns: Ipv4Addr,
    /// Where the nodes call the API server: its name is in every hosts file.
    pub api_server: ApiServer,
    /// Ports that every worker answers, by what is behind them.
    pub node_ports: BTreeMap<String, u16>,
    /// Who may send what to whom.
    pub security_groups: SecurityGroups,
    /// Groups for which the host stands, since no node is in them.
    pub internet_security_groups: Vec<String>,
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
    /// Its addresses.
    pub cidr: Ipv4Net,
    /// The router's address in it.
    pub gateway: Ipv4Addr,
}

/// One machine of the cluster.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Node {
    /// Such as `w1`: host name, name in Kubernetes, and in `eni-NAME` the router's interface to it.
    pub name: String,
    /// What it does.
    pub role: Role,
    /// Its address in its subnet.
    pub address: Ipv4Addr,
    /// Index into [`Plan::subnets`].
    pub subnet: usize,
    /// Its pods' addresses, a part of [`Plan::pods`].
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
    /// More workers than the cluster has.
    #[error("{asked} workers are too many: 0 to {most}")]
    Workers {
        /// How many were asked for.
        asked: u8,
        /// How many Terraform has drawn.
        most: usize,
    },
    /// Another number of subnets.
    #[error("{asked} subnets: 1 to {most}")]
    Subnets {
        /// How many were asked for.
        asked: u8,
        /// How many Terraform has drawn.
        most: usize,
    },
    /// Not a /16, or addresses that no machine can have.
    #[error("`{0}` is no VPC: a network of 65,536 addresses, such as 10.0.0.0/16")]
    Vpc(Ipv4Net),
    /// Not a /29.
    #[error("`{0}` is no link to the host: a network of 8 addresses, such as 198.18.0.0/29")]
    Internet(Ipv4Net),
    /// Two networks have addresses in common.
    #[error("the {one} `{one_network}` and the {other} `{other_network}` overlap")]
    Overlap {
        /// What the first is for.
        one: &'static str,
        /// Its addresses.
        one_network: Ipv4Net,
        /// What the second is for.
        other: &'static str,
        /// Its addresses.
        other_network: Ipv4Net,
    },
    /// The rule set lacks a group that a node is in.
    #[error("the rule set has no security group `{group}`, which node `{node}` is in")]
    NoGroup {
        /// The group that is not there.
        group: String,
        /// The first node in it.
        node: String,
    },
}

impl Plan {
    /// Bytes of the largest packet on every link but the pods': what Ethernet carries, and EC2 to the Internet.
    pub const LINK_MTU: u16 = 1500;
    /// Bytes of the largest packet of a pod: VXLAN over IPv4 adds 50 (RFC 7348, section 5).
    pub const POD_MTU: u16 = Self::LINK_MTU - 50;

    /// Works a lab out.
    ///
    /// # Errors
    /// The first thing in the options that no lab can have.
    pub fn new(cluster: &ClusterConfig, options: &Options) -> Result<Self, PlanError> {
        make::make(cluster, options)
    }

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

    /// The workers, `w1` first.
    pub fn workers(&self) -> impl Iterator<Item = &Node> {
        self.nodes.iter().filter(|node| node.role == Role::Worker)
    }

    /// What comes after a node's name, as after that of the API server: `lab.internal`.
    pub fn domain(&self) -> &str {
        self.api_server.name.split_once('.').map_or("", |(_, domain)| domain)
    }

    /// Where the nodes pull images from: an address with its port.
    pub fn registry(&self) -> SocketAddrV4 {
        SocketAddrV4::new(self.internet.registry, REGISTRY_PORT)
    }

    /// The control group of a node, below the root of every hierarchy: `/ninehops-NAME/NODE`.
    pub fn control_group(&self, machine: &str) -> String {
        format!("/{}/{machine}", self.name.scope())
    }
}

impl Node {
    /// The router's interface to this node: `eni-NAME`, as an elastic network interface belongs to the VPC and not to
    /// the instance.
    pub fn interface(&self) -> String {
        format!("eni-{}", self.name)
    }

    /// Whether it is in a security group.
    pub fn is_in(&self, group: &str) -> bool {
        self.security_groups.iter().any(|of_mine| of_mine == group)
    }
}
