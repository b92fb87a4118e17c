//! What a scrape sees of a channel.

use shop_rpc::State;
use shop_testkit::{DnsServer, RecommendationsPeer};
use tonic::Status;

use crate::support::{Client, NAME, eventually, ips, named};

/// The samples of our own metrics, sorted, with the port made plain.
fn samples(client: &Client, port: u16) -> String {
    let text = client.registry.encode().replace(&format!(":{port}"), ":PORT");
    let mut lines: Vec<_> = text.lines().filter(|line| line.starts_with("test_")).collect();
    lines.sort_unstable();
    lines.join("\n")
}

#[tokio::test]
async fn retries_endpoints_and_breakers_are_counted_and_forgotten_with_their_endpoint() {
    let dns = DnsServer::start().await.unwrap();
    let peers = RecommendationsPeer::start_group(2).await.unwrap();
    dns.set_addresses(NAME, ips(peers.iter().map(RecommendationsPeer::address)));
    let port = peers[0].address().port();
    let mut config = named(port, dns.address());
    config.breaker.consecutive_failures = 1;
    let client = Client::new(config);
    client.until_ready(2).await;
    peers[0].set_status(Some(Status::unavailable("starting")));
    while client.states() != [State::Open, State::Ready] {
        client.call().await.unwrap();
    }
    insta::assert_snapshot!(samples(&client, port), @r#"
    test_breaker_state{endpoint="127.0.0.1:PORT"} 2
    test_breaker_state{endpoint="127.0.0.2:PORT"} 0
    test_rpc_client_endpoints{state="connecting"} 0
    test_rpc_client_endpoints{state="half_open"} 0
    test_rpc_client_endpoints{state="open"} 1
    test_rpc_client_endpoints{state="ready"} 1
    test_rpc_client_endpoints{state="unreachable"} 0
    test_rpc_client_retries_total 1
    "#);

    dns.set_addresses(NAME, ips([peers[1].address()]));
    eventually("the first is gone", || client.states() == [State::Ready]).await;
    eventually("its series are gone", || !samples(&client, port).contains("127.0.0.1")).await;
}

#[tokio::test]
async fn calls_are_timed_by_method_status_and_target() {
    let peer = RecommendationsPeer::start().await.unwrap();
    let dns = DnsServer::start().await.unwrap();
    dns.set_addresses(NAME, ips([peer.address()]));
    let client = Client::new(named(peer.address().port(), dns.address()));
    client.call().await.unwrap();
    let text = client.registry.encode();
    let count = text.lines().find(|line| line.starts_with("rpc_client_call_duration_seconds_count")).unwrap();
    for label in [
        "rpc_method=\"marketplace.recommendations.v1.RecommendationService/ListRecommendations\"",
        "rpc_response_status_code=\"OK\"",
        "server_address=\"recommendations-headless.test\"",
    ] {
        assert!(count.contains(label), "{label} is not in {count}");
    }
    assert!(count.ends_with(" 1"), "{count}");
}
