use std::time::Duration;

use hops_model::Outcome;
use hops_probe::echo::{self, Limits};
use hops_probe::{FailureKind, ladder};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::peer::Peer;
use crate::{LONG, SHORT};

async fn echo_server(limits: Limits) -> Peer {
    Peer::running(|listener| echo::serve(listener, limits)).await
}

/// Sends back what fits into `largest` bytes and swallows all else.
async fn narrow(largest: usize) -> Peer {
    Peer::running(move |listener| async move {
        let mut held = Vec::new();
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut bytes = vec![0; 65_536];
            let length = stream.read(&mut bytes).await.unwrap();
            if length <= largest {
                stream.write_all(&bytes[..length]).await.unwrap();
            }
            held.push(stream);
        }
    })
    .await
}

#[tokio::test]
async fn every_size_comes_back_from_an_echo_server() {
    let peer = echo_server(Limits::default()).await;
    let ladder = ladder::largest(peer.address, &[600_000, 64, 1400], LONG).await;
    assert_eq!((ladder.passed, ladder.outcome()), (Some(600_000), Some(Outcome::Ok)));
}

#[tokio::test]
async fn where_long_ones_vanish_the_first_such_size_is_named() {
    let peer = narrow(1200).await;
    let ladder = ladder::largest(peer.address, &[64, 1200, 1400, 9000], SHORT).await;
    assert_eq!(ladder.passed, Some(1200));
    let (size, failure) = ladder.lost.clone().unwrap();
    assert_eq!((size, failure.kind), (1400, FailureKind::Timeout));
    assert_eq!(ladder.outcome(), Some(Outcome::LargeLost));
}

#[tokio::test]
async fn where_nothing_comes_back_no_size_is_to_blame() {
    let peer = narrow(0).await;
    let ladder = ladder::largest(peer.address, &[64, 1400], SHORT).await;
    assert_eq!((ladder.passed, ladder.outcome()), (None, Some(Outcome::Timeout)));
}

#[tokio::test]
async fn other_bytes_than_those_sent_are_garbage() {
    let peer = Peer::answering([7; 64]).await;
    let ladder = ladder::largest(peer.address, &[64], LONG).await;
    assert_eq!(ladder.lost.unwrap().1.kind, FailureKind::Garbage);
}

#[tokio::test]
async fn a_connection_ends_after_its_share() {
    let peer = echo_server(Limits { bytes: 1000, ..Limits::default() }).await;
    let ladder = ladder::largest(peer.address, &[1000, 1001], LONG).await;
    assert_eq!(ladder.passed, Some(1000));
    assert_eq!(ladder.lost.unwrap().1.kind, FailureKind::Reset);
}

#[tokio::test]
async fn a_silent_connection_is_closed() {
    let peer = echo_server(Limits { idle: Duration::from_millis(50), ..Limits::default() }).await;
    let mut stream = TcpStream::connect(peer.address).await.unwrap();
    assert!(matches!(tokio::time::timeout(LONG, stream.read(&mut [0])).await.unwrap(), Ok(0) | Err(_)));
}

#[tokio::test]
async fn one_connection_too_many_is_closed_at_once_and_room_comes_back() {
    let peer = echo_server(Limits { connections: 1, ..Limits::default() }).await;
    let mut first = TcpStream::connect(peer.address).await.unwrap();
    first.write_all(b"x").await.unwrap();
    first.read_exact(&mut [0]).await.unwrap();
    let mut second = TcpStream::connect(peer.address).await.unwrap();
    assert!(matches!(second.read(&mut [0]).await, Ok(0) | Err(_)));
    drop(first);
    let began = tokio::time::Instant::now();
    while ladder::rung(peer.address, 64, LONG).await.is_err() {
        assert!(began.elapsed() < LONG, "the first connection's place stays taken");
    }
}
