//! Replicas that are added take their part of the load soon after DNS names them.

use std::time::{Duration, Instant};

use shop_rpc::{ChannelConfig, State, Target};
use shop_testkit::{DnsServer, RecommendationsPeer};

use crate::support::{Client, NAME, eventually, ips};

/// From the answer of DNS until the new replicas have their part.
const BOUND: Duration = Duration::from_secs(15);
/// Fifty calls a second.
const TURN: Duration = Duration::from_millis(20);
const MEASURED: u64 = 120;

/// One call of a steady load; that it is answered is for other tests to say.
async fn one_turn(client: &Client) {
    let _ = client.call().await;
    tokio::time::sleep(TURN).await;
}

#[tokio::test]
async fn within_fifteen_seconds_each_of_two_new_replicas_gets_a_quarter_of_the_calls() {
    let dns = DnsServer::start().await.unwrap();
    let peers = RecommendationsPeer::start_group(3).await.unwrap();
    let addresses = ips(peers.iter().map(RecommendationsPeer::address));
    dns.set_addresses(NAME, addresses[..1].iter().copied());
    let target = Target::parse(&format!("{NAME}:{}", peers[0].address().port()), 1).unwrap();
    let client = Client::new(ChannelConfig { nameserver: Some(dns.address()), ..ChannelConfig::new(target) });
    client.until_ready(1).await;
    // Before the first connection DNS is asked more often; the turns of five seconds come after that.
    let asked_at = client.channel.resolution().at;
    eventually("DNS is asked again", || client.channel.resolution().at != asked_at).await;
    one_turn(&client).await;

    dns.set_addresses(NAME, addresses);
    let named_at = Instant::now();
    while client.states() != [State::Ready; 3] {
        assert!(named_at.elapsed() < BOUND, "{:?} after {BOUND:?}", client.states());
        one_turn(&client).await;
    }
    let before: Vec<u64> = peers.iter().map(RecommendationsPeer::calls).collect();
    for _ in 0..MEASURED {
        one_turn(&client).await;
    }
    let gained: Vec<u64> = peers.iter().zip(before).map(|(peer, before)| peer.calls() - before).collect();
    assert!(gained[1..].iter().all(|calls| calls * 4 >= MEASURED), "{gained:?} of {MEASURED}");
    assert!(named_at.elapsed() < BOUND, "it took {:?}", named_at.elapsed());
}
