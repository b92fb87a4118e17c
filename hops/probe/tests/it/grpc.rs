use std::net::{Ipv4Addr, SocketAddr};

use hops_model::{Family, Outcome};
use hops_probe::FailureKind;
use hops_probe::grpc::{Serving, health};
use shop_testkit::{Fault, FaultProxy, RecommendationsPeer, ReservedAddress};
use tokio_stream::wrappers::TcpListenerStream;
use tonic::transport::Server;
use tonic_health::ServingStatus;
use tonic_health::server::health_reporter;

use crate::peer::Peer;
use crate::{LONG, SHORT};

async fn serving(service: &'static str, status: ServingStatus) -> Peer {
    let (reporter, service_of_health) = health_reporter();
    reporter.set_service_status(service, status).await;
    Peer::running(|listener| async move {
        let connections = TcpListenerStream::new(listener);
        Server::builder().add_service(service_of_health).serve_with_incoming(connections).await.unwrap();
    })
    .await
}

#[tokio::test]
async fn a_service_says_whether_it_serves() {
    let peer = serving("shop", ServingStatus::Serving).await;
    assert_eq!(health(peer.address, "shop", LONG).await.unwrap().serving, Serving::Serving);
    let peer = serving("shop", ServingStatus::NotServing).await;
    let answer = health(peer.address, "shop", LONG).await.unwrap();
    assert_eq!(answer.serving, Serving::NotServing);
    assert_eq!(answer.accepted().unwrap_err().kind.outcome(Family::Grpc), Some(Outcome::NotServing));
}

#[tokio::test]
async fn a_server_that_knows_no_such_service_is_there_all_the_same() {
    let peer = serving("shop", ServingStatus::Serving).await;
    let answer = health(peer.address, "other", LONG).await.unwrap();
    assert_eq!(answer.serving, Serving::Unknown);
    let without_health = RecommendationsPeer::start().await.unwrap();
    let answer = health(without_health.address(), "", LONG).await.unwrap();
    assert_eq!(answer.serving, Serving::Unknown);
    assert!(answer.accepted().is_ok());
}

#[tokio::test]
async fn http_1_is_not_grpc() {
    let peer = Peer::answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok").await;
    let failure = health(peer.address, "", LONG).await.unwrap_err();
    assert_eq!(failure.kind, FailureKind::Garbage, "{failure}");
}

#[tokio::test]
async fn faults_at_the_wire_keep_their_kinds() {
    let peer = serving("shop", ServingStatus::Serving).await;
    let proxy = FaultProxy::start(peer.address, peer.address.ip()).await.unwrap();
    for (fault, limit, kind) in [
        (Fault::Hang, SHORT, FailureKind::Timeout),
        (Fault::BlackHole, SHORT, FailureKind::Timeout),
        (Fault::ResetMidStream, LONG, FailureKind::Reset),
        (Fault::Garbage, LONG, FailureKind::Garbage),
        (Fault::NotHttp2, LONG, FailureKind::Garbage),
        (Fault::Refuse, LONG, FailureKind::Refused),
    ] {
        proxy.set_fault(fault).await;
        let failure = health(proxy.address(), "shop", limit).await.unwrap_err();
        assert_eq!(failure.kind, kind, "{fault:?}: {failure}");
    }
}

#[tokio::test]
async fn a_port_without_a_listener_refuses() {
    let nobody: SocketAddr = ReservedAddress::on(Ipv4Addr::LOCALHOST.into()).unwrap().address();
    assert_eq!(health(nobody, "", LONG).await.unwrap_err().kind, FailureKind::Refused);
}
