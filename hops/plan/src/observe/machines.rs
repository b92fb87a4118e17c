//! What is wrong with machines themselves.

use hops_model::Outcome;

use super::{Level, Seen, nodes, sight};
use crate::{Known, Machine, Network, Setup};

pub(super) fn observe(network: &Network, setup: &Setup, seen: &mut Seen) {
    let unwrapped = setup.travel.as_ref().is_some_and(crate::Travel::unwrapped);
    for machine in nodes(network) {
        if unwrapped && !setup.check_is_switched_off {
            source_dest_check(machine, setup, seen);
        }
        hop_limit(machine, seen);
    }
}

fn source_dest_check(machine: &Machine, setup: &Setup, seen: &mut Seen) {
    let Some(travel) = &setup.travel else { return };
    let address = machine.address.to_string();
    if machine.address.kind.starts_with("aws_launch_") {
        // Only who starts the machine can switch it off afterwards.
        seen.unseen(
            format!("whether machines of `{address}` keep the source/destination check is in no plan"),
            Some("FelixConfiguration awsSrcDstCheck: Disable"),
        );
        return;
    }
    if machine.source_dest_check != Known::Value(true) {
        return;
    }
    let said = format!(
        "pods' packets travel {}, and the source/destination check of `{address}` drops what does not carry its own \
         address",
        travel.words()
    );
    let subject = format!("machine {address}");
    let mut found = sight(Outcome::SourceDestCheck, Level::Error, subject, said, vec![address.clone()]);
    found.observation = found.observation.fact("resource", address);
    seen.sights.push(found);
}

fn hop_limit(machine: &Machine, seen: &mut Seen) {
    if machine.hop_limit != Known::Value(1) {
        return;
    }
    let address = machine.address.to_string();
    let said = format!(
        "`http_put_response_hop_limit` of `{address}` is 1: pods get no token of the instance metadata service, which \
         may be meant"
    );
    let subject = format!("machine {address}");
    let mut found = sight(Outcome::HopLimit, Level::Note, subject, said, vec![address.clone()]);
    found.observation = found.observation.fact("resource", address);
    seen.sights.push(found);
}
