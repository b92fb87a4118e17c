//! Too little can be seen to tell: no agent, few rights, or a fault of this very moment.

use hops_model::CauseId;

use crate::case::{Agent, Break, Case, Expects, Group};

pub(super) fn cases() -> Vec<Case> {
    let without = [
        ("sg-self", CauseId::NoSelfRule),
        ("sg-vxlan", CauseId::NoVxlanRule),
        ("src-dst-check", CauseId::SourceDestCheck),
        ("mtu", CauseId::MtuMismatch),
        ("packet-loss", CauseId::PacketLoss),
    ];
    // CoreDNS far from the storefronts, or nobody without an agent would notice anything.
    let without = without.map(|(fault, cause)| {
        let case = case(format!("{fault}-without-the-agent"), cause).agent(Agent::Absent);
        case.dns_on(&["cp"]).breaks(Break::Fault(fault, None))
    });
    let forbidden = [("sg-self", CauseId::NoSelfRule), ("coredns-down", CauseId::DnsDown)];
    let forbidden = forbidden.map(|(fault, cause)| {
        let case = case(format!("{fault}-with-few-rights"), cause).agent(Agent::AbsentAndHalfForbidden);
        case.dns_on(&["cp"]).breaks(Break::Fault(fault, None))
    });
    let just_now = case("node-down-this-moment".to_owned(), CauseId::NodeDown);
    let just_now = just_now.breaks(Break::Fault("node-down", Some("w2")));
    without.into_iter().chain(forbidden).chain([just_now]).collect()
}

fn case(name: String, cause: CauseId) -> Case {
    Case::new(Group::Blind, name, Expects::CannotTell(cause))
}
