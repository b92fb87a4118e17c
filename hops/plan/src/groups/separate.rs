//! Rules that are resources of their own.

use hops_model::rules::Rule;

use super::{Groups, Lookup, Membership, Style, values};
use crate::{Change, Known, Plan};

pub(super) fn add(plan: &Plan, lookup: &Lookup, groups: &mut Groups) {
    for change in plan.of_kinds(&["aws_security_group_rule"]) {
        let (group, rules) = older(change, lookup);
        if change.text("type") == Known::Value("egress".to_owned()) {
            groups.place_egress(&group, Style::Rule, &rules);
        } else {
            groups.place(&group, Style::Rule, &change.address, &rules);
        }
    }
    for change in plan.of_kinds(&["aws_vpc_security_group_ingress_rule"]) {
        let (group, rules) = newer(change, lookup);
        groups.place(&group, Style::VpcRule, &change.address, &rules);
    }
    for change in plan.of_kinds(&["aws_vpc_security_group_egress_rule"]) {
        let (group, rules) = newer(change, lookup);
        groups.place_egress(&group, Style::VpcRule, &rules);
    }
}

fn older(change: &Change, lookup: &Lookup) -> (Membership, Vec<Rule>) {
    let group = lookup.groups(change, "security_group_id");
    let mut sources = values::networks(change, "cidr_blocks");
    sources.extend(values::members(&lookup.written_groups(change, "source_security_group_id")));
    sources.extend(values::own(change, "self", group.only()));
    sources.extend(values::lists(change, "prefix_list_ids"));
    let ports = values::ports(change, "from_port", "to_port");
    let rules = values::rules(values::protocol(change, "protocol"), ports, sources);
    (group, rules)
}

fn newer(change: &Change, lookup: &Lookup) -> (Membership, Vec<Rule>) {
    let group = lookup.groups(change, "security_group_id");
    let mut sources = values::networks(change, "cidr_ipv4");
    sources.extend(values::members(&lookup.written_groups(change, "referenced_security_group_id")));
    sources.extend(values::lists(change, "prefix_list_id"));
    let ports = values::ports(change, "from_port", "to_port");
    let rules = values::rules(values::protocol(change, "ip_protocol"), ports, sources);
    (group, rules)
}
