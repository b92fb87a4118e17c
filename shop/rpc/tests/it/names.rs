//! What the answers of DNS do to the endpoints.

use shop_rpc::State;
use shop_testkit::{DnsServer, RecommendationsPeer};
use tonic::Code;

use crate::support::{Client, NAME, SHORT, at, config, eventually, ips, named};

/// Three peers behind one name.
async fn three() -> (DnsServer, Vec<RecommendationsPeer>, Client) {
    let dns = DnsServer::start().await.unwrap();
    let peers = RecommendationsPeer::start_group(3).await.unwrap();
    dns.set_addresses(NAME, ips(peers.iter().map(RecommendationsPeer::address)));
    let client = Client::new(named(peers[0].address().port(), dns.address()));
    client.until_ready(3).await;
    (dns, peers, client)
}

fn calls(peers: &[RecommendationsPeer]) -> Vec<u64> {
    peers.iter().map(RecommendationsPeer::calls).collect()
}

async fn two_more_questions(dns: &DnsServer) {
    let enough = dns.queries() + 4;
    eventually("two more questions", || dns.queries() >= enough).await;
}

#[tokio::test]
async fn every_address_of_the_name_is_called() {
    let (_dns, peers, client) = three().await;
    for _ in 0..30 {
        client.call().await.unwrap();
    }
    assert_eq!(calls(&peers), [10, 10, 10]);
    let resolution = client.channel.resolution();
    assert_eq!((resolution.name.as_str(), resolution.addresses.len(), &resolution.error), (NAME, 3, &None));
}

#[tokio::test]
async fn an_address_that_is_new_is_called_and_one_that_is_gone_is_not() {
    let dns = DnsServer::start().await.unwrap();
    let peers = RecommendationsPeer::start_group(3).await.unwrap();
    let addresses = ips(peers.iter().map(RecommendationsPeer::address));
    dns.set_addresses(NAME, [addresses[0]]);
    let client = Client::new(named(peers[0].address().port(), dns.address()));
    client.until_ready(1).await;
    client.call().await.unwrap();
    assert_eq!(calls(&peers), [1, 0, 0]);

    dns.set_addresses(NAME, addresses.clone());
    client.until_ready(3).await;
    for _ in 0..30 {
        client.call().await.unwrap();
    }
    assert_eq!(calls(&peers), [11, 10, 10]);

    dns.set_addresses(NAME, addresses[1..].to_vec());
    client.until_ready(2).await;
    for _ in 0..30 {
        client.call().await.unwrap();
    }
    assert_eq!(calls(&peers), [11, 25, 25]);
}

#[tokio::test]
async fn of_a_crowd_that_wants_to_see_the_addresses_one_asks() {
    let (dns, _peers, client) = three().await;
    dns.stay_silent();
    let look = || client.channel.look_up(SHORT);
    let (asked, shown) = tokio::join!(look(), look());
    assert!(asked.error.is_some());
    assert_eq!((shown.addresses.len(), shown.error), (3, None));
}

#[tokio::test]
async fn when_dns_fails_the_last_addresses_keep_serving() {
    let (dns, peers, client) = three().await;
    dns.answer_servfail();
    two_more_questions(&dns).await;
    eventually("the error is shown", || client.channel.resolution().error.is_some()).await;
    dns.stay_silent();
    two_more_questions(&dns).await;
    for _ in 0..30 {
        client.call().await.unwrap();
    }
    assert_eq!(calls(&peers), [10, 10, 10]);
    assert_eq!(client.channel.resolution().addresses.len(), 3);

    dns.set_addresses(NAME, ips([peers[0].address()]));
    eventually("the new list is in force", || client.states() == [State::Ready]).await;
    assert_eq!(client.channel.resolution().error, None);
}

#[tokio::test]
async fn an_empty_answer_does_not_cut_connections_that_work() {
    let (dns, mut peers, client) = three().await;
    dns.answer_nxdomain();
    two_more_questions(&dns).await;
    for _ in 0..30 {
        client.call().await.unwrap();
    }
    assert_eq!(calls(&peers), [10, 10, 10]);

    peers[0].stop().await;
    eventually("the one whose connection ended is gone", || client.states() == [State::Ready; 2]).await;
    dns.answer();
    peers[0].restart().await.unwrap();
    client.until_ready(3).await;
}

#[tokio::test]
async fn a_name_that_does_not_exist_is_unavailable_and_says_so() {
    let dns = DnsServer::start().await.unwrap();
    let client = Client::new(named(1, dns.address()));
    assert_eq!(client.call().await.unwrap_err().code(), Code::Unavailable);
    let error = client.channel.resolution().error.clone().unwrap();
    assert!(error.starts_with("`recommendations-headless.test` has no address: "), "{error}");
}

#[tokio::test]
async fn a_name_server_that_fails_is_unavailable_and_says_so() {
    let dns = DnsServer::start().await.unwrap();
    dns.answer_servfail();
    let client = Client::new(named(1, dns.address()));
    assert_eq!(client.call().await.unwrap_err().code(), Code::Unavailable);
    let error = client.channel.resolution().error.clone().unwrap();
    assert!(error.starts_with("cannot resolve `recommendations-headless.test`: "), "{error}");
}

#[tokio::test]
async fn a_name_that_comes_to_exist_is_called() {
    let dns = DnsServer::start().await.unwrap();
    let peer = RecommendationsPeer::start().await.unwrap();
    let client = Client::new(named(peer.address().port(), dns.address()));
    assert_eq!(client.call().await.unwrap_err().code(), Code::Unavailable);
    dns.set_addresses(NAME, ips([peer.address()]));
    client.until_ready(1).await;
    client.call().await.unwrap();
}

#[tokio::test]
async fn an_address_and_localhost_need_no_name_server() {
    let peer = RecommendationsPeer::start().await.unwrap();
    let nobody = DnsServer::start().await.unwrap();
    let mut by_name = config(&format!("localhost:{}", peer.address().port()));
    by_name.nameserver = Some(nobody.address());
    for config in [by_name, at(peer.address())] {
        let client = Client::new(config);
        client.call().await.unwrap();
    }
    assert_eq!((peer.calls(), nobody.queries()), (2, 0));
}
