//! Rules inside of `aws_security_group`.

use hops_model::rules::Rule;

use super::{ANYTHING, GROUP_TYPES, Groups, Lookup, Membership, Style, values};
use crate::{Change, Plan};

pub(super) fn add(plan: &Plan, lookup: &Lookup, groups: &mut Groups) {
    for change in plan.of_kinds(GROUP_TYPES) {
        let id = change.address.to_string();
        let separate = groups.get(&id).is_some_and(|group| !group.rules.is_empty());
        let rules = rules(change, lookup, separate);
        if !rules.is_empty() {
            let own = Membership { sure: [id].into(), ..Membership::default() };
            groups.place(&own, Style::Inline, &change.address, &rules);
        }
    }
}

fn rules(change: &Change, lookup: &Lookup, separate: bool) -> Vec<Rule> {
    if change.get("ingress").is_unknown() {
        // AWS's provider says this also where nobody wrote any: then it is the rules beside it that count.
        return if lookup.references.is_written(change, "ingress") && !separate {
            vec![ANYTHING]
        } else {
            Vec::new()
        };
    }
    let blocks = 0..change.count("ingress");
    blocks.flat_map(|number| block(change, lookup, &format!("ingress.{number}"))).collect()
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
