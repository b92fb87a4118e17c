//! From attributes to the parts of a rule.

use hops_model::rules::{Ports, Protocol, Rule, Source};
use ipnet::IpNet;

use super::Membership;
use crate::{Change, Known};

pub(super) fn protocol(change: &Change, path: &str) -> Protocol {
    let text = change.text(path).value();
    text.and_then(|text| text.parse().ok()).unwrap_or(Protocol::Unknown)
}

pub(super) fn ports(change: &Change, first: &str, last: &str) -> Ports {
    match (change.number(first), change.number(last)) {
        (Known::Unknown, _) | (_, Known::Unknown) => Ports::Unknown,
        (Known::Value(first), Known::Value(last)) => match (u16::try_from(first), u16::try_from(last)) {
            (Ok(first), Ok(last)) => Ports::Range(first, last),
            _ => Ports::All,
        },
        _ => Ports::All,
    }
}

/// IPv4 networks. IPv6 is another matter: `::/0` admits no IPv4 packet.
pub(super) fn networks(change: &Change, path: &str) -> Vec<Source> {
    let (texts, more) = match change.get(path) {
        Known::Value(serde_json::Value::String(text)) => (vec![text.clone()], false),
        Known::Unknown => (Vec::new(), true),
        Known::Absent => return Vec::new(),
        Known::Value(_) => change.texts(path),
    };
    let network = |text: &String| match text.parse::<IpNet>() {
        Ok(IpNet::V6(_)) => None,
        Ok(network) => Some(Source::Network(network)),
        Err(_) => Some(Source::Unknown),
    };
    texts.iter().filter_map(network).chain(more.then_some(Source::Unknown)).collect()
}

pub(super) fn members(groups: &Membership) -> Vec<Source> {
    let sure = groups.sure.iter().cloned().map(Source::Group);
    let doubt = !groups.is_certain();
    sure.chain(doubt.then_some(Source::Unknown)).collect()
}

/// The group that the rule is in, where `self` is set.
pub(super) fn own(change: &Change, path: &str, group: Option<&str>) -> Option<Source> {
    match change.flag(path) {
        Known::Value(true) => Some(group.map_or(Source::Unknown, |id| Source::Group(id.to_owned()))),
        Known::Unknown => Some(Source::Unknown),
        Known::Value(false) | Known::Absent => None,
    }
}

/// What a list of AWS's addresses has in it is in no plan.
pub(super) fn lists(change: &Change, path: &str) -> Option<Source> {
    let some = match change.get(path) {
        Known::Absent => false,
        Known::Value(serde_json::Value::Array(lists)) => !lists.is_empty(),
        Known::Value(_) | Known::Unknown => true,
    };
    some.then_some(Source::Unknown)
}

pub(super) fn rules(protocol: Protocol, ports: Ports, sources: Vec<Source>) -> Vec<Rule> {
    sources.into_iter().map(|source| Rule { protocol, ports, source }).collect()
}
