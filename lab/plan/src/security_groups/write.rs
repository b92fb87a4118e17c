//! A rule as it is written: flat, as Terraform has it.

use serde::Serialize;

use super::{IngressRule, Ports, Source, Traffic};

#[derive(Serialize)]
pub(super) struct RuleAsWritten {
    description: String,
    ip_protocol: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    from_port: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    to_port: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source_security_group: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cidr_ipv4: Option<String>,
}

impl From<IngressRule> for RuleAsWritten {
    fn from(rule: IngressRule) -> Self {
        let (ip_protocol, ports) = written(rule.traffic);
        let (source_security_group, cidr_ipv4) = match rule.source {
            Source::SecurityGroup(group) => (Some(group), None),
            Source::Cidr(network) => (None, Some(network.to_string())),
        };
        Self {
            description: rule.description,
            ip_protocol,
            from_port: ports.map(|(from, _)| from),
            to_port: ports.map(|(_, to)| to),
            source_security_group,
            cidr_ipv4,
        }
    }
}

fn written(traffic: Traffic) -> (String, Option<(i32, i32)>) {
    let ends = |ports: Ports| Some((i32::from(ports.from), i32::from(ports.to)));
    let every = |number: Option<u8>| number.map_or(-1, i32::from);
    match traffic {
        Traffic::All => ("-1".to_owned(), None),
        Traffic::Icmp { kind, code } => ("icmp".to_owned(), Some((every(kind), every(code)))),
        Traffic::Tcp(ports) => ("tcp".to_owned(), ends(ports)),
        Traffic::Udp(ports) => ("udp".to_owned(), ends(ports)),
        Traffic::Protocol(number) => (number.to_string(), None),
    }
}
