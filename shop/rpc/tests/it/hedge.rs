//! A second attempt beside a first one that is silent: whichever answers well first wins.

use std::{sync::Arc, time::Duration};

use shop_rpc::{ChannelConfig, Outcome, State, Target};
use shop_testkit::{DnsServer, Fault, FaultProxy, RecommendationsPeer, ReservedAddress};
use tonic::{Code, Status};

use crate::support::{AMPLE, Client, NAME, eventually, ips, named};

const HEDGE_AFTER: Duration = Duration::from_millis(100);

/// Two peers; nearly all of an ample budget is kept for the second attempt.
async fn two_peers() -> (DnsServer, Vec<RecommendationsPeer>, Client) {
    let dns = DnsServer::start().await.unwrap();
    let peers = RecommendationsPeer::start_group(2).await.unwrap();
    dns.set_addresses(NAME, ips(peers.iter().map(RecommendationsPeer::address)));
    let mut config = named(peers[0].address().port(), dns.address());
    config.retry.min_remaining = config.deadline.saturating_sub(HEDGE_AFTER);
    let client = Client::new(config);
    client.until_ready(2).await;
    (dns, peers, client)
}

fn outcomes(attempts: &[shop_rpc::Attempt]) -> Vec<Outcome> {
    attempts.iter().map(|attempt| attempt.outcome).collect()
}

/// With the settings of production.
fn defaults(port: u16, dns: &DnsServer) -> ChannelConfig {
    let target = Target::parse(&format!("{NAME}:{port}"), 1).unwrap();
    ChannelConfig { nameserver: Some(dns.address()), ..ChannelConfig::new(target) }
}

#[tokio::test]
async fn replicas_that_need_most_of_the_deadline_are_live_and_keep_their_breakers_closed() {
    let dns = DnsServer::start().await.unwrap();
    let peers = RecommendationsPeer::start_group(2).await.unwrap();
    dns.set_addresses(NAME, ips(peers.iter().map(RecommendationsPeer::address)));
    let client = Arc::new(Client::new(defaults(peers[0].address().port(), &dns)));
    client.until_ready(2).await;
    for peer in &peers {
        peer.set_delay(Duration::from_millis(200));
    }
    let mut callers = tokio::task::JoinSet::new();
    for _ in 0..3 {
        let client = client.clone();
        callers.spawn(async move {
            let mut live = 0;
            for _ in 0..10 {
                live += u32::from(client.call().await.is_ok());
            }
            live
        });
    }
    let live: u32 = callers.join_all().await.into_iter().sum();
    // All of them on an idle machine; a busy one is late by 50 ms now and then.
    assert!(live >= 24, "{live} of 30 calls were answered");
    assert_eq!(client.states(), [State::Ready; 2]);
}

#[tokio::test]
async fn a_first_attempt_that_answers_in_time_is_not_cut_off_by_the_second() {
    let (_dns, peers, client) = two_peers().await;
    for peer in &peers {
        peer.set_delay(HEDGE_AFTER * 3);
    }
    let (answer, attempts) = client.recorded(true).await;
    answer.unwrap();
    assert_eq!(outcomes(&attempts), [Outcome::Answered(Code::Ok), Outcome::Overtaken]);
    assert_ne!(attempts[0].endpoint, attempts[1].endpoint);
    assert!(attempts[1].started_after >= HEDGE_AFTER, "{attempts:?}");
}

#[tokio::test]
async fn a_first_attempt_that_is_overtaken_goes_on_and_counts_by_its_own_outcome() {
    let (_dns, peers, client) = two_peers().await;
    peers[0].set_delay(HEDGE_AFTER * 5);
    let mut overtaken = 0;
    while overtaken < 6 {
        let (answer, attempts) = client.recorded(true).await;
        answer.unwrap();
        overtaken += u32::from(outcomes(&attempts) == [Outcome::Overtaken, Outcome::Answered(Code::Ok)]);
    }
    let idle = || client.channel.endpoints().iter().all(|endpoint| endpoint.in_flight == 0);
    eventually("the overtaken attempts have ended", idle).await;
    assert_eq!(client.states(), [State::Ready; 2]);
}

#[tokio::test]
async fn a_second_attempt_that_fails_leaves_the_first_its_time() {
    let (_dns, peers, client) = two_peers().await;
    peers[0].set_delay(HEDGE_AFTER * 3);
    peers[1].set_status(Some(Status::internal("broken")));
    let (answer, attempts) = loop {
        let (answer, attempts) = client.recorded(true).await;
        if attempts[0].endpoint == peers[0].address() {
            break (answer, attempts);
        }
    };
    answer.unwrap();
    assert_eq!(outcomes(&attempts), [Outcome::Answered(Code::Ok), Outcome::Answered(Code::Internal)]);
}

#[tokio::test]
async fn a_call_that_may_not_be_repeated_waits_for_its_one_attempt() {
    let (_dns, peers, client) = two_peers().await;
    for peer in &peers {
        peer.set_delay(HEDGE_AFTER * 3);
    }
    let (answer, attempts) = client.recorded(false).await;
    answer.unwrap();
    assert_eq!(outcomes(&attempts), [Outcome::Answered(Code::Ok)]);
}

#[tokio::test]
async fn one_of_two_is_black_holed_under_steady_load_and_every_call_is_answered() {
    let dns = DnsServer::start().await.unwrap();
    let peer = RecommendationsPeer::start().await.unwrap();
    let proxies: Vec<_> = ReservedAddress::group(2)
        .unwrap()
        .into_iter()
        .map(|address| FaultProxy::start_on(peer.address(), address).unwrap())
        .collect();
    dns.set_addresses(NAME, ips(proxies.iter().map(FaultProxy::address)));
    let mut config = defaults(proxies[0].address().port(), &dns);
    // As late as in production, but with ample time for the second attempt.
    config.retry.min_remaining = AMPLE.saturating_sub(Duration::from_millis(150));
    config.deadline = AMPLE;
    let client = Client::new(config);
    client.until_ready(2).await;

    proxies[0].set_fault(Fault::BlackHole).await;
    for _ in 0..50 {
        client.call().await.unwrap();
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    eventually("it is out", || client.states()[0] == State::Unreachable).await;
    let (answer, attempts) = client.recorded(true).await;
    answer.unwrap();
    assert_eq!(outcomes(&attempts), [Outcome::Answered(Code::Ok)]);
}
