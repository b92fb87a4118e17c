//! A cluster as Terraform decides it: the output `cluster` of `infra/live/lab`.
//!
//! It is drawn at its largest. A [`Plan`](crate::Plan) takes the part of it that was asked for, and moves it to a
//! network that is free.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use ipnet::Ipv4Net;
use serde::{Deserialize, Serialize};
use serde_json::Value;

pub(crate) use self::check::overlap;
pub use self::read::ClusterConfigError;
use crate::plan::Role;
use crate::security_groups::SecurityGroups;

mod check;
mod read;
#[cfg(test)]
pub(crate) mod tests;

/// What Terraform put out when this program was made, for machines without Terraform or without a checkout.
const COPY: &str = include_str!("../../../infra/live/lab/cluster.json");

/// Every decision about a cluster that does not depend on the machines it runs on.
#[derive(Clone, Debug, PartialEq)]
pub struct ClusterConfig {
    /// Terraform's name for it. A lab has a name of its own, since there may be several.
    pub cluster_name: String,
    /// Such as `1.36.3`.
    pub kubernetes_version: String,
    /// How pod packets get from node to node.
    pub encapsulation: Encapsulation,
    /// Whose addresses are whose.
    pub network: NetworkConfig,
    /// Where nodes call the API server.
    pub api_server: ApiServer,
    /// One or two.
    pub subnets: Vec<SubnetConfig>,
    /// One control plane and the workers, as many as there can be.
    pub nodes: Vec<NodeConfig>,
    /// Groups in which no node is: on AWS that of the load balancer and that of the pipeline's machines.
    pub internet_security_groups: Vec<String>,
    /// Ports that every node answers, by what is behind them.
    pub node_ports: BTreeMap<String, u16>,
    /// Who may send what to whom.
    pub security_groups: SecurityGroups,
    /// Calico, for labs that ask for it.
    pub calico: CalicoConfig,
    /// What kubeadm is told.
    pub kubeadm: KubeadmConfig,
}

/// How pod packets get from node to node.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "kebab-case")]
pub enum Encapsulation {
    /// UDP 4789.
    Vxlan,
}

/// Networks that have no address in common.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct NetworkConfig {
    /// Of nodes, a /16.
    pub vpc_cidr: Ipv4Net,
    /// Of pods.
    pub pod_cidr: Ipv4Net,
    /// Of Services.
    pub service_cidr: Ipv4Net,
    /// Of the Service of CoreDNS.
    pub cluster_dns: Ipv4Addr,
}

/// Where nodes call the API server.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ApiServer {
    /// Such as `api.lab.internal`.
    pub name: String,
    /// Such as 6443.
    pub port: u16,
}

/// A part of the VPC.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct SubnetConfig {
    /// Such as `private-a`.
    pub name: String,
    /// Its availability zone.
    pub zone: String,
    /// Its addresses.
    pub cidr_block: Ipv4Net,
}

/// One machine.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct NodeConfig {
    /// Such as `w1`.
    pub name: String,
    /// What it does.
    pub role: Role,
    /// Whose size and architecture it has.
    pub pool: String,
    /// Index into the subnets, when nodes are spread over all of them.
    pub subnet: usize,
    /// Its address is that many after the subnet's first; the same in every subnet.
    pub host_number: u32,
    /// Its pods' addresses.
    pub pod_cidr: Ipv4Net,
    /// The groups that it is in.
    pub security_groups: Vec<String>,
}

/// Calico: which, and what it is told.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct CalicoConfig {
    /// Such as `3.32.1`.
    pub version: String,
    /// Where its project publishes the manifest.
    pub manifest_url: String,
    /// The manifest's, in hexadecimal.
    pub sha256: String,
    /// Variables of `calico-node` that are other than in the manifest.
    pub environment: BTreeMap<String, String>,
}

impl CalicoConfig {
    /// The manifest's name in a directory.
    pub fn manifest_file(&self) -> &str {
        self.manifest_url.rsplit('/').next().unwrap_or_default()
    }
}

/// kubeadm's objects, without what only a machine knows: its name and address, the token, the authority's hash.
#[derive(Clone, Debug, PartialEq)]
pub struct KubeadmConfig {
    /// `InitConfiguration`.
    pub init: Value,
    /// `ClusterConfiguration`.
    pub cluster: Value,
    /// `KubeletConfiguration`.
    pub kubelet: Value,
    /// `KubeProxyConfiguration`.
    pub kube_proxy: Value,
    /// `JoinConfiguration`.
    pub join: Value,
}

impl ClusterConfig {
    /// What Terraform put out when this program was made.
    ///
    /// # Panics
    /// Never: a test reads it.
    pub fn copy() -> Self {
        Self::from_json(COPY).expect("the copy was read in a test")
    }

    /// The text of [`ClusterConfig::copy`].
    pub fn copy_as_json() -> &'static str {
        COPY
    }

    /// Reads what Terraform put out.
    ///
    /// # Errors
    /// The first thing in it that a lab cannot follow; the message names the field.
    pub fn from_json(text: &str) -> Result<Self, ClusterConfigError> {
        let config = read::from_json(text)?;
        check::check(&config)?;
        Ok(config)
    }
}
