use std::{io::ErrorKind, net::Ipv4Addr, time::Duration};

use shop_testkit::{Fault, FaultProxy, RecommendationsPeer};
use tokio::{io::AsyncReadExt, net::TcpStream, time::timeout};
use tonic::Code;

use crate::peer::titles;

/// Longer than any answer takes that comes at all.
const NEVER: Duration = Duration::from_millis(500);

async fn scene() -> (RecommendationsPeer, FaultProxy) {
    let peer = RecommendationsPeer::start().await.unwrap();
    let proxy = FaultProxy::start(peer.address(), Ipv4Addr::LOCALHOST.into()).await.unwrap();
    (peer, proxy)
}

async fn code_under(fault: Fault) -> Code {
    let (_peer, proxy) = scene().await;
    proxy.set_fault(fault).await;
    titles(proxy.address()).await.map_or_else(|status| status.code(), |_| Code::Ok)
}

#[tokio::test]
async fn without_a_fault_everything_passes() {
    assert_eq!(code_under(Fault::None).await, Code::Ok);
    assert_eq!(code_under(Fault::Delay(Duration::from_millis(20))).await, Code::Ok);
}

#[tokio::test]
async fn a_fault_inside_an_answer_lets_the_connection_come_up() {
    let (peer, proxy) = scene().await;
    for fault in [Fault::Garbage, Fault::TooLarge, Fault::ResetMidStream] {
        proxy.set_fault(fault).await;
        titles(proxy.address()).await.unwrap_err();
    }
    assert_eq!(peer.calls(), 3);
}

#[tokio::test]
async fn refusing_keeps_the_port_for_later() {
    let (_peer, proxy) = scene().await;
    for _ in 0..3 {
        proxy.set_fault(Fault::Refuse).await;
        let refused = TcpStream::connect(proxy.address()).await.unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::ConnectionRefused);
        proxy.set_fault(Fault::None).await;
        assert_eq!(titles(proxy.address()).await.unwrap().len(), 3);
    }
}

#[tokio::test]
async fn what_was_held_back_is_delivered_when_the_hang_ends() {
    let (peer, proxy) = scene().await;
    proxy.set_fault(Fault::Hang).await;
    let mut call = std::pin::pin!(titles(proxy.address()));
    assert!(timeout(NEVER, call.as_mut()).await.is_err());
    assert_eq!(peer.calls(), 0);
    proxy.set_fault(Fault::None).await;
    assert_eq!(call.await.unwrap().len(), 3);
}

#[tokio::test]
async fn what_fell_into_a_black_hole_is_gone() {
    let (peer, proxy) = scene().await;
    proxy.set_fault(Fault::BlackHole).await;
    let mut call = std::pin::pin!(titles(proxy.address()));
    assert!(timeout(NEVER, call.as_mut()).await.is_err());
    proxy.set_fault(Fault::None).await;
    assert!(timeout(NEVER, call).await.is_err());
    assert_eq!(peer.calls(), 0);
}

#[tokio::test]
async fn another_protocol_is_spoken_without_being_asked() {
    let (_peer, proxy) = scene().await;
    proxy.set_fault(Fault::NotHttp2).await;
    let mut greeting = String::new();
    let mut stream = TcpStream::connect(proxy.address()).await.unwrap();
    stream.read_to_string(&mut greeting).await.unwrap();
    assert!(greeting.starts_with("220 "), "{greeting}");
}
