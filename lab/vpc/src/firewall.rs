//! What the router lets through, as an nftables ruleset.

use ipnet::Ipv4Net;
use serde::{Deserialize, Serialize};

use lab_plan::{Node, Plan, SecurityGroups};

mod ruleset;

/// Everything that decides whether the router forwards a packet.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Firewall {
    /// The addresses of the VPC, its pods and its Services. Packets to those that nobody has vanish, rather than go to
    /// the host, which would send some back and some to its own uplink.
    pub inside: [Ipv4Net; 3],
    /// The nodes behind the router.
    pub nodes: Vec<Node>,
    /// What may come in to whom.
    pub security_groups: SecurityGroups,
    /// Groups whose only member is the Internet: what comes from the host comes from them.
    pub internet_security_groups: Vec<String>,
    /// Nodes that may send and get packets with addresses that are not theirs; as on EC2, none at first.
    pub without_source_destination_check: Vec<String>,
    /// Bytes of the largest packet that gets from node to node. What is larger vanishes without a word to its sender,
    /// as behind a tunnel whose owner drops ICMP. Segments that a sender leaves to its network card to cut count as
    /// one packet.
    pub largest_packet: Option<u16>,
    /// How many of a hundred packets from node to node are lost.
    pub loss_percent: Option<u8>,
}

impl Firewall {
    /// That of a sound VPC.
    pub fn new(plan: &Plan) -> Self {
        Self {
            inside: [plan.vpc, plan.pods, plan.services],
            nodes: plan.nodes.clone(),
            security_groups: plan.security_groups.clone(),
            internet_security_groups: plan.internet_security_groups.clone(),
            without_source_destination_check: Vec::new(),
            largest_packet: None,
            loss_percent: None,
        }
    }

    /// Input of `nft -f`, which replaces the table `vpc` in one step.
    ///
    /// A flow carries the mark of the rule that admitted it, and goes on only while a rule with that mark is there: a
    /// rule that is taken away ends its flows at once and touches no other.
    pub fn ruleset(&self) -> String {
        ruleset::ruleset(self)
    }
}

#[cfg(test)]
mod tests;
