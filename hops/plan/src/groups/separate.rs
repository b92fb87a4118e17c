//! Rules that are resources of their own.

use super::{Groups, Lookup, Style, values};
use crate::{Change, Known, Plan};

pub(super) fn add(plan: &Plan, lookup: &Lookup, groups: &mut Groups) {
    for change in plan.of_kinds(&["aws_security_group_rule"]) {
        if change.text("type") != Known::Value("egress".to_owned()) {
            older(change, lookup, groups);
        }
    }
    for change in plan.of_kinds(&["aws_vpc_security_group_ingress_rule"]) {
        newer(change, lookup, groups);
    }
}

fn older(change: &Change, lookup: &Lookup, groups: &mut Groups) {
    let group = lookup.groups(change, "security_group_id");
    let mut sources = values::networks(change, "cidr_blocks");
    sources.extend(values::members(&lookup.written_groups(change, "source_security_group_id")));
    sources.extend(values::own(change, "self", group.only()));
    sources.extend(values::lists(change, "prefix_list_ids"));
    let ports = values::ports(change, "from_port", "to_port");
    let rules = values::rules(values::protocol(change, "protocol"), ports, sources);
    groups.place(&group, Style::Rule, &change.address, &rules);
}

fn newer(change: &Change, lookup: &Lookup, groups: &mut Groups) {
    let group = lookup.groups(change, "security_group_id");
    let mut sources = values::networks(change, "cidr_ipv4");
    sources.extend(values::members(&lookup.written_groups(change, "referenced_security_group_id")));
    sources.extend(values::lists(change, "prefix_list_id"));
    let ports = values::ports(change, "from_port", "to_port");
    let rules = values::rules(values::protocol(change, "ip_protocol"), ports, sources);
    groups.place(&group, Style::VpcRule, &change.address, &rules);
}
