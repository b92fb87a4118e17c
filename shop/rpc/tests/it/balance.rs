//! Calls spread evenly, and away from an endpoint that is silent.

use std::{sync::Arc, time::Duration};

use shop_rpc::{ChannelConfig, State};
use shop_testkit::{DnsServer, Fault, FaultProxy, RecommendationsPeer, ReservedAddress};

use crate::support::{AMPLE, Client, NAME, eventually, ips, named};

const CALLS: u64 = 10_000;
const CALLERS: u64 = 32;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn over_ten_thousand_calls_the_busiest_of_three_has_at_most_a_quarter_more_than_the_idlest() {
    let dns = DnsServer::start().await.unwrap();
    let peers = RecommendationsPeer::start_group(3).await.unwrap();
    dns.set_addresses(NAME, ips(peers.iter().map(RecommendationsPeer::address)));
    let client = Arc::new(Client::new(named(peers[0].address().port(), dns.address())));
    client.until_ready(3).await;
    let mut callers = tokio::task::JoinSet::new();
    for _ in 0..CALLERS {
        let client = client.clone();
        callers.spawn(async move {
            for _ in 0..CALLS / CALLERS {
                client.call().await.unwrap();
            }
        });
    }
    while let Some(caller) = callers.join_next().await {
        caller.unwrap();
    }
    let calls: Vec<u64> = peers.iter().map(RecommendationsPeer::calls).collect();
    let (idlest, busiest) = (calls.iter().min().unwrap(), calls.iter().max().unwrap());
    assert!(busiest * 4 <= idlest * 5, "{calls:?}");
    assert!(calls.iter().sum::<u64>() >= CALLS / CALLERS * CALLERS);
}

#[tokio::test]
async fn a_slow_endpoint_gets_fewer_calls() {
    let dns = DnsServer::start().await.unwrap();
    let peers = RecommendationsPeer::start_group(2).await.unwrap();
    dns.set_addresses(NAME, ips(peers.iter().map(RecommendationsPeer::address)));
    let client = Arc::new(Client::new(named(peers[0].address().port(), dns.address())));
    client.until_ready(2).await;
    peers[0].set_delay(AMPLE);
    let mut callers = tokio::task::JoinSet::new();
    for _ in 0..4 {
        let client = client.clone();
        callers.spawn(async move { while client.call().await.is_ok() {} });
    }
    eventually("the fast one has had most of the calls", || peers[1].calls() >= 100).await;
    // Each caller can wait there once.
    assert!(peers[0].calls() <= 4, "{} calls went to the slow one", peers[0].calls());
}

#[tokio::test]
async fn one_of_three_is_black_holed_and_no_call_fails() {
    let dns = DnsServer::start().await.unwrap();
    let peer = RecommendationsPeer::start().await.unwrap();
    let proxies: Vec<_> = ReservedAddress::group(3)
        .unwrap()
        .into_iter()
        .map(|address| FaultProxy::start_on(peer.address(), address).unwrap())
        .collect();
    dns.set_addresses(NAME, ips(proxies.iter().map(FaultProxy::address)));
    let mut config = ChannelConfig {
        connect_timeout: Duration::from_millis(250),
        ..named(proxies[0].address().port(), dns.address())
    };
    // Nearly all of an ample budget is kept for the second attempt.
    config.retry.min_remaining = config.deadline.saturating_sub(Duration::from_millis(250));
    let client = Client::new(config);
    client.until_ready(3).await;

    proxies[1].set_fault(Fault::BlackHole).await;
    for _ in 0..60 {
        client.call().await.unwrap();
    }
    eventually("it is out", || client.states()[1] == State::Unreachable).await;

    proxies[1].set_fault(Fault::None).await;
    client.until_ready(3).await;
}
