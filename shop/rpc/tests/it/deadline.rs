//! The budget of a call, and what the server is told of it.

use std::time::Duration;

use shop_api::v1::{ListRecommendationsRequest, recommendation_service_client::RecommendationServiceClient};
use shop_rpc::{ChannelConfig, Deadline};
use shop_testkit::{DnsServer, RecommendationsPeer};
use tonic::{Code, Request, metadata::MetadataMap};

use crate::support::{AMPLE, Client, SHORT, at, named};

fn timeout_of(metadata: &MetadataMap) -> Duration {
    let text = metadata.get("grpc-timeout").unwrap().to_str().unwrap();
    Duration::from_micros(text.strip_suffix('u').unwrap().parse().unwrap())
}

#[tokio::test]
async fn the_server_is_told_what_is_left_of_the_budget() {
    let peer = RecommendationsPeer::start().await.unwrap();
    let client = Client::new(at(peer.address()));
    client.call().await.unwrap();
    let told = timeout_of(&peer.last_metadata());
    assert!(told < AMPLE && told > AMPLE / 2, "{told:?} of {AMPLE:?}");
}

#[tokio::test]
async fn a_call_may_bring_its_own_budget() {
    let peer = RecommendationsPeer::start().await.unwrap();
    peer.set_delay(AMPLE * 10);
    let client = Client::new(ChannelConfig { deadline: AMPLE * 10, ..at(peer.address()) });
    client.until_ready(1).await;
    let mut request = Request::new(ListRecommendationsRequest::default());
    request.extensions_mut().insert(Deadline(SHORT));
    let answer = RecommendationServiceClient::new(client.channel.clone()).list_recommendations(request).await;
    assert_eq!(answer.unwrap_err().code(), Code::DeadlineExceeded);
    assert!(timeout_of(&peer.last_metadata()) <= SHORT);
}

#[tokio::test]
async fn the_first_call_waits_for_the_first_connection_but_not_beyond_its_deadline() {
    let dns = DnsServer::start().await.unwrap();
    dns.stay_silent();
    let client = Client::new(ChannelConfig { deadline: SHORT, ..named(1, dns.address()) });
    let (answer, attempts) = client.recorded(true).await;
    assert_eq!((answer.unwrap_err().code(), attempts), (Code::DeadlineExceeded, vec![]));
}

#[tokio::test]
async fn a_request_above_the_limit_is_not_sent() {
    let peer = RecommendationsPeer::start().await.unwrap();
    let client = Client::new(ChannelConfig { max_request: 1024, ..at(peer.address()) });
    client.until_ready(1).await;
    let request = ListRecommendationsRequest { user_id: "x".repeat(1024), ..Default::default() };
    let answer = RecommendationServiceClient::new(client.channel.clone()).list_recommendations(request).await;
    let status = answer.unwrap_err();
    assert_eq!((status.code(), peer.calls()), (Code::ResourceExhausted, 0));
    insta::assert_snapshot!(status.message(), @"the request is larger than 1024 bytes");
}
