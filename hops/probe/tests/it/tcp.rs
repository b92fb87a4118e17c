use std::net::{Ipv4Addr, SocketAddr};

use hops_model::{Family, Outcome};
use hops_probe::{FailureKind, tcp};
use shop_testkit::ReservedAddress;
use tokio::net::{TcpListener, TcpSocket};

use crate::{LONG, SHORT};

#[tokio::test]
async fn a_listener_is_reached() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let reached = tcp::connect(listener.local_addr().unwrap(), LONG).await.unwrap();
    assert!(reached.took < LONG);
}

#[tokio::test]
async fn a_port_without_a_listener_refuses() {
    let nobody = ReservedAddress::on(Ipv4Addr::LOCALHOST.into()).unwrap();
    let failure = tcp::connect(nobody.address(), LONG).await.unwrap_err();
    assert_eq!(failure.kind, FailureKind::Refused);
    assert_eq!(failure.kind.outcome(Family::Service), Some(Outcome::Refused));
}

#[tokio::test]
async fn a_listener_that_takes_no_more_is_a_time_out() {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).unwrap();
    let listener = socket.listen(1).unwrap();
    let address = listener.local_addr().unwrap();
    let mut held = Vec::new();
    let failure = loop {
        match tokio::time::timeout(SHORT, tokio::net::TcpStream::connect(address)).await {
            Ok(stream) => held.push(stream.unwrap()),
            Err(_) => break tcp::connect(address, SHORT).await.unwrap_err(),
        }
        assert!(held.len() < 64, "the kernel takes more than the listener asked for");
    };
    assert_eq!((failure.kind, failure.took), (FailureKind::Timeout, SHORT));
    assert_eq!(failure.to_string(), "no answer within 300 ms");
}

#[tokio::test]
async fn a_way_that_does_not_exist_is_not_a_time_out() {
    let broadcast = SocketAddr::from((Ipv4Addr::BROADCAST, 80));
    let failure = tcp::connect(broadcast, LONG).await.unwrap_err();
    assert_eq!(failure.kind, FailureKind::Prohibited);
    assert_eq!(failure.kind.outcome(Family::Service), Some(Outcome::Prohibited));
    assert_eq!(failure.kind.outcome(Family::NodePort), Some(Outcome::Timeout), "it has no word of its own");
}
