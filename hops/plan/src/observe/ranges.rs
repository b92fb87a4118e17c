//! Networks that contain each other.

use hops_model::Outcome;

use super::{Level, Seen, sight};
use crate::Setup;
use crate::setup::Range;

pub(super) fn observe(setup: &Setup, seen: &mut Seen) {
    let kinds = [("VPC", &setup.vpcs), ("pods", &setup.pods), ("Services", &setup.services)];
    let mut clean = true;
    for (position, (kind, ranges)) in kinds.iter().enumerate() {
        for (other_kind, others) in &kinds[position + 1..] {
            for (range, other) in pairs(ranges, others) {
                clean &= compare((kind, range), (other_kind, other), seen);
            }
        }
    }
    if clean && !setup.pods.is_empty() {
        let networks: Vec<_> = setup.pods.iter().map(|range| range.network.to_string()).collect();
        let said = format!("pods' addresses, {}, are apart from all others", networks.join(" and "));
        seen.sights.push(sight(Outcome::Ok, Level::Note, "networks".to_owned(), said, Vec::new()));
    }
}

fn pairs<'a>(ranges: &'a [Range], others: &'a [Range]) -> impl Iterator<Item = (&'a Range, &'a Range)> {
    ranges.iter().flat_map(move |range| others.iter().map(move |other| (range, other)))
}

/// Whether they are apart.
fn compare((kind, range): (&str, &Range), (other_kind, other): (&str, &Range), seen: &mut Seen) -> bool {
    let overlap = range.network.contains(&other.network) || other.network.contains(&range.network);
    if overlap {
        let said = format!(
            "{kind} {} and {other_kind} {} overlap: packets for one go to the other",
            range.network, other.network
        );
        let subject = format!("{kind} {} and {other_kind} {}", range.network, other.network);
        let addresses = vec![range.origin.clone(), other.origin.clone()];
        let mut found = sight(Outcome::Overlap, Level::Error, subject, said, addresses);
        found.observation = found.observation.fact("cidr", other.network.to_string());
        seen.sights.push(found);
    }
    !overlap
}
