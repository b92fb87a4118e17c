//! Outages end for the client soon after they end for the server.

use std::time::{Duration, Instant};

use shop_rpc::{ChannelConfig, State, Target};
use shop_testkit::{Fault, FaultProxy, RecommendationsPeer};

use crate::support::{Client, SHORT, at, eventually};

/// The bar is one second; the rest is for a busy machine.
const SOON: Duration = Duration::from_secs(5);

async fn until_live(client: &Client) -> Duration {
    let since = Instant::now();
    while client.call().await.is_err() {
        assert!(since.elapsed() < Duration::from_mins(1), "not live within a minute");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    since.elapsed()
}

/// With the settings of production but an ample deadline.
fn defaults(proxy: &FaultProxy) -> ChannelConfig {
    let mut config = ChannelConfig::new(Target::parse(&proxy.address().to_string(), 1).unwrap());
    config.deadline = Duration::from_secs(2);
    config
}

#[tokio::test]
async fn the_first_live_answer_comes_soon_after_an_outage_with_the_settings_of_production() {
    let peer = RecommendationsPeer::start().await.unwrap();
    let proxy = FaultProxy::start(peer.address(), std::net::Ipv4Addr::LOCALHOST.into()).await.unwrap();
    let client = Client::new(defaults(&proxy));
    client.call().await.unwrap();
    for fault in [Fault::Refuse, Fault::Hang, Fault::BlackHole] {
        proxy.set_fault(fault).await;
        while client.states() != [State::Unreachable] {
            let _ = client.call().await;
        }
        // Long enough for the pauses between attempts to have grown to their longest.
        tokio::time::sleep(Duration::from_secs(1)).await;
        proxy.set_fault(Fault::None).await;
        let took = until_live(&client).await;
        assert!(took < SOON, "{fault:?} was over for {took:?}");
    }
}

#[tokio::test]
async fn a_client_that_starts_before_its_server_finds_it() {
    let mut peer = RecommendationsPeer::start().await.unwrap();
    peer.stop().await;
    let client = Client::new(at(peer.address()));
    client.call().await.unwrap_err();
    peer.restart().await.unwrap();
    until_live(&client).await;
    assert_eq!(client.states(), [State::Ready]);
}

#[tokio::test]
async fn a_server_that_goes_away_politely_completes_its_calls_and_fails_none() {
    let mut peer = RecommendationsPeer::start().await.unwrap();
    let client = Client::new(at(peer.address()));
    client.until_ready(1).await;
    peer.set_delay(Duration::from_millis(300));
    let (last, ()) = tokio::join!(client.recorded(false), async {
        eventually("the call is under way", || peer.calls() == 1).await;
        peer.drain();
    });
    last.0.unwrap();
    peer.restart().await.unwrap();
    until_live(&client).await;
}

#[tokio::test]
async fn a_connection_that_has_grown_old_is_replaced_without_a_failed_call() {
    let peer = RecommendationsPeer::start().await.unwrap();
    let proxy = FaultProxy::start(peer.address(), std::net::Ipv4Addr::LOCALHOST.into()).await.unwrap();
    let client = Client::new(ChannelConfig { connect_timeout: SHORT * 10, ..at(proxy.address()) });
    client.until_ready(1).await;
    // Cuts the connection between two calls, as often as it is made.
    for _ in 0..5 {
        proxy.set_fault(Fault::Refuse).await;
        proxy.set_fault(Fault::None).await;
        client.until_ready(1).await;
        client.call().await.unwrap();
    }
    assert!(proxy.accepted() >= 6);
}
