//! The cluster's DNS: its address over UDP and TCP, and each of its pods.

use std::net::IpAddr;
use std::time::Duration;

use hops_agent::{Answer, DnsPod, Share, Targets};
use hops_model::{Family, Observation, Outcome};
use hops_probe::dns::{self, Paired, RecordType, Transport};
use hops_probe::{Failure, FailureKind};

use super::{DNS_PORT, Here, LIMIT, observation};
use crate::asked::Question;
use crate::tries::{Rounds, Tried};

/// A Service's address hands each new flow to another pod, so that one try says nothing of the others.
const OF_SERVICE: Rounds = Rounds { first: 6, second: 8 };
const OF_POD: Rounds = Rounds { first: 4, second: 4 };
const TCP: Rounds = Rounds { first: 2, second: 4 };
const PAIRS: Rounds = Rounds { first: 1, second: 4 };

/// The cluster's domain out of a `resolv.conf` that kubelet wrote: `search NAMESPACE.svc.DOMAIN svc.DOMAIN DOMAIN …`.
pub(super) fn domain(resolv_conf: &str) -> String {
    let lists = resolv_conf.lines().filter_map(|line| line.strip_prefix("search "));
    let found = lists.flat_map(str::split_whitespace).find_map(|domain| domain.strip_prefix("svc."));
    found.unwrap_or("cluster.local").trim_end_matches('.').to_owned()
}

pub(super) fn questions<'t>(here: &Here, targets: &'t Targets, share: &Share<'t>) -> Vec<Question<'t>> {
    let mut questions: Vec<Question<'t>> = Vec::new();
    for pod in &share.dns_local {
        questions.push(of_pod(here.clone(), pod, Family::DnsLocal));
    }
    for pod in &share.dns_remote {
        questions.push(of_pod(here.clone(), pod, Family::DnsRemote));
    }
    if let Some(address) = targets.dns.service {
        let all = targets.dns.pods.len();
        let local = targets.dns.pods.iter().filter(|pod| pod.node == here.node).count();
        questions.push(of_service(here.clone(), address, (local, all - local)));
        questions.push(of_service_tcp(here.clone(), address));
        questions.push(paired(here.clone(), address));
        if let Some(name) = &targets.dns.external {
            questions.push(external(here.clone(), address, name));
        }
    }
    questions
}

/// One query, answered well or not. A name that does not exist is an answer.
pub(super) async fn query(server: IpAddr, name: &str, transport: Transport) -> Result<dns::Answer, Failure> {
    dns::query((server, DNS_PORT).into(), name, RecordType::A, transport, LIMIT).await?.accepted()
}

/// The API server's own name: every cluster has it, and what it stands for is known.
fn name(here: &Here) -> String {
    format!("kubernetes.default.svc.{}", here.domain)
}

fn of_pod(here: Here, pod: &DnsPod, family: Family) -> Question<'_> {
    Box::pin(async move {
        let name = name(&here);
        let tried = Tried::of(OF_POD, || query(pod.address, &name, Transport::Udp)).await;
        let place = if pod.node == here.node { "this node".to_owned() } else { pod.node.clone() };
        let what = format!("the CoreDNS pod {} on {place}", pod.address);
        let subject = format!("{} -> {}", here.node, pod.address);
        let seen = words(&tried, &what);
        let observation = observation(family, subject, &tried, |answer| answer.took, seen);
        told(observation.map(|observation| checked(&here, &tried, observation)), &here, pod.address)
    })
}

fn of_service<'t>(here: Here, address: IpAddr, (local, remote): (usize, usize)) -> Question<'t> {
    Box::pin(async move {
        let name = name(&here);
        let tried = Tried::of(OF_SERVICE, || query(address, &name, Transport::Udp)).await;
        let all = local + remote;
        let what = format!("the cluster's DNS {address} ({remote} of its {all} pods on other nodes)");
        let subject = format!("node {}", here.node);
        let seen = words(&tried, &what);
        let observation = observation(Family::DnsService, subject, &tried, |answer| answer.took, seen);
        let counted = observation.map(|observation| {
            let observation = checked(&here, &tried, observation);
            observation.fact("local", local.to_string()).fact("remote", remote.to_string())
        });
        told(counted, &here, address)
    })
}

fn of_service_tcp<'t>(here: Here, address: IpAddr) -> Question<'t> {
    Box::pin(async move {
        let name = name(&here);
        let tried = Tried::of(TCP, || query(address, &name, Transport::Tcp)).await;
        let subject = format!("node {}", here.node);
        let seen = words(&tried, &format!("the cluster's DNS {address} over TCP"));
        told(observation(Family::DnsServiceTcp, subject, &tried, |answer| answer.took, seen), &here, address)
    })
}

fn external(here: Here, address: IpAddr, name: &str) -> Question<'_> {
    Box::pin(async move {
        let tried = Tried::of(TCP, || query(address, name, Transport::Udp)).await;
        let subject = format!("node {}", here.node);
        let seen = words(&tried, &format!("the cluster's DNS {address}, asked for {name},"));
        let observation = observation(Family::DnsExternal, subject, &tried, |answer| answer.took, seen);
        told(observation.map(|observation| observation.fact("name", name)), &here, address)
    })
}

/// What glibc does: A and AAAA at once from one socket. An answer that is late by five seconds is lost here.
fn paired(here: Here, address: IpAddr) -> Question<'static> {
    Box::pin(async move {
        let name = name(&here);
        let pair = || async { dns::paired((address, DNS_PORT).into(), &name, LIMIT).await };
        let tried = Tried::of(PAIRS, || async { whole(pair().await) }).await;
        let subject = format!("node {}", here.node);
        let what = format!("A and AAAA of one socket to the cluster's DNS {address}");
        let seen = tried.seen(what, "were both answered", |took| *took);
        let observation =
            of_pairs(&tried).map(|outcome| Observation::new(Family::DnsPaired, subject, outcome, seen));
        told(observation, &here, address)
    })
}

/// Both halves of a pair have one way: where one of them is lost and the other is not, they were in each other's way.
/// Whole pairs that are lost now and then say no more than single queries do.
fn of_pairs(tried: &Tried<Duration>) -> Option<Outcome> {
    let half = |failures: &[Failure]| failures.iter().any(|failure| failure.detail == HALF);
    let last = tried.second.as_ref().unwrap_or(&tried.first);
    match tried.outcome(Family::DnsPaired)? {
        Outcome::Ok => Some(Outcome::Ok),
        _ if half(&tried.first.failures) && half(&last.failures) => Some(Outcome::Partial),
        Outcome::Partial => Some(Outcome::Ok),
        whole => Some(whole),
    }
}

const HALF: &str = "one of the two";

fn whole(pair: Paired) -> Result<Duration, Failure> {
    match (pair.a, pair.aaaa) {
        (Ok(a), Ok(aaaa)) => Ok(a.took.max(aaaa.took)),
        (Err(failure), Err(_)) => Err(failure),
        (Ok(_), Err(failure)) | (Err(failure), Ok(_)) => Err(Failure { detail: HALF.to_owned(), ..failure }),
    }
}

fn words(tried: &Tried<dns::Answer>, what: &str) -> String {
    tried.seen(what, "answered", |answer| answer.took)
}

/// An answer that contradicts the API server is worse than none.
fn checked(here: &Here, tried: &Tried<dns::Answer>, mut observation: Observation) -> Observation {
    let Some(api) = here.api else { return observation };
    let lie = tried.answers().find(|answer| {
        let family = |address: &IpAddr| address.is_ipv4() == api.is_ipv4();
        answer.addresses.iter().any(family) && !answer.addresses.contains(&api)
    });
    if let Some(lie) = lie {
        let (name, said) = (name(here), lie.addresses[0]);
        observation.outcome = Outcome::OtherAnswer;
        observation.seen = format!("{}: {said} for {name}, which is {api}", observation.seen);
    }
    observation
}

fn told(observation: Option<Observation>, here: &Here, server: IpAddr) -> Vec<Answer> {
    let named =
        |observation: Observation| observation.fact("node", &here.node).fact("server", server.to_string());
    observation.map(|observation| Answer::about(named(observation), server)).into_iter().collect()
}

/// Whether a server was heard at all, whatever it said.
pub(super) fn was_heard(failure: &Failure) -> bool {
    matches!(failure.kind, FailureKind::ServerFailure)
}

#[cfg(test)]
mod tests {
    use hops_probe::dns::Rcode;

    use super::*;
    use crate::tries::Round;

    #[test]
    fn the_domain_is_what_kubelet_wrote() {
        let conf =
            "search ninehops.svc.books.test svc.books.test books.test ec2.internal\nnameserver 10.96.0.10\n";
        assert_eq!(domain(conf), "books.test");
        assert_eq!(domain("nameserver 10.0.0.2\n"), "cluster.local");
    }

    #[test]
    fn an_answer_that_is_not_the_api_servers_address_is_another_answer() {
        let here = Here {
            node: "w1".to_owned(),
            domain: "cluster.local".to_owned(),
            api: Some([10, 96, 0, 1].into()),
            mtu: 1450,
        };
        let word = |address: [u8; 4]| {
            let answer = dns::Answer {
                rcode: Rcode::NoError,
                truncated: false,
                addresses: vec![address.into()],
                took: Duration::from_millis(1),
            };
            let tried = Tried { first: Round { answers: vec![answer], failures: vec![] }, second: None };
            let observation = Observation::new(Family::DnsLocal, "a", Outcome::Ok, "it answered");
            checked(&here, &tried, observation)
        };
        assert_eq!(word([10, 96, 0, 1]).outcome, Outcome::Ok);
        assert_eq!(word([1, 2, 3, 4]).outcome, Outcome::OtherAnswer);
        assert_eq!(
            word([1, 2, 3, 4]).seen,
            "it answered: 1.2.3.4 for kubernetes.default.svc.cluster.local, which is 10.96.0.1"
        );
    }

    #[test]
    fn only_halves_that_are_lost_in_both_rounds_are_a_race() {
        let round = |answers: usize, details: &[&str]| Round {
            answers: vec![Duration::from_millis(1); answers],
            failures: details
                .iter()
                .map(|detail| Failure {
                    kind: FailureKind::Timeout,
                    took: LIMIT,
                    detail: (*detail).to_owned(),
                })
                .collect(),
        };
        let word = |first, second| of_pairs(&Tried { first, second: Some(second) }).unwrap();
        assert_eq!(word(round(0, &[HALF]), round(3, &[HALF])), Outcome::Partial);
        assert_eq!(word(round(0, &[HALF]), round(4, &[])), Outcome::Ok);
        assert_eq!(word(round(0, &[""]), round(2, &["", ""])), Outcome::Ok);
        assert_eq!(word(round(0, &[""]), round(0, &["", ""])), Outcome::Timeout);
    }
}
