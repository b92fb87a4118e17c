//! From everything that was seen to the line of each hop.

use hops_model::{Access, Family, Hop, Observation, Unseen};

use crate::statements::statements;
use crate::{HopReport, HopStatus};

/// How many good answers a line tells before it only counts.
const TOLD: usize = 3;

/// The nine hops with what was seen at each; every observation is in one of them.
pub fn hops(observations: &[Observation], unseen: &[Unseen]) -> Vec<HopReport> {
    let at = |hop| observations.iter().filter(move |seen| seen.family.row().hop == hop).cloned().collect();
    Hop::ALL.into_iter().map(|hop| report(hop, at(hop), observations, unseen)).collect()
}

fn report(hop: Hop, observations: Vec<Observation>, all: &[Observation], unseen: &[Unseen]) -> HopReport {
    let (status, line) = if observations.iter().any(|seen| seen.outcome.is_fault()) {
        (HopStatus::Fault, fault_line(&observations))
    } else if was_tried(hop, &observations) {
        (HopStatus::Ok, ok_line(&observations))
    } else if let Some(line) = shown_by_another(hop, all) {
        (HopStatus::Ok, line)
    } else {
        (HopStatus::Unseen, unseen_line(hop, &observations, unseen))
    };
    let telling = |seen: &&Observation| seen.outcome.is_fault() == (status == HopStatus::Fault);
    let took_ms = observations.iter().filter(telling).filter_map(|seen| seen.took_ms).max();
    HopReport { hop, title: hop.title().to_owned(), status, line, took_ms, observations }
}

/// An answer that came from further on has passed here.
fn shown_by_another(hop: Hop, all: &[Observation]) -> Option<String> {
    let (family, words) = match hop {
        Hop::NodePort => (Family::NodePort, "every answer of hop 1 came through it"),
        Hop::Backend => (Family::Page, "the page came with what the backend adds"),
        _ => return None,
    };
    let mut answers = all.iter().filter(|seen| seen.family == family).peekable();
    answers.peek()?;
    answers.all(|seen| !seen.outcome.is_fault()).then(|| words.to_owned())
}

/// DNS and the way between nodes can be set up as it should be and yet be dead: there only packets count.
fn was_tried(hop: Hop, observations: &[Observation]) -> bool {
    match hop {
        Hop::Dns | Hop::NodePath => observations.iter().any(|seen| is_live(seen.family)),
        _ => !observations.is_empty(),
    }
}

fn is_live(family: Family) -> bool {
    matches!(family.row().access, Access::External | Access::PodAgent)
        || matches!(family, Family::NodeTcp | Family::NodeVxlan | Family::NodeIpInIp)
}

fn fault_line(observations: &[Observation]) -> String {
    let mut faults = observations.iter().filter(|seen| seen.outcome.is_fault());
    let first = faults.next().map_or_else(String::new, Observation::said);
    match faults.count() {
        0 => first,
        1 => format!("{first}; and 1 more fault"),
        more => format!("{first}; and {more} more faults"),
    }
}

fn ok_line(observations: &[Observation]) -> String {
    let statements = statements(observations);
    let told = statements[..statements.len().min(TOLD)].join(", ");
    match statements.len().saturating_sub(TOLD) {
        0 => told,
        more => format!("{told}, and {more} more"),
    }
}

fn unseen_line(hop: Hop, observations: &[Observation], unseen: &[Unseen]) -> String {
    let here = |unseen: &&Unseen| unseen.families.iter().any(|family| family.row().hop == hop);
    let why = unseen.iter().find(here).map_or("nothing was asked here", |unseen| unseen.reason.as_str());
    let statements = statements(observations);
    match statements.len().min(TOLD) {
        0 => why.to_owned(),
        told => format!("not tried: {why}; but {}", statements[..told].join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use hops_model::Outcome;

    use super::*;

    fn seen(family: Family, outcome: Outcome) -> Observation {
        Observation::new(family, "somebody", outcome, format!("{family} said {outcome:?}"))
    }

    fn at(hop: Hop, observations: &[Observation], unseen: &[Unseen]) -> HopReport {
        hops(observations, unseen).into_iter().find(|report| report.hop == hop).unwrap()
    }

    #[test]
    fn there_are_always_nine() {
        assert_eq!(hops(&[], &[]).len(), 9);
        assert!(hops(&[], &[]).iter().all(|hop| hop.status == HopStatus::Unseen));
    }

    #[test]
    fn one_fault_makes_a_hop_faulty_and_is_what_its_line_says() {
        let all = [
            seen(Family::DnsService, Outcome::Ok),
            seen(Family::DnsRemote, Outcome::Timeout),
            seen(Family::DnsExternal, Outcome::Timeout),
        ];
        let dns = at(Hop::Dns, &all, &[]);
        assert_eq!(dns.status, HopStatus::Fault);
        assert_eq!(dns.line, "somebody: dns-remote said Timeout; and 1 more fault");
    }

    #[test]
    fn a_way_between_nodes_that_is_only_set_up_is_not_called_ok() {
        let unseen = Unseen {
            families: vec![Family::PodCrossNode],
            reason: "no agent is installed".to_owned(),
            way_out: None,
        };
        let all = [seen(Family::PodNetwork, Outcome::Vxlan)];
        let path = at(Hop::NodePath, &all, &[unseen]);
        assert_eq!(path.status, HopStatus::Unseen);
        assert_eq!(path.line, "not tried: no agent is installed; but pod-network said Vxlan");
    }

    #[test]
    fn a_way_of_sending_packets_is_no_fault() {
        let all = [seen(Family::PodNetwork, Outcome::Plain), seen(Family::PodCrossNode, Outcome::Ok)];
        assert_eq!(at(Hop::NodePath, &all, &[]).status, HopStatus::Ok);
    }

    #[test]
    fn a_long_list_of_good_answers_is_cut() {
        let families =
            [Family::DnsService, Family::DnsLocal, Family::DnsRemote, Family::SystemPods, Family::DnsConfig];
        let all = families.map(|family| seen(family, Outcome::Ok));
        assert!(at(Hop::Dns, &all, &[]).line.ends_with(", and 2 more"));
    }
}
