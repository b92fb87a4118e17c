//! Security groups as data, in the form that Terraform's `cluster-config` puts out.
//!
//! Field names are those of `aws_vpc_security_group_ingress_rule`, except that a source group is a name here
//! (`source_security_group`) and an id there.

use std::collections::BTreeMap;

use ipnet::Ipv4Net;
use serde::{Deserialize, Serialize};

pub use self::read::RuleSetError;

mod read;
mod write;

/// All groups by name.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(try_from = "read::GroupsAsRead")]
pub struct SecurityGroups(pub BTreeMap<String, SecurityGroup>);

/// One group: what may come in. Everything may go out, and answers come back (a group is stateful).
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize)]
pub struct SecurityGroup {
    /// Rules by key; the key is the rule's address in Terraform.
    pub ingress: BTreeMap<String, IngressRule>,
}

/// Who may send what to the members of a group.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[serde(into = "write::RuleAsWritten")]
pub struct IngressRule {
    /// Why the rule is there.
    pub description: String,
    /// What it admits.
    pub traffic: Traffic,
    /// Where from.
    pub source: Source,
}

/// The packets that a rule admits: `ip_protocol`, `from_port` and `to_port` of EC2 together.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Traffic {
    /// `-1`: every protocol, every port.
    All,
    /// `icmp` or 1. EC2 has the type in `from_port` and the code in `to_port`, -1 for every one.
    Icmp {
        /// Absent for every type.
        kind: Option<u8>,
        /// Absent for every code.
        code: Option<u8>,
    },
    /// `tcp` or 6.
    Tcp(Ports),
    /// `udp` or 17.
    Udp(Ports),
    /// Any other number of IANA's registry of protocols, such as 4 for IP in IP.
    Protocol(u8),
}

/// A range of ports, both ends included.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Ports {
    /// The first.
    pub from: u16,
    /// The last, not below the first.
    pub to: u16,
}

/// The senders that a rule admits.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Source {
    /// Every member of a group, known by where a packet comes from and not by the address that it carries.
    SecurityGroup(String),
    /// Every address of a network.
    Cidr(Ipv4Net),
}

impl SecurityGroups {
    /// Reads a rule set.
    ///
    /// # Errors
    /// The text is no JSON, or a rule says something that EC2 would not take; the message names the rule.
    pub fn from_json(text: &str) -> Result<Self, RuleSetError> {
        read::from_json(text)
    }

    /// Takes a rule away; `None` if there is none of that key.
    pub fn remove(&mut self, group: &str, rule: &str) -> Option<IngressRule> {
        self.0.get_mut(group)?.ingress.remove(rule)
    }
}

impl From<u16> for Ports {
    fn from(port: u16) -> Self {
        Self { from: port, to: port }
    }
}

impl From<(u16, u16)> for Ports {
    fn from((from, to): (u16, u16)) -> Self {
        Self { from, to }
    }
}

#[cfg(test)]
mod tests;
