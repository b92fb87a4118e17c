//! A second attempt: where it goes, and when there is none.

use std::net::SocketAddr;

use shop_rpc::{ChannelConfig, Outcome};
use shop_testkit::{DnsServer, RecommendationsPeer};
use tonic::{Code, Status};

use crate::support::{Client, NAME, at, ips, named};

/// Two peers, the first of which is unavailable; its breaker never opens.
async fn one_bad_one_good(
    configure: impl FnOnce(&mut ChannelConfig),
) -> (DnsServer, Vec<RecommendationsPeer>, Client) {
    let dns = DnsServer::start().await.unwrap();
    let peers = RecommendationsPeer::start_group(2).await.unwrap();
    dns.set_addresses(NAME, ips(peers.iter().map(RecommendationsPeer::address)));
    peers[0].set_status(Some(Status::unavailable("starting")));
    let mut config = named(peers[0].address().port(), dns.address());
    config.breaker.consecutive_failures = u32::MAX;
    config.breaker.min_calls = u32::MAX;
    configure(&mut config);
    let client = Client::new(config);
    client.until_ready(2).await;
    (dns, peers, client)
}

fn endpoints(attempts: &[shop_rpc::Attempt]) -> Vec<SocketAddr> {
    attempts.iter().map(|attempt| attempt.endpoint).collect()
}

#[tokio::test]
async fn an_unavailable_endpoint_is_followed_by_the_other_one() {
    let (_dns, peers, client) = one_bad_one_good(|_| {}).await;
    for _ in 0..4 {
        let (answer, attempts) = client.recorded(true).await;
        answer.unwrap();
        let good = peers[1].address();
        assert!([vec![good], vec![peers[0].address(), good]].contains(&endpoints(&attempts)), "{attempts:?}");
    }
    assert_eq!((peers[0].calls(), peers[1].calls()), (2, 4));
}

#[tokio::test]
async fn a_call_that_may_not_be_repeated_is_not() {
    let (_dns, peers, client) = one_bad_one_good(|_| {}).await;
    let mut failed = 0;
    for _ in 0..4 {
        let (answer, attempts) = client.recorded(false).await;
        assert_eq!(attempts.len(), 1);
        failed += u32::from(answer.is_err());
    }
    assert_eq!((failed, peers[0].calls(), peers[1].calls()), (2, 2, 2));
}

#[tokio::test]
async fn when_the_retry_budget_is_spent_the_failure_is_passed_on() {
    let (_dns, peers, client) = one_bad_one_good(|config| {
        config.retry.burst = 3;
        config.retry.percent = 0;
    })
    .await;
    let mut failed = 0;
    for _ in 0..20 {
        failed += u32::from(client.call().await.is_err());
    }
    assert_eq!((peers[0].calls(), peers[1].calls()), (u64::from(failed) + 3, 20 - u64::from(failed)));
    assert!(failed > 0);
}

#[tokio::test]
async fn without_enough_time_left_there_is_no_retry() {
    let (_dns, _peers, client) =
        one_bad_one_good(|config| config.retry.min_remaining = config.deadline * 2).await;
    for _ in 0..4 {
        assert_eq!(client.recorded(true).await.1.len(), 1);
    }
}

#[tokio::test]
async fn a_single_endpoint_is_not_asked_twice() {
    let peer = RecommendationsPeer::start().await.unwrap();
    peer.set_status(Some(Status::unavailable("starting")));
    let client = Client::new(at(peer.address()));
    let (answer, attempts) = client.recorded(true).await;
    assert_eq!(answer.unwrap_err().message(), "starting");
    let outcomes: Vec<_> = attempts.iter().map(|attempt| attempt.outcome).collect();
    assert_eq!(outcomes, [Outcome::Answered(Code::Unavailable)]);
}

#[tokio::test]
async fn a_rolling_restart_fails_no_call_even_one_that_may_not_be_repeated() {
    let dns = DnsServer::start().await.unwrap();
    let mut peers = RecommendationsPeer::start_group(2).await.unwrap();
    dns.set_addresses(NAME, ips(peers.iter().map(RecommendationsPeer::address)));
    let client = Client::new(named(peers[0].address().port(), dns.address()));
    client.until_ready(2).await;
    for turn in 0..4 {
        peers[turn % 2].drain();
        for _ in 0..50 {
            client.recorded(false).await.0.unwrap();
        }
        peers[turn % 2].restart().await.unwrap();
        client.until_ready(2).await;
    }
}
