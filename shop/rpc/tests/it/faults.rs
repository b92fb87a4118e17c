//! Every way in which a peer can fail ends in one status, and is recorded by its name.

use std::{net::Ipv4Addr, time::Duration};

use shop_api::v1::ListRecommendationsResponse;
use shop_rpc::{ChannelConfig, Outcome};
use shop_testkit::{Fault, FaultProxy, RecommendationsPeer};
use tonic::{Code, Status};

use crate::support::{AMPLE, Client, SHORT, at, eventually};

struct Scene {
    client: Client,
    proxy: FaultProxy,
    peer: RecommendationsPeer,
}

/// A client that has had one answer through the proxy; the fault comes afterwards.
async fn connected(configure: impl FnOnce(&mut ChannelConfig)) -> Scene {
    let peer = RecommendationsPeer::start().await.unwrap();
    let proxy = FaultProxy::start(peer.address(), Ipv4Addr::LOCALHOST.into()).await.unwrap();
    let mut config = at(proxy.address());
    configure(&mut config);
    let client = Client::new(config);
    client.until_ready(1).await;
    Scene { client, proxy, peer }
}

async fn outcome_under(fault: Fault, configure: impl FnOnce(&mut ChannelConfig)) -> (Code, Vec<Outcome>) {
    let scene = connected(configure).await;
    scene.proxy.set_fault(fault).await;
    let (answer, attempts) = scene.client.recorded(true).await;
    let code = answer.map_or_else(|status| status.code(), |_| Code::Ok);
    (code, attempts.into_iter().map(|attempt| attempt.outcome).collect())
}

/// The peer answers no PING either, and is given that long.
fn patient(config: &mut ChannelConfig) {
    config.deadline = SHORT;
    config.keepalive.suspicion_timeout = AMPLE;
}

#[tokio::test]
async fn a_slow_answer_inside_the_deadline_is_an_answer() {
    let delay = Fault::Delay(Duration::from_millis(50));
    assert_eq!(outcome_under(delay, |_| {}).await, (Code::Ok, vec![Outcome::Answered(Code::Ok)]));
}

#[tokio::test]
async fn an_answer_after_the_deadline_is_deadline_exceeded() {
    let expected = (Code::DeadlineExceeded, vec![Outcome::Silent]);
    assert_eq!(outcome_under(Fault::Delay(AMPLE), patient).await, expected);
    assert_eq!(outcome_under(Fault::Hang, patient).await, expected);
    assert_eq!(outcome_under(Fault::BlackHole, patient).await, expected);
}

#[tokio::test]
async fn a_connection_reset_inside_the_answer_is_unavailable() {
    let expected = (Code::Unavailable, vec![Outcome::ConnectionLost]);
    assert_eq!(outcome_under(Fault::ResetMidStream, |_| {}).await, expected);
}

#[tokio::test]
async fn an_answer_of_garbage_is_internal() {
    let expected = (Code::Internal, vec![Outcome::Malformed]);
    assert_eq!(outcome_under(Fault::Garbage, |_| {}).await, expected);
}

#[tokio::test]
async fn an_answer_that_announces_too_much_is_refused_before_it_comes() {
    let expected = (Code::ResourceExhausted, vec![Outcome::TooLarge]);
    assert_eq!(outcome_under(Fault::TooLarge, |_| {}).await, expected);
}

#[tokio::test]
async fn an_answer_that_is_too_large_is_refused() {
    let scene = connected(|config| config.max_answer = 1 << 20).await;
    let half = "x".repeat(1 << 19);
    let mut answer = ListRecommendationsResponse { next_page_token: half.clone(), ..Default::default() };
    scene.peer.set_answer(answer.clone());
    assert_eq!(scene.client.call().await.unwrap(), answer);
    answer.model_version = half;
    scene.peer.set_answer(answer);
    let status = scene.client.call().await.unwrap_err();
    assert_eq!(status.code(), Code::ResourceExhausted);
    insta::assert_snapshot!(status.message(), @"answer too large: more than 1048576 bytes");
}

#[tokio::test]
async fn a_peer_of_another_protocol_is_never_called() {
    let peer = RecommendationsPeer::start().await.unwrap();
    let proxy = FaultProxy::start(peer.address(), Ipv4Addr::LOCALHOST.into()).await.unwrap();
    proxy.set_fault(Fault::NotHttp2).await;
    let client = Client::new(at(proxy.address()));
    let (answer, attempts) = client.recorded(true).await;
    assert_eq!((answer.unwrap_err().code(), attempts), (Code::Unavailable, vec![]));
}

#[tokio::test]
async fn a_refused_connection_is_unavailable_at_once() {
    let peer = RecommendationsPeer::start().await.unwrap();
    let proxy = FaultProxy::start(peer.address(), Ipv4Addr::LOCALHOST.into()).await.unwrap();
    proxy.set_fault(Fault::Refuse).await;
    let client = Client::new(at(proxy.address()));
    let (answer, attempts) = client.recorded(true).await;
    let status = answer.unwrap_err();
    assert_eq!((status.code(), attempts), (Code::Unavailable, vec![]));
    let message = status.message().replace(&proxy.address().to_string(), "ADDRESS");
    insta::assert_snapshot!(message, @"no endpoint of `ADDRESS` is ready");
}

#[tokio::test]
async fn a_peer_that_hangs_from_the_start_is_unavailable() {
    let peer = RecommendationsPeer::start().await.unwrap();
    let proxy = FaultProxy::start(peer.address(), Ipv4Addr::LOCALHOST.into()).await.unwrap();
    proxy.set_fault(Fault::Hang).await;
    let client = Client::new(ChannelConfig { connect_timeout: SHORT, ..at(proxy.address()) });
    assert_eq!(client.call().await.unwrap_err().code(), Code::Unavailable);
    assert_eq!(peer.calls(), 0);
}

#[tokio::test]
async fn the_status_of_the_peer_reaches_the_caller_whole() {
    let scene = connected(|_| {}).await;
    let mut status = Status::with_details(Code::NotFound, "no book `7`", vec![1, 2, 3].into());
    status.metadata_mut().insert("x-request-id", "abc".parse().unwrap());
    scene.peer.set_status(Some(status));
    let status = scene.client.call().await.unwrap_err();
    assert_eq!(
        (status.code(), status.message(), status.details()),
        (Code::NotFound, "no book `7`", &[1, 2, 3][..])
    );
    assert_eq!(status.metadata().get("x-request-id").unwrap(), "abc");
}

#[tokio::test]
async fn a_hung_peer_is_given_up_before_the_breaker_has_counted_five() {
    let scene = connected(|config| {
        config.deadline = SHORT;
        config.connect_timeout = SHORT;
        config.keepalive.suspicion_timeout = Duration::from_millis(10);
    })
    .await;
    scene.proxy.set_fault(Fault::Hang).await;
    assert_eq!(scene.client.call().await.unwrap_err().code(), Code::DeadlineExceeded);
    eventually("the connection is given up", || scene.client.states() == [shop_rpc::State::Unreachable])
        .await;
    assert_eq!(scene.client.call().await.unwrap_err().code(), Code::Unavailable);
}
