//! How a cluster is set up, as far as plans tell: its networks, how pods' packets travel, its `NodePort`s.

use hops_model::rules::Encapsulation;
use ipnet::IpNet;
use serde_json::Value;

use crate::{Change, Known, Plan, workloads};

mod calico;
mod outputs;

pub use outputs::{DecidedNode, Decision};

/// What several plans say of one cluster.
#[derive(Clone, Debug, Default)]
pub struct Setup {
    /// How pods' packets travel from node to node.
    pub travel: Option<Travel>,
    /// Networks of VPCs.
    pub vpcs: Vec<Range>,
    /// Networks of pods.
    pub pods: Vec<Range>,
    /// Networks of Services.
    pub services: Vec<Range>,
    /// Ports at which nodes answer visitors.
    pub node_ports: Vec<NodePort>,
    /// Bytes of the longest packet of a pod.
    pub pod_mtu: Option<(u32, String)>,
    /// Calico itself switches EC2's source/destination check off.
    pub check_is_switched_off: bool,
    /// Security groups and nodes that a module has decided on.
    pub decisions: Vec<Decision>,
}

/// How pods' packets travel from node to node.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Travel {
    /// In what.
    pub encapsulation: Encapsulation,
    /// Within a subnet they travel as they are.
    pub cross_subnet: bool,
    /// Nodes tell each other their routes by BGP.
    pub bgp: bool,
    /// Calico's operator runs Typha.
    pub typha: bool,
    /// Who says so.
    pub origin: String,
}

/// A network and who says so.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Range {
    /// The network.
    pub network: IpNet,
    /// A resource, an output or a variable.
    pub origin: String,
}

/// A port at which nodes answer.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct NodePort {
    /// Its number.
    pub port: u16,
    /// What answers: a Service, or a key of an output.
    pub service: String,
    /// The resource or output.
    pub origin: String,
}

impl Setup {
    /// Of plans that belong together.
    pub fn of(plans: &[Plan]) -> Self {
        let mut setup = Self::default();
        for plan in plans {
            setup.add_vpcs(plan);
            outputs::add(plan, &mut setup);
        }
        for change in plans.iter().flat_map(Plan::remaining) {
            calico::add(change, &mut setup);
            workloads::add_node_ports(change, &mut setup.node_ports);
            setup.add_user_data(change);
        }
        setup.node_ports.sort_by_key(|node_port| node_port.port);
        setup.node_ports.dedup_by_key(|node_port| node_port.port);
        setup
    }

    fn add_vpcs(&mut self, plan: &Plan) {
        for change in plan.of_kinds(&["aws_vpc", "aws_vpc_ipv4_cidr_block_association"]) {
            if let Known::Value(text) = change.text("cidr_block") {
                add_range(&mut self.vpcs, &text, &change.address.to_string());
            }
        }
    }

    /// kubeadm's configuration in what machines are started with.
    fn add_user_data(&mut self, change: &Change) {
        let Some(text) = crate::machines::user_data(change) else { return };
        for (key, ranges) in [("podSubnet:", &mut self.pods), ("serviceSubnet:", &mut self.services)] {
            let lines = text.lines().filter_map(|line| line.trim().strip_prefix(key));
            for networks in lines {
                add_range(ranges, networks.trim(), &change.address.to_string());
            }
        }
    }
}

/// A network, or several with commas between them, unless it is there already.
fn add_range(ranges: &mut Vec<Range>, text: &str, origin: &str) {
    for part in text.split(',') {
        let Ok(network) = part.trim().trim_matches(['"', '\'']).parse::<IpNet>() else { continue };
        let network = network.trunc();
        if !ranges.iter().any(|range| range.network == network) {
            ranges.push(Range { network, origin: origin.to_owned() });
        }
    }
}

impl Travel {
    /// By any of the names that people have for it.
    pub fn named(name: &str, origin: &str) -> Option<Self> {
        let plain: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
        let (encapsulation, cross_subnet, bgp) = match plain.to_ascii_lowercase().as_str() {
            "vxlan" | "vxlanalways" => (Encapsulation::Vxlan, false, false),
            "vxlancrosssubnet" => (Encapsulation::Vxlan, true, false),
            "ipip" | "ipinip" | "ipipalways" => (Encapsulation::IpInIp, false, true),
            "ipipcrosssubnet" => (Encapsulation::IpInIp, true, true),
            "none" | "bgp" | "plain" | "never" => (Encapsulation::Plain, false, true),
            _ => return None,
        };
        Some(Self { encapsulation, cross_subnet, bgp, typha: false, origin: origin.to_owned() })
    }

    /// Some packets of pods travel without a wrapping.
    pub fn unwrapped(&self) -> bool {
        self.cross_subnet || self.encapsulation == Encapsulation::Plain
    }

    /// For a sentence.
    pub fn words(&self) -> &'static str {
        match (self.encapsulation, self.cross_subnet) {
            (Encapsulation::Vxlan, false) => "in VXLAN",
            (Encapsulation::Vxlan, true) => "in VXLAN between subnets and as they are within one",
            (Encapsulation::IpInIp, false) => "as IP in IP",
            (Encapsulation::IpInIp, true) => "as IP in IP between subnets and as they are within one",
            (Encapsulation::Plain, _) => "as they are",
        }
    }

    /// Bytes that the wrapping takes of every packet.
    pub fn overhead(&self) -> u32 {
        match self.encapsulation {
            Encapsulation::Vxlan => 50,
            Encapsulation::IpInIp => 20,
            Encapsulation::Plain => 0,
        }
    }
}

/// The text at a path of a tree, whatever else is known.
fn text_at<'a>(tree: &'a Value, pointer: &str) -> Option<&'a str> {
    tree.pointer(pointer).and_then(Value::as_str)
}

#[cfg(test)]
mod tests;
