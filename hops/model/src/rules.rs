//! Security groups: what a cluster needs admitted, and whether rules admit it.
//!
//! A group only ever allows, so more rules never reach less. A plan may hold values that are known only after it was
//! applied: then the answer is [`Truth::Unknown`], and what is unknown is never called missing.

use std::fmt;
use std::str::FromStr;

use ipnet::IpNet;
use serde::{Deserialize, Serialize};

mod need;

pub use need::{Encapsulation, Missing, Need, Setup, missing, needed};

/// What is not said yet is neither.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Truth {
    /// It is not so.
    No,
    /// Known after apply.
    Unknown,
    /// It is so.
    Yes,
}

/// The protocol of a rule or of a packet, as IANA numbers them.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Protocol {
    /// Any: `-1`.
    All,
    /// 6.
    Tcp,
    /// 17.
    Udp,
    /// 1.
    Icmp,
    /// Another one. 4 is IP in IP.
    Number(u8),
    /// Known after apply.
    Unknown,
}

/// Which ports a rule is about; without meaning unless the protocol is TCP or UDP.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ports {
    /// All of them.
    All,
    /// From the first to the second, both included.
    Range(u16, u16),
    /// Known after apply.
    Unknown,
}

/// Whom a rule admits.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Source {
    /// The group that the rule is in.
    Itself,
    /// Another group, by the name or number that [`Party::groups`] has.
    Group(String),
    /// Addresses.
    Network(IpNet),
    /// Known after apply.
    Unknown,
}

/// One rule that lets packets in.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Rule {
    /// Of this protocol.
    pub protocol: Protocol,
    /// To these ports.
    pub ports: Ports,
    /// From there.
    pub source: Source,
}

/// Who calls.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Caller {
    /// Another node of the same group.
    Nodes,
    /// The machines of the API server.
    ControlPlane,
    /// Whoever opens the page, or the load balancer in between.
    Visitors,
}

/// How rules can name a caller.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct Party {
    /// Security groups that every one of them has.
    pub groups: Vec<String>,
    /// Networks that hold all their addresses; none where that is not known.
    pub networks: Vec<IpNet>,
}

/// Who is who, as seen from the nodes' rules.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct Parties {
    /// The nodes.
    pub nodes: Party,
    /// The machines of the API server.
    pub control_plane: Party,
    /// Visitors, where they are known. Otherwise whoever is neither of the above is taken for one.
    pub visitors: Option<Party>,
}

/// What somebody sends to a node.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Flow {
    /// With this protocol.
    pub protocol: Protocol,
    /// To this port, for TCP and UDP.
    pub port: Option<u16>,
    /// From there.
    pub from: Caller,
}

/// Whether any of the rules admits the flow.
pub fn reachability(rules: &[Rule], flow: &Flow, parties: &Parties) -> Truth {
    rules.iter().map(|rule| rule.admits(flow, parties)).max().unwrap_or(Truth::No)
}

impl Rule {
    /// Whether this rule admits the flow.
    pub fn admits(&self, flow: &Flow, parties: &Parties) -> Truth {
        let conditions = [
            self.protocol.covers(flow.protocol),
            self.ports_cover(*flow),
            self.source.covers(flow.from, parties),
        ];
        conditions.into_iter().min().unwrap_or(Truth::No)
    }

    fn ports_cover(&self, flow: Flow) -> Truth {
        // A rule for every protocol is one for every port, whatever it says of ports.
        if self.protocol == Protocol::All || !matches!(flow.protocol, Protocol::Tcp | Protocol::Udp) {
            return Truth::Yes;
        }
        match (self.ports, flow.port) {
            (Ports::Unknown, _) => Truth::Unknown,
            (Ports::All, _) => Truth::Yes,
            (Ports::Range(first, last), Some(port)) => truth((first..=last).contains(&port)),
            (Ports::Range(first, last), None) => truth(first == 0 && last == u16::MAX),
        }
    }
}

impl Protocol {
    fn covers(self, other: Self) -> Truth {
        match self {
            Self::All => Truth::Yes,
            Self::Unknown => Truth::Unknown,
            _ => truth(self == other),
        }
    }
}

impl Source {
    fn covers(&self, caller: Caller, parties: &Parties) -> Truth {
        let Some(party) = parties.party(caller) else { return truth(!self.is_the_clusters_own(parties)) };
        match self {
            Self::Unknown => Truth::Unknown,
            Self::Itself => {
                let member = |group| parties.nodes.groups.contains(group);
                truth(caller == Caller::Nodes || party.groups.iter().any(member))
            }
            Self::Group(group) => truth(party.groups.contains(group)),
            Self::Network(network) => truth(party.is_within(network)),
        }
    }

    fn is_the_clusters_own(&self, parties: &Parties) -> bool {
        match self {
            Self::Itself => true,
            Self::Group(group) => {
                parties.nodes.groups.contains(group) || parties.control_plane.groups.contains(group)
            }
            Self::Network(_) | Self::Unknown => false,
        }
    }
}

impl Party {
    fn is_within(&self, network: &IpNet) -> bool {
        // Every address is within everything, also those that nobody told.
        network.prefix_len() == 0
            || (!self.networks.is_empty() && self.networks.iter().all(|own| network.contains(own)))
    }
}

impl Parties {
    fn party(&self, caller: Caller) -> Option<&Party> {
        match caller {
            Caller::Nodes => Some(&self.nodes),
            Caller::ControlPlane => Some(&self.control_plane),
            Caller::Visitors => self.visitors.as_ref(),
        }
    }
}

fn truth(is_so: bool) -> Truth {
    if is_so { Truth::Yes } else { Truth::No }
}

impl fmt::Display for Protocol {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::All => formatter.pad("-1"),
            Self::Tcp => formatter.pad("tcp"),
            Self::Udp => formatter.pad("udp"),
            Self::Icmp => formatter.pad("icmp"),
            Self::Number(number) => formatter.pad(&number.to_string()),
            Self::Unknown => formatter.pad("known after apply"),
        }
    }
}

impl FromStr for Protocol {
    type Err = String;

    /// As `ip_protocol` of Terraform's AWS provider: a word or a number, `-1` or `all` for every protocol.
    fn from_str(text: &str) -> Result<Self, String> {
        let lower = text.trim().to_ascii_lowercase();
        match lower.as_str() {
            "-1" | "all" => Ok(Self::All),
            "tcp" | "6" => Ok(Self::Tcp),
            "udp" | "17" => Ok(Self::Udp),
            "icmp" | "1" => Ok(Self::Icmp),
            "icmpv6" => Ok(Self::Number(58)),
            number => {
                let number = number.parse().map(Self::Number);
                number.map_err(|_| format!("`{text}` is no protocol: a name or a number from 0 to 255 is"))
            }
        }
    }
}

#[cfg(test)]
mod tests;
