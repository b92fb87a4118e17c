//! Too little can be seen to tell: no agent, few rights, or a fault of this very moment.

use hops_model::CauseId;
use serde_json::json;

use super::of_pods;
use crate::case::{Agent, Break, Case, Expects, Group, Shown};
use crate::shown::SHOP;

const STOREFRONT: &str = "deployment/marketplace";
const BACKEND: &str = "deployment/recommendations";

pub(super) fn cases() -> Vec<Case> {
    let without = [
        ("sg-self", CauseId::NoSelfRule, Shown::NotLive),
        ("sg-vxlan", CauseId::NoVxlanRule, Shown::NotLive),
        ("src-dst-check", CauseId::SourceDestCheck, Shown::NotLive),
        ("mtu", CauseId::MtuMismatch, Shown::NoPage("w2")),
    ];
    let without = without.map(|(fault, cause, shown)| {
        let case = apart(case(format!("{fault}-without-the-agent"), cause).agent(Agent::Absent));
        case.breaks(Break::Fault(fault, None)).shown(shown)
    });
    let forbidden = [("sg-self", CauseId::NoSelfRule), ("dns-name", CauseId::WrongName)];
    let forbidden = forbidden.map(|(fault, cause)| {
        let case = case(format!("{fault}-with-few-rights"), cause).agent(Agent::AbsentAndHalfForbidden);
        apart(case).breaks(Break::Fault(fault, None)).shown(Shown::NotLive)
    });
    let just_now = case("node-down-this-moment".to_owned(), CauseId::NodeDown);
    let just_now = just_now.breaks(Break::Fault("node-down", Some("w2")));
    without.into_iter().chain(forbidden).chain([just_now]).collect()
}

/// The storefront on one worker, what it calls on the other, `CoreDNS` on neither: or a visitor would notice nothing,
/// and nor would who asks without an agent.
fn apart(case: Case) -> Case {
    let on = |node: &str| json!({ "nodeSelector": { "kubernetes.io/hostname": node } });
    case.dns_on(&["cp"])
        .breaks(of_pods(STOREFRONT, &on("w1")))
        .breaks(of_pods(BACKEND, &on("w2")))
        .breaks(Break::Await(Shown::RolledOut(SHOP, STOREFRONT)))
        .breaks(Break::Await(Shown::RolledOut(SHOP, BACKEND)))
}

fn case(name: String, cause: CauseId) -> Case {
    Case::new(Group::Blind, name, Expects::CannotTell(cause))
}
