//! An agent of another node, asked from this one: whether it is reached, whether long packets are, and its clock.

use std::net::SocketAddr;

use hops_agent::{Answer, Node, PORT};
use hops_model::{Family, Observation, Outcome};
use hops_probe::tcp;
use tokio::join;

use super::{Here, LIMIT};
use crate::asked::Question;
use crate::datagram::{Echo, SHORT, ask};
use crate::tries::{Round, Rounds, Tried, milliseconds};

/// Datagrams are cheap, and each is a new flow: so many show a loss of one in five for certain.
const SHORT_ROUNDS: Rounds = Rounds { first: 4, second: 8 };
const LONG_TRIES: usize = 6;
/// The headers of IPv4 and UDP.
const HEADERS: usize = 28;
/// A clock that is off by so much breaks certificates and tokens; less may be the network's.
const SKEW_MS: u64 = 2000;

/// Everything that is asked of a peer.
pub(super) fn question<'t>(here: &Here, own: Option<&'t Node>, peer: &'t Node) -> Option<Question<'t>> {
    let (address, here) = (SocketAddr::from((peer.agent?, PORT)), here.clone());
    Some(Box::pin(async move {
        let rounds = Rounds { first: 1, second: 3 };
        let (opened, short, long) = join!(
            Tried::of(rounds, || tcp::connect(address, LIMIT)),
            Tried::of(SHORT_ROUNDS, || ask(address, SHORT, LIMIT)),
            Round::of(LONG_TRIES, || ask(address, here.mtu.saturating_sub(HEADERS), LIMIT)),
        );
        let subject = format!("{} -> {}", here.node, peer.name);
        let named = |observation: Observation| observation.fact("from", &here.node).fact("to", &peer.name);
        let across = across(&subject, address, &opened, &short);
        let across = across.map(|observation| in_subnets(named(observation), own, peer));
        let large = large(&subject, here.mtu, &short, &long).map(named);
        let clock = clock(&subject, &peer.name, &short);
        let all = across.into_iter().chain(large).chain(clock);
        all.map(|observation| Answer::about(observation, address.ip())).collect()
    }))
}

fn in_subnets(observation: Observation, own: Option<&Node>, peer: &Node) -> Observation {
    match (own.and_then(|own| own.subnet.as_ref()), &peer.subnet) {
        (Some(from), Some(to)) => observation.fact("from_subnet", from).fact("to_subnet", to),
        _ => observation,
    }
}

/// A connection says that it works, datagrams how well.
fn across(
    subject: &str,
    address: SocketAddr,
    opened: &Tried<tcp::Reached>,
    short: &Tried<Echo>,
) -> Option<Observation> {
    let family = Family::PodCrossNode;
    let (tries, came_back) = short.counts();
    let outcome = match (opened.outcome(family)?, short.outcome(family)?) {
        // Datagrams alone say nothing of calls; but if some of them came and some did not, neither will connections.
        (Outcome::Timeout, Outcome::Partial) | (Outcome::Ok, Outcome::Timeout) => Outcome::Partial,
        (Outcome::Ok, of_datagrams) => of_datagrams,
        (of_connections, _) => of_connections,
    };
    let seen = opened.seen(format_args!("TCP to {address}"), "opened", |open| open.took);
    let seen = format!("{seen}; {came_back} of {tries} datagrams came back");
    let observation = Observation::new(family, subject, outcome, seen);
    Some(match opened.fastest(|open| open.took) {
        Some(fastest) => observation.took(fastest),
        None => observation,
    })
}

fn large(subject: &str, mtu: usize, short: &Tried<Echo>, long: &Round<Echo>) -> Option<Observation> {
    let (tries, came_back) = short.counts();
    let (outcome, seen) = match (came_back, long.answers.len()) {
        (0, 0) => (
            Outcome::Timeout,
            format!("neither short nor long datagrams came back, {tries} and {LONG_TRIES} tries"),
        ),
        // Of a way that loses many of any length, six losses say nothing about length.
        (some, 0) if 2 * some < tries => return None,
        (some, 0) => (
            Outcome::LargeLost,
            format!(
                "{some} of {tries} datagrams of {SHORT} bytes came back, and none of {LONG_TRIES} packets of {mtu} bytes"
            ),
        ),
        (_, some) => (Outcome::Ok, format!("{some} of {LONG_TRIES} packets of {mtu} bytes came back")),
    };
    Some(Observation::new(Family::PodLarge, subject, outcome, seen).fact("size", mtu.to_string()))
}

fn clock(subject: &str, peer: &str, short: &Tried<Echo>) -> Option<Observation> {
    let best = short.answers().min_by_key(|echo| echo.took)?;
    let way = u64::try_from(best.took.as_millis()).unwrap_or(u64::MAX);
    let skew = best.ahead_ms.unsigned_abs().saturating_sub(way);
    let direction = if best.ahead_ms < 0 { "behind" } else { "ahead of" };
    let (outcome, seen) = if skew > SKEW_MS {
        (Outcome::ClockSkew, format!("the clock of {peer} is {skew} ms {direction} this node's"))
    } else {
        let way = milliseconds(best.took);
        (Outcome::Ok, format!("the clocks agree within {} ms, over a way of {way}", skew.max(1)))
    };
    Some(
        Observation::new(Family::Clock, subject, outcome, seen)
            .fact("node", peer)
            .fact("skew", format!("{skew} ms")),
    )
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use hops_probe::{Failure, FailureKind};

    use super::*;

    fn echoes(came_back: usize, lost: usize) -> Round<Echo> {
        let echo = Echo { took: Duration::from_millis(1), ahead_ms: 0 };
        Round { answers: vec![echo; came_back], failures: vec![silence(); lost] }
    }

    fn silence() -> Failure {
        Failure { kind: FailureKind::Timeout, took: LIMIT, detail: String::new() }
    }

    fn short(first: (usize, usize), second: (usize, usize)) -> Tried<Echo> {
        let second = (first.1 > 0).then(|| echoes(second.0, second.1));
        Tried { first: echoes(first.0, first.1), second }
    }

    fn opened(opens: bool) -> Tried<tcp::Reached> {
        let open = Round { answers: vec![tcp::Reached { took: Duration::from_millis(1) }], failures: vec![] };
        let silent = || Round { answers: vec![], failures: vec![silence()] };
        if opens {
            Tried { first: open, second: None }
        } else {
            Tried { first: silent(), second: Some(silent()) }
        }
    }

    fn word(opens: bool, short: &Tried<Echo>) -> Outcome {
        across("a -> b", ([10, 244, 1, 2], PORT).into(), &opened(opens), short).unwrap().outcome
    }

    #[test]
    fn a_way_is_well_dead_or_loses_a_part() {
        assert_eq!(word(true, &short((4, 0), (0, 0))), Outcome::Ok);
        assert_eq!(word(true, &short((3, 1), (8, 0))), Outcome::Ok);
        assert_eq!(word(true, &short((3, 1), (7, 1))), Outcome::Partial);
        assert_eq!(word(false, &short((2, 2), (5, 3))), Outcome::Partial);
        assert_eq!(word(false, &short((0, 4), (0, 8))), Outcome::Timeout);
        assert_eq!(word(false, &short((4, 0), (0, 0))), Outcome::Timeout);
    }

    #[test]
    fn long_packets_are_lost_only_where_short_ones_are_not() {
        let word = |short: &Tried<Echo>, long: &Round<Echo>| {
            large("a -> b", 1450, short, long).map(|observation| observation.outcome)
        };
        assert_eq!(word(&short((4, 0), (0, 0)), &echoes(0, 6)), Some(Outcome::LargeLost));
        assert_eq!(word(&short((4, 0), (0, 0)), &echoes(1, 5)), Some(Outcome::Ok));
        assert_eq!(word(&short((1, 3), (2, 6)), &echoes(0, 6)), None);
        assert_eq!(word(&short((0, 4), (0, 8)), &echoes(0, 6)), Some(Outcome::Timeout));
    }

    #[test]
    fn a_clock_is_off_when_the_way_cannot_explain_it() {
        let word = |ahead_ms: i64, took: u64| {
            let echo = Echo { took: Duration::from_millis(took), ahead_ms };
            let first = Round { answers: vec![echo], failures: vec![] };
            clock("a -> b", "b", &Tried { first, second: None }).unwrap()
        };
        assert_eq!(word(1900, 1).outcome, Outcome::Ok);
        assert_eq!(word(2500, 900).outcome, Outcome::Ok);
        assert_eq!(word(-3001, 1).seen, "the clock of b is 3000 ms behind this node's");
    }
}
