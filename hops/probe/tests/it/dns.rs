use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

use hickory_proto::op::{Message, OpCode};
use hickory_proto::rr::RecordType as WireType;
use hops_model::{Family, Outcome};
use hops_probe::FailureKind;
use hops_probe::dns::{Rcode, RecordType, Transport, paired, query};
use shop_testkit::{DnsServer, ReservedAddress};

use crate::peer::Peer;
use crate::{LONG, SHORT};

const NAME: &str = "recommendations.marketplace.svc.cluster.local";
const BOTH: [Transport; 2] = [Transport::Udp, Transport::Tcp];

async fn server() -> DnsServer {
    let server = DnsServer::start().await.unwrap();
    server.set_addresses(NAME, [IpAddr::from([10, 96, 7, 7]), "fd00::7".parse().unwrap()]);
    server
}

/// An empty NOERROR answer to a query.
fn answer_to(query: &[u8]) -> Message {
    let query = Message::from_vec(query).unwrap();
    let mut answer = Message::response(query.metadata.id, OpCode::Query);
    answer.add_queries(query.queries);
    answer
}

#[tokio::test]
async fn both_transports_bring_the_addresses_of_the_type_asked_for() {
    let server = server().await;
    for transport in BOTH {
        let a = query(server.address(), NAME, RecordType::A, transport, LONG).await.unwrap();
        assert_eq!((a.rcode, a.truncated), (Rcode::NoError, false));
        assert_eq!(a.addresses, [IpAddr::from([10, 96, 7, 7])]);
        let aaaa = query(server.address(), NAME, RecordType::Aaaa, transport, LONG).await.unwrap();
        assert_eq!(aaaa.addresses, ["fd00::7".parse::<IpAddr>().unwrap()]);
    }
}

#[tokio::test]
async fn no_such_name_is_not_a_failing_server() {
    let server = server().await;
    for transport in BOTH {
        let missing =
            query(server.address(), "missing.example", RecordType::A, transport, LONG).await.unwrap();
        assert_eq!(missing.rcode, Rcode::NoSuchName);
        assert!(missing.accepted().is_ok());
        server.answer_servfail();
        let failed = query(server.address(), NAME, RecordType::A, transport, LONG).await.unwrap();
        assert_eq!(failed.rcode, Rcode::ServerFailure);
        let failure = failed.accepted().unwrap_err();
        assert_eq!(failure.kind.outcome(Family::DnsService), Some(Outcome::ServerFailure));
        server.answer();
    }
}

#[tokio::test]
async fn silence_is_a_time_out() {
    let server = server().await;
    server.stay_silent();
    for transport in BOTH {
        let failure = query(server.address(), NAME, RecordType::A, transport, SHORT).await.unwrap_err();
        assert_eq!(failure.kind, FailureKind::Timeout, "{transport:?}");
    }
}

#[tokio::test]
async fn a_closed_port_refuses_by_datagram_and_by_connection() {
    let nobody = ReservedAddress::on(Ipv4Addr::LOCALHOST.into()).unwrap();
    for transport in BOTH {
        let failure = query(nobody.address(), NAME, RecordType::A, transport, LONG).await.unwrap_err();
        assert_eq!(failure.kind, FailureKind::Refused, "{transport:?}");
    }
}

#[tokio::test]
async fn garbage_is_neither_an_answer_nor_silence() {
    let peer = Peer::datagrams(|_| vec![b"HTTP/1.1 400 Bad Request\r\n\r\n".to_vec()]).await;
    let failure = query(peer.address, NAME, RecordType::A, Transport::Udp, SHORT).await.unwrap_err();
    assert_eq!(failure.kind, FailureKind::Garbage);
    let peer = Peer::answering("HTTP/1.1 400 Bad Request\r\n\r\n").await;
    let failure = query(peer.address, NAME, RecordType::A, Transport::Tcp, LONG).await.unwrap_err();
    assert_eq!(failure.kind, FailureKind::Reset, "the first two bytes promise more than what came");
    let peer = Peer::answering(*b"\0\x04oops").await;
    let failure = query(peer.address, NAME, RecordType::A, Transport::Tcp, LONG).await.unwrap_err();
    assert_eq!(failure.kind, FailureKind::Garbage);
}

#[tokio::test]
async fn a_lie_does_not_hide_the_answer_behind_it() {
    let peer = Peer::datagrams(|query| {
        let mut lie = answer_to(query);
        lie.metadata.id = lie.metadata.id.wrapping_add(1);
        vec![b"noise".to_vec(), lie.to_vec().unwrap(), answer_to(query).to_vec().unwrap()]
    })
    .await;
    let answer = query(peer.address, NAME, RecordType::A, Transport::Udp, LONG).await.unwrap();
    assert_eq!((answer.rcode, answer.addresses.len()), (Rcode::NoError, 0));
}

#[tokio::test]
async fn an_answer_that_did_not_fit_says_so() {
    let peer = Peer::datagrams(|query| {
        let mut answer = answer_to(query);
        answer.metadata.truncation = true;
        vec![answer.to_vec().unwrap()]
    })
    .await;
    assert!(query(peer.address, NAME, RecordType::A, Transport::Udp, LONG).await.unwrap().truncated);
}

#[tokio::test]
async fn a_name_that_dns_has_no_form_for_is_not_asked() {
    let failure = query(
        ReservedAddress::on(Ipv4Addr::LOCALHOST.into()).unwrap().address(),
        "two..dots",
        RecordType::A,
        Transport::Udp,
        LONG,
    )
    .await
    .unwrap_err();
    assert_eq!(failure.kind, FailureKind::Local);
    assert!(failure.to_string().contains("two..dots"), "{failure}");
}

#[tokio::test]
async fn a_pair_of_queries_is_answered_on_one_socket() {
    let server = server().await;
    let pair = paired(server.address(), NAME, LONG).await;
    assert_eq!(pair.outcome(), Some(Outcome::Ok));
    assert_eq!(pair.a.unwrap().addresses, [IpAddr::from([10, 96, 7, 7])]);
    assert_eq!(pair.aaaa.unwrap().addresses, ["fd00::7".parse::<IpAddr>().unwrap()]);
}

/// Loses the first `lost` queries for AAAA.
async fn losing(lost: u32) -> Peer {
    let left = std::sync::atomic::AtomicU32::new(lost);
    Peer::datagrams(move |query| {
        let answer = answer_to(query);
        let aaaa = answer.queries[0].query_type() == WireType::AAAA;
        let take = |left: u32| left.checked_sub(1);
        let (now, then) = (std::sync::atomic::Ordering::Relaxed, std::sync::atomic::Ordering::Relaxed);
        if aaaa && left.fetch_update(now, then, take).is_ok() {
            vec![]
        } else {
            vec![answer.to_vec().unwrap()]
        }
    })
    .await
}

#[tokio::test]
async fn one_lost_query_of_a_pair_is_partial() {
    let peer = losing(u32::MAX).await;
    let pair = paired(peer.address, NAME, SHORT).await;
    assert!(pair.a.is_ok());
    assert_eq!(pair.outcome(), Some(Outcome::Partial));
}

#[tokio::test]
async fn a_query_lost_once_is_late_by_five_seconds() {
    let peer = losing(1).await;
    let pair = paired(peer.address, NAME, LONG).await;
    assert_eq!(pair.outcome(), Some(Outcome::LateByFiveSeconds));
    assert!(pair.aaaa.unwrap().took >= Duration::from_secs(5));
}

#[tokio::test]
async fn a_pair_without_any_answer_tells_how() {
    let nobody = ReservedAddress::on(Ipv4Addr::LOCALHOST.into()).unwrap();
    assert_eq!(paired(nobody.address(), NAME, LONG).await.outcome(), Some(Outcome::Refused));
    let server = server().await;
    server.stay_silent();
    assert_eq!(paired(server.address(), NAME, SHORT).await.outcome(), Some(Outcome::Timeout));
}
