//! Rules inside of `aws_security_group`.

use hops_model::rules::Rule;

use super::{ANYTHING, GROUP_TYPES, Group, Groups, Lookup, Membership, Style, values};
use crate::{Change, Plan};

pub(super) fn add(plan: &Plan, lookup: &Lookup, groups: &mut Groups) {
    for change in plan.of_kinds(GROUP_TYPES) {
        let id = change.address.to_string();
        let separate =
            |rules: fn(&Group) -> &Vec<Rule>| groups.get(&id).is_some_and(|group| !rules(group).is_empty());
        let ingress = rules(change, lookup, "ingress", separate(|group| &group.rules));
        let egress = rules(change, lookup, "egress", separate(|group| &group.egress));
        let own = Membership { sure: [id].into(), ..Membership::default() };
        if !ingress.is_empty() {
            groups.place(&own, Style::Inline, &change.address, &ingress);
        }
        groups.place_egress(&own, Style::Inline, &egress);
    }
}

fn rules(change: &Change, lookup: &Lookup, list: &str, separate: bool) -> Vec<Rule> {
    if change.get(list).is_unknown() {
        // AWS's provider says this also where nobody wrote any: then it is the rules beside it that count.
        return if lookup.references.is_written(change, list) && !separate {
            vec![ANYTHING]
        } else {
            Vec::new()
        };
    }
    let blocks = 0..change.count(list);
    blocks.flat_map(|number| block(change, lookup, &format!("{list}.{number}"))).collect()
}

fn block(change: &Change, lookup: &Lookup, path: &str) -> Vec<Rule> {
    let at = |name: &str| format!("{path}.{name}");
    let id = change.address.to_string();
    let mut sources = values::networks(change, &at("cidr_blocks"));
    sources.extend(values::members(&lookup.groups(change, &at("security_groups"))));
    sources.extend(values::own(change, &at("self"), Some(&id)));
    sources.extend(values::lists(change, &at("prefix_list_ids")));
    let ports = values::ports(change, &at("from_port"), &at("to_port"));
    values::rules(values::protocol(change, &at("protocol")), ports, sources)
}
