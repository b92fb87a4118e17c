//! Names that workloads are told to call, resolved as their pods would.

use std::net::IpAddr;

use hops_agent::{Answer, Name, Share, Targets};
use hops_model::{Family, Observation, Outcome};
use hops_probe::Failure;
use hops_probe::dns::{Rcode, Transport};

use super::Here;
use super::dns::{query, was_heard};
use crate::asked::Question;
use crate::tries::{Rounds, Tried};

const ROUNDS: Rounds = Rounds { first: 1, second: 2 };
/// Kubelet writes `ndots:5`: a name with fewer dots is first looked for in the search list.
const DOTS: usize = 5;

pub(super) fn questions<'t>(here: &Here, targets: &Targets, share: &Share<'t>) -> Vec<Question<'t>> {
    let Some(server) = targets.dns.service else { return Vec::new() };
    share.names.iter().map(|name| question(here.clone(), server, name)).collect()
}

fn question(here: Here, server: IpAddr, name: &Name) -> Question<'_> {
    Box::pin(async move {
        let (outcome, seen) = resolve(&here, server, name).await;
        let subject = format!("{} {} from {}", name.workload, name.variable, here.node);
        let observation = outcome.map(|outcome| {
            Observation::new(Family::DnsNames, subject, outcome, seen)
                .fact("node", &here.node)
                .fact("name", &name.host)
                .fact("value", &name.value)
        });
        observation.map(|observation| Answer::about(observation, server)).into_iter().collect()
    })
}

/// What is said of each full name, until one exists.
async fn resolve(here: &Here, server: IpAddr, name: &Name) -> (Option<Outcome>, String) {
    let candidates = candidates(&name.host, &name.search);
    let mut unknown = None;
    for candidate in &candidates {
        let tried = Tried::of(ROUNDS, || query(server, candidate, Transport::Udp)).await;
        if let Some(answer) = tried.answers().find(|answer| answer.rcode == Rcode::NoError) {
            let addresses: Vec<_> = answer.addresses.iter().take(3).map(ToString::to_string).collect();
            return (Some(Outcome::Ok), format!("{candidate} is {}", addresses.join(", ")));
        }
        if tried.answers().next().is_none() {
            let heard = tried.failures().all(was_heard);
            unknown = Some((candidate, tried));
            // A server that fails at one name may know the next; one that is silent will be silent again.
            if !heard {
                break;
            }
        }
    }
    let denied = format!("{server} says NXDOMAIN to {}", candidates.join(", "));
    match unknown {
        None => (Some(Outcome::NoSuchName), denied),
        Some((candidate, tried)) if cannot_exist(candidate, here) && tried.failures().all(was_heard) => {
            (Some(Outcome::NoSuchName), format!("{denied} (to {candidate} with a failure of its own)"))
        }
        Some((candidate, tried)) => {
            let failure = tried.failure().map(Failure::to_string).unwrap_or_default();
            (tried.outcome(Family::DnsNames), format!("{server}, asked for {candidate}: {failure}"))
        }
    }
}

/// In the order in which glibc asks.
fn candidates(host: &str, search: &[String]) -> Vec<String> {
    if let Some(absolute) = host.strip_suffix('.') {
        return vec![absolute.to_owned()];
    }
    let listed = search.iter().map(|domain| format!("{host}.{}", domain.trim_end_matches('.')));
    let dots = host.matches('.').count();
    match dots {
        // Nobody answers for a name of one label.
        0 if !search.is_empty() => listed.collect(),
        0..DOTS => listed.chain([host.to_owned()]).collect(),
        _ => std::iter::once(host.to_owned()).chain(listed).collect(),
    }
}

/// Outside of the cluster nobody has it: RFC 6761 reserves `invalid`, and a cluster keeps its domain for itself.
fn cannot_exist(name: &str, here: &Here) -> bool {
    let under = |domain: &str| name.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.'));
    under("invalid") || under("svc") || under(&here.domain)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn search() -> Vec<String> {
        ["shop.svc.cluster.local", "svc.cluster.local", "cluster.local"].map(str::to_owned).into()
    }

    #[test]
    fn a_name_is_looked_for_where_a_pod_of_the_workload_would() {
        assert_eq!(
            candidates("recommendations", &search()),
            [
                "recommendations.shop.svc.cluster.local",
                "recommendations.svc.cluster.local",
                "recommendations.cluster.local"
            ]
        );
        assert_eq!(candidates("db.example.org", &search()).last().unwrap(), "db.example.org");
        assert_eq!(candidates("db.example.org.", &search()), ["db.example.org"]);
        assert_eq!(candidates("a.b.c.d.e.f", &search())[0], "a.b.c.d.e.f");
        assert_eq!(candidates("recommendations", &[]), ["recommendations"]);
    }

    #[test]
    fn some_names_exist_nowhere() {
        let here = Here { node: String::new(), domain: "cluster.local".to_owned(), api: None, mtu: 1450 };
        assert!(cannot_exist("recommendations.invalid", &here));
        assert!(cannot_exist("a.shop.svc.cluster.local", &here));
        assert!(!cannot_exist("invalid", &here));
        assert!(!cannot_exist("db.example.org", &here));
    }
}
