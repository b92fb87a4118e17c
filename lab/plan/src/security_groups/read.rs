//! A rule set as it is read: every rule is judged alone, so that a message can name it.

use std::collections::BTreeMap;

use ipnet::Ipv4Net;
use serde::Deserialize;

use super::{IngressRule, Ports, SecurityGroup, SecurityGroups, Source, Traffic};

/// Why a rule set cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum RuleSetError {
    /// No JSON, or not groups that have rules.
    #[error("not a rule set: {0}")]
    Json(#[from] serde_json::Error),
    /// One rule is unsound.
    #[error("rule `{rule}` of security group `{group}`: {problem}")]
    Rule {
        /// The group's name.
        group: String,
        /// The rule's key.
        rule: String,
        /// What is wrong with it.
        problem: RuleProblem,
    },
}

/// What can be wrong with a rule.
#[derive(Debug, thiserror::Error)]
pub enum RuleProblem {
    /// An unknown or missing field, or a value of another type.
    #[error("{0}")]
    Field(serde_json::Error),
    /// No protocol of EC2's.
    #[error("`{0}` is no protocol: `tcp`, `udp`, `icmp`, `-1` or a number up to 255")]
    Protocol(String),
    /// TCP and UDP need both ends of a range.
    #[error("`{0}` needs from_port and to_port")]
    NoPorts(String),
    /// A port, ICMP type or ICMP code out of range.
    #[error("from_port {from} and to_port {to} are out of range for `{protocol}`")]
    PortRange {
        /// As written.
        protocol: String,
        /// As written.
        from: i32,
        /// As written.
        to: i32,
    },
    /// The range is empty.
    #[error("from_port {from} is above to_port {to}")]
    Backwards {
        /// As written.
        from: u16,
        /// As written.
        to: u16,
    },
    /// Ports for a protocol that has none.
    #[error("protocol `{0}` has no ports, but from_port or to_port is given")]
    PortsWithoutMeaning(String),
    /// Neither source nor both.
    #[error("exactly one of source_security_group and cidr_ipv4 must be given")]
    OneSource,
    /// The source is a group that the rule set does not have.
    #[error("the source `{0}` is no security group of this rule set")]
    UnknownGroup(String),
    /// An address with bits outside its network.
    #[error("`{given}` is an address in a network; the network is `{network}`")]
    HostBits {
        /// As written.
        given: Ipv4Net,
        /// Without the bits.
        network: Ipv4Net,
    },
}

/// Groups whose rules have not been looked at.
pub(super) type GroupsAsRead = BTreeMap<String, GroupAsRead>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct GroupAsRead {
    ingress: BTreeMap<String, serde_json::Value>,
}

/// `Option`s also stand for `null`, which Terraform writes for what is not set.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleAsRead {
    description: String,
    ip_protocol: String,
    from_port: Option<i32>,
    to_port: Option<i32>,
    source_security_group: Option<String>,
    cidr_ipv4: Option<Ipv4Net>,
}

pub(super) fn from_json(text: &str) -> Result<SecurityGroups, RuleSetError> {
    serde_json::from_str::<GroupsAsRead>(text)?.try_into()
}

impl TryFrom<GroupsAsRead> for SecurityGroups {
    type Error = RuleSetError;

    fn try_from(groups: GroupsAsRead) -> Result<Self, RuleSetError> {
        let names: Vec<String> = groups.keys().cloned().collect();
        let mut result = BTreeMap::new();
        for (name, group) in groups {
            let mut ingress = BTreeMap::new();
            for (key, value) in group.ingress {
                let rule = rule(value, &names).map_err(|problem| RuleSetError::Rule {
                    group: name.clone(),
                    rule: key.clone(),
                    problem,
                })?;
                ingress.insert(key, rule);
            }
            result.insert(name, SecurityGroup { ingress });
        }
        Ok(Self(result))
    }
}

fn rule(value: serde_json::Value, groups: &[String]) -> Result<IngressRule, RuleProblem> {
    let rule: RuleAsRead = serde_json::from_value(value).map_err(RuleProblem::Field)?;
    let source = match (rule.source_security_group, rule.cidr_ipv4) {
        (Some(group), None) if groups.contains(&group) => Source::SecurityGroup(group),
        (Some(group), None) => return Err(RuleProblem::UnknownGroup(group)),
        (None, Some(given)) if given.trunc() != given => {
            return Err(RuleProblem::HostBits { given, network: given.trunc() });
        }
        (None, Some(network)) => Source::Cidr(network),
        _ => return Err(RuleProblem::OneSource),
    };
    let traffic = traffic(rule.ip_protocol, rule.from_port, rule.to_port)?;
    Ok(IngressRule { description: rule.description, traffic, source })
}

fn traffic(protocol: String, from: Option<i32>, to: Option<i32>) -> Result<Traffic, RuleProblem> {
    match number(&protocol)? {
        Some(1) => icmp(protocol, from, to),
        Some(6) => ports(protocol, from, to).map(Traffic::Tcp),
        Some(17) => ports(protocol, from, to).map(Traffic::Udp),
        _ if from.is_some() || to.is_some() => Err(RuleProblem::PortsWithoutMeaning(protocol)),
        Some(number) => Ok(Traffic::Protocol(number)),
        None => Ok(Traffic::All),
    }
}

/// Absent for every protocol.
fn number(protocol: &str) -> Result<Option<u8>, RuleProblem> {
    let digits = protocol.bytes().all(|byte| byte.is_ascii_digit());
    match protocol {
        "-1" => Ok(None),
        "icmp" => Ok(Some(1)),
        "tcp" => Ok(Some(6)),
        "udp" => Ok(Some(17)),
        _ if digits => protocol.parse().map(Some).map_err(|_| RuleProblem::Protocol(protocol.to_owned())),
        _ => Err(RuleProblem::Protocol(protocol.to_owned())),
    }
}

fn ports(protocol: String, from: Option<i32>, to: Option<i32>) -> Result<Ports, RuleProblem> {
    let (Some(from), Some(to)) = (from, to) else { return Err(RuleProblem::NoPorts(protocol)) };
    match (u16::try_from(from), u16::try_from(to)) {
        (Ok(from), Ok(to)) if from <= to => Ok(Ports { from, to }),
        (Ok(from), Ok(to)) => Err(RuleProblem::Backwards { from, to }),
        _ => Err(RuleProblem::PortRange { protocol, from, to }),
    }
}

fn icmp(protocol: String, from: Option<i32>, to: Option<i32>) -> Result<Traffic, RuleProblem> {
    let (from, to) = (from.unwrap_or(-1), to.unwrap_or(-1));
    let one_or_every = |number: i32| if number == -1 { Ok(None) } else { u8::try_from(number).map(Some) };
    match (one_or_every(from), one_or_every(to)) {
        // A code belongs to a type.
        (Ok(None), Ok(Some(_))) | (Err(_), _) | (_, Err(_)) => {
            Err(RuleProblem::PortRange { protocol, from, to })
        }
        (Ok(kind), Ok(code)) => Ok(Traffic::Icmp { kind, code }),
    }
}
