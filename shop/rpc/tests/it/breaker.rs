//! An endpoint that fails is left alone until it has had time to recover.

use std::time::Duration;

use shop_api::v1::{ListRecommendationsRequest, recommendation_service_client::RecommendationServiceClient};
use shop_rpc::{State, Unjudged};
use shop_testkit::RecommendationsPeer;
use tonic::{Code, Request, Status};

use crate::support::{Client, at, eventually};

#[tokio::test]
async fn after_five_failures_calls_fail_without_being_sent() {
    let peer = RecommendationsPeer::start().await.unwrap();
    let mut config = at(peer.address());
    config.breaker.open_for = Duration::from_mins(10);
    config.breaker.open_at_most = Duration::from_mins(10);
    let client = Client::new(config);
    peer.set_status(Some(Status::internal("broken")));
    for _ in 0..5 {
        assert_eq!(client.call().await.unwrap_err().code(), Code::Internal);
    }
    assert_eq!(client.states(), [State::Open]);
    for _ in 0..100 {
        let (answer, attempts) = client.recorded(true).await;
        assert_eq!((answer.unwrap_err().code(), attempts), (Code::Unavailable, vec![]));
    }
    assert_eq!(peer.calls(), 5);
}

#[tokio::test]
async fn a_call_on_probation_that_succeeds_closes_the_breaker() {
    let peer = RecommendationsPeer::start().await.unwrap();
    let mut config = at(peer.address());
    config.breaker.open_for = Duration::from_millis(50);
    let client = Client::new(config);
    peer.set_status(Some(Status::internal("broken")));
    for _ in 0..5 {
        client.call().await.unwrap_err();
    }
    peer.set_status(None);
    while client.call().await.is_err() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert_eq!(client.states(), [State::Ready]);
    assert_eq!(peer.calls(), 6);
}

#[tokio::test]
async fn a_call_that_is_not_to_be_judged_by_does_not_open_it() {
    let peer = RecommendationsPeer::start().await.unwrap();
    let client = Client::new(at(peer.address()));
    peer.set_status(Some(Status::internal("the disk is full")));
    for _ in 0..20 {
        let mut request = Request::new(ListRecommendationsRequest::default());
        request.extensions_mut().insert(Unjudged);
        let mut calls = RecommendationServiceClient::new(client.channel.clone());
        calls.list_recommendations(request).await.unwrap_err();
    }
    assert_eq!(client.states(), [State::Ready]);
}

#[tokio::test]
async fn the_mistakes_of_callers_do_not_open_it() {
    let peer = RecommendationsPeer::start().await.unwrap();
    let client = Client::new(at(peer.address()));
    for code in [Code::InvalidArgument, Code::NotFound, Code::ResourceExhausted] {
        peer.set_status(Some(Status::new(code, "no")));
        for _ in 0..20 {
            assert_eq!(client.call().await.unwrap_err().code(), code);
        }
    }
    assert_eq!(client.states(), [State::Ready]);
}

#[tokio::test]
async fn a_peer_that_was_restarted_is_tried_at_once_although_its_breaker_was_open() {
    let mut peer = RecommendationsPeer::start().await.unwrap();
    let mut config = at(peer.address());
    config.breaker.open_for = Duration::from_mins(10);
    config.breaker.open_at_most = Duration::from_mins(10);
    let client = Client::new(config);
    peer.set_status(Some(Status::unavailable("starting")));
    for _ in 0..5 {
        client.call().await.unwrap_err();
    }
    assert_eq!(client.states(), [State::Open]);
    peer.set_status(None);
    peer.restart().await.unwrap();
    eventually("it is half-open", || client.states() == [State::HalfOpen]).await;
    client.call().await.unwrap();
    assert_eq!(client.states(), [State::Ready]);
}
