//! The questions that can be asked: families of probes that answer in the same words.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{Hop, Outcome};

mod table;

pub use table::FAMILIES;

/// One question, asked of each node, pod or pair that it applies to.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Family {
    /// Do the security groups of a Terraform plan admit what the cluster needs?
    StaticRules,
    /// Does each image have what the nodes' processors need, as its registry tells?
    ImagePlatforms,
    /// Do the pods of the service and of its backends run?
    PodState,
    /// Do the Services have ready endpoints at a port where a pod listens?
    Endpoints,
    /// Do `NetworkPolicies` let the queries and the calls pass?
    NetworkPolicy,
    /// How do pod packets travel between nodes?
    PodNetwork,
    /// Do the address ranges of pods, Services and nodes stay apart?
    PodCidr,
    /// Do kubelets and pods ask the cluster's DNS server, and whom does that ask?
    DnsConfig,
    /// Do the names that the pods are told to call exist?
    ReferencedNames,
    /// Do CoreDNS, kube-proxy and the pod network's own pods run?
    SystemPods,
    /// Are the API server's certificate and clock of today?
    Certificates,
    /// Is every node there and Ready?
    Nodes,
    /// Is anything there already that a plan is going to create?
    ExistingObjects,
    /// Do the security groups in AWS admit what the cluster needs?
    SecurityGroups,
    /// Do routes, network ACLs and instances in AWS let it pass?
    Ec2Attributes,
    /// Does every node answer at the NodePort, asked from here?
    NodePort,
    /// Does anything of a node answer, asked from here?
    NodeReach,
    /// Does the page come, with what the backend adds?
    Page,
    /// Do two pods of one node reach each other?
    PodSameNode,
    /// Does a pod reach a pod of another node, in one direction?
    PodCrossNode,
    /// And in the other, after the first was judged?
    PodReverse,
    /// Do long packets pass between pods of two nodes?
    PodLarge,
    /// Does a CoreDNS pod on the same node answer?
    DnsLocal,
    /// Does a CoreDNS pod on another node answer?
    DnsRemote,
    /// Does the cluster's DNS address answer over UDP?
    DnsService,
    /// And over TCP?
    DnsServiceTcp,
    /// Does a name outside the cluster resolve?
    DnsExternal,
    /// Do A and AAAA from one socket both come back?
    DnsPaired,
    /// What does the cluster's DNS say to the names that the pods are told to call?
    DnsNames,
    /// Does the backend's `ClusterIP` answer from each node?
    Service,
    /// Does each of the backend's pods answer at its own address?
    Endpoint,
    /// Does the backend say that it serves, and do all its pods share the calls?
    Grpc,
    /// Does a pod get a token of the instance metadata service?
    Imds,
    /// Do the nodes' clocks agree?
    Clock,
    /// Does a connection live that was silent for six minutes?
    Idle,
    /// Does a node reach another node's kubelet?
    NodeTcp,
    /// Does IP protocol 4 pass between nodes?
    NodeIpInIp,
    /// Does UDP 4789 pass between nodes?
    NodeVxlan,
    /// Does TCP 179 pass between nodes?
    NodeBgp,
    /// Does TCP 5473 pass between nodes?
    NodeTypha,
    /// Does a protocol that nobody lists pass between nodes?
    NodeProtocol253,
    /// Does a `ClusterIP` answer from a node itself?
    HostService,
    /// By which device does a node send packets to the pods of the others?
    HostRoutes,
    /// Do the kernel's switches of a node stand as Kubernetes wants them?
    Sysctl,
    /// Are kube-proxy's rules on the node, in one backend, and nobody else's?
    Rules,
    /// Do the devices' MTUs fit into each other?
    Links,
    /// Has the table of connections room, and no races?
    Conntrack,
    /// Does the network card count packets over its allowance?
    Ena,
    /// Do containerd and kubelet agree?
    HostConfig,
}

/// What must be at hand to ask.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Access {
    /// A plan or a registry; no cluster.
    Static,
    /// The API server, read-only.
    Api,
    /// Describe calls of EC2.
    Aws,
    /// The place where the command runs.
    External,
    /// An agent in the pod network, without any right.
    PodAgent,
    /// An agent in a node's own network.
    HostAgent,
}

/// What is known of a family.
#[derive(Clone, Copy, Debug)]
pub struct FamilyRow {
    /// Which one.
    pub family: Family,
    /// As it is written in reports.
    pub name: &'static str,
    /// What must be at hand.
    pub access: Access,
    /// The hop whose line of a report shows it.
    pub hop: Hop,
    /// What asking costs, in milliseconds of waiting at worst.
    pub cost_ms: u32,
    /// The question, without its mark.
    pub question: &'static str,
    /// Every answer that can be given.
    pub outcomes: &'static [Outcome],
    /// Keys of [`Facts`](crate::Facts) that an answer may carry.
    pub facts: &'static [&'static str],
}

impl Family {
    /// Its row of [`FAMILIES`].
    ///
    /// # Panics
    /// Never: every family has one.
    pub fn row(self) -> &'static FamilyRow {
        FAMILIES.iter().find(|row| row.family == self).expect("every family is in the table")
    }
}

impl fmt::Display for Family {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.row().name)
    }
}
