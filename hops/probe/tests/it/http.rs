use std::net::SocketAddr;

use hops_probe::http::{HttpTarget, get};
use hops_probe::{Failure, FailureKind};
use shop_testkit::{Fault, FaultProxy, ReservedAddress};

use crate::peer::Peer;
use crate::{LONG, SHORT};

fn target(address: SocketAddr) -> HttpTarget {
    HttpTarget { address, host: "shop.example".to_owned(), path: "/?page=1".to_owned() }
}

async fn failed(answer: impl Into<Vec<u8>>) -> Failure {
    let peer = Peer::answering(answer).await;
    get(&target(peer.address), LONG).await.unwrap_err()
}

#[tokio::test]
async fn a_page_is_told_with_its_status_source_and_size() {
    let peer =
        Peer::answering("HTTP/1.1 200 OK\r\nX-Marketplace-Source: live\r\nContent-Length: 5\r\n\r\nhello")
            .await;
    let page = get(&target(peer.address), LONG).await.unwrap();
    assert_eq!((page.status, page.source.as_deref(), page.bytes), (200, Some("live"), 5));
    assert!(page.connect <= page.first_byte && page.first_byte <= page.took);
}

#[tokio::test]
async fn a_status_is_a_failure_only_where_it_is_not_accepted() {
    for (status, accepted) in [(200, true), (302, true), (404, true), (500, false), (503, false)] {
        let peer = Peer::answering(format!("HTTP/1.1 {status} X\r\nContent-Length: 0\r\n\r\n")).await;
        let page = get(&target(peer.address), LONG).await.unwrap();
        assert_eq!(page.status, status);
        assert_eq!(page.accepted().is_ok(), accepted, "{status}");
    }
}

#[tokio::test]
async fn an_answer_that_ends_too_early_was_cut() {
    assert_eq!(failed("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nhalf").await.kind, FailureKind::Reset);
    assert_eq!(failed("HTTP/1.1 200 OK\r\nContent-Le").await.kind, FailureKind::Reset);
    assert_eq!(failed("").await.kind, FailureKind::Reset);
}

#[tokio::test]
async fn another_protocol_is_no_answer() {
    let failure = failed("SSH-2.0-OpenSSH_9.9\r\n\r\n").await;
    assert_eq!(failure.kind, FailureKind::Garbage, "{failure}");
}

#[tokio::test]
async fn a_body_without_end_is_read_to_the_limit_only() {
    let mut endless = b"HTTP/1.1 200 OK\r\nContent-Length: 9999999999\r\n\r\n".to_vec();
    endless.resize(6 << 20, b'x');
    let peer = Peer::answering(endless).await;
    let page = get(&target(peer.address), LONG).await.unwrap();
    assert!((4 << 20..5 << 20).contains(&page.bytes), "{}", page.bytes);
}

#[tokio::test]
async fn a_head_without_end_is_no_answer() {
    let mut endless = b"HTTP/1.1 200 OK\r\nX-A: ".to_vec();
    endless.resize(2 << 20, b'x');
    let failure = failed(endless).await;
    assert!(matches!(failure.kind, FailureKind::Garbage | FailureKind::Reset), "{failure}");
}

#[tokio::test]
async fn silence_reset_and_refusal_are_three_things() {
    // To close a connection with bytes unread in it is to reset it.
    let rude = Peer::running(|listener| async move {
        while let Ok((stream, _)) = listener.accept().await {
            stream.readable().await.unwrap();
        }
    })
    .await;
    let page = Peer::answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok").await;
    let proxy = FaultProxy::start(page.address, page.address.ip()).await.unwrap();
    assert_eq!(get(&target(rude.address), LONG).await.unwrap_err().kind, FailureKind::Reset);
    proxy.set_fault(Fault::Hang).await;
    assert_eq!(get(&target(proxy.address()), SHORT).await.unwrap_err().kind, FailureKind::Timeout);
    proxy.set_fault(Fault::Refuse).await;
    assert_eq!(get(&target(proxy.address()), LONG).await.unwrap_err().kind, FailureKind::Refused);
}

#[tokio::test]
async fn a_target_that_cannot_be_written_down_says_nothing_about_the_peer() {
    let nobody = ReservedAddress::on([127, 0, 0, 1].into()).unwrap();
    let target = HttpTarget { host: "a\nb".to_owned(), ..target(nobody.address()) };
    assert_eq!(get(&target, LONG).await.unwrap_err().kind, FailureKind::Local);
}
