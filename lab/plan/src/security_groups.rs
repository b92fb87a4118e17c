//! Security groups as data, in the form that Terraform's `cluster-config` puts out.
//!
//! Field names are those of `aws_vpc_security_group_ingress_rule`, except that a source group is a name here and an id
//! there.

use std::collections::BTreeMap;

use ipnet::Ipv4Net;
use serde::{Deserialize, Serialize};

/// All groups by name.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(transparent)]
pub struct SecurityGroups(pub BTreeMap<String, SecurityGroup>);

/// One group: what may come in. Everything may go out, and answers come back (a group is stateful).
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct SecurityGroup {
    /// Rules by key; the key is the rule's address in Terraform.
    pub ingress: BTreeMap<String, IngressRule>,
}

/// Who may send what to the members of a group.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct IngressRule {
    /// Why the rule is there.
    pub description: String,
    /// `tcp`, `udp`, `icmp`, a protocol number, or `-1` for all.
    pub ip_protocol: Protocol,
    /// First port, or ICMP type; absent for protocols without ports.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from_port: Option<u16>,
    /// Last port, or ICMP code; absent for protocols without ports.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to_port: Option<u16>,
    /// Where from.
    #[serde(flatten)]
    pub source: Source,
}

/// The senders that a rule admits.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub enum Source {
    /// Every member of a group.
    #[serde(rename = "source_security_group")]
    SecurityGroup(String),
    /// Every address of a network.
    #[serde(rename = "cidr_ipv4")]
    Cidr(Ipv4Net),
}

/// An IP protocol as EC2 spells it.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(try_from = "String", into = "String")]
pub enum Protocol {
    /// `-1`: every protocol, every port.
    All,
    /// `icmp`, number 1.
    Icmp,
    /// `tcp`, number 6.
    Tcp,
    /// `udp`, number 17.
    Udp,
    /// Any other number of IANA's registry, such as 4 for IP in IP.
    Number(u8),
}

impl TryFrom<String> for Protocol {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        match text.as_str() {
            "-1" => Ok(Self::All),
            "icmp" | "1" => Ok(Self::Icmp),
            "tcp" | "6" => Ok(Self::Tcp),
            "udp" | "17" => Ok(Self::Udp),
            number => number.parse().map(Self::Number).map_err(|_| {
                format!("`{text}` is no protocol: `tcp`, `udp`, `icmp`, `-1` or a number up to 255")
            }),
        }
    }
}

impl From<Protocol> for String {
    fn from(protocol: Protocol) -> Self {
        match protocol {
            Protocol::All => "-1".to_owned(),
            Protocol::Icmp => "icmp".to_owned(),
            Protocol::Tcp => "tcp".to_owned(),
            Protocol::Udp => "udp".to_owned(),
            Protocol::Number(number) => number.to_string(),
        }
    }
}
