use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    str::FromStr,
    time::Duration,
};

use hickory_proto::{
    op::{Message, MessageType, OpCode, Query, ResponseCode},
    rr::{Name, RecordType},
};
use shop_testkit::DnsServer;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpStream, UdpSocket},
};

const NAME: &str = "shop.test";

fn question(name: &str, kind: RecordType) -> Vec<u8> {
    let mut message = Message::new(7, MessageType::Query, OpCode::Query);
    message.add_query(Query::query(Name::from_str(name).unwrap(), kind));
    message.to_vec().unwrap()
}

async fn over_udp(server: &DnsServer, name: &str, kind: RecordType) -> Option<(ResponseCode, Vec<IpAddr>)> {
    let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    socket.send_to(&question(name, kind), server.address()).await.unwrap();
    let mut buffer = [0; 512];
    let received = tokio::time::timeout(Duration::from_millis(300), socket.recv(&mut buffer)).await;
    received.ok().map(|length| read(&buffer[..length.unwrap()]))
}

async fn over_tcp(server: &DnsServer, name: &str, kind: RecordType) -> (ResponseCode, Vec<IpAddr>) {
    let question = question(name, kind);
    let mut stream = TcpStream::connect(server.address()).await.unwrap();
    stream.write_u16(u16::try_from(question.len()).unwrap()).await.unwrap();
    stream.write_all(&question).await.unwrap();
    let mut answer = vec![0; usize::from(stream.read_u16().await.unwrap())];
    stream.read_exact(&mut answer).await.unwrap();
    read(&answer)
}

fn read(answer: &[u8]) -> (ResponseCode, Vec<IpAddr>) {
    let message = Message::from_vec(answer).unwrap();
    let addresses = message.answers.iter().filter_map(|record| record.data.ip_addr()).collect();
    (message.metadata.response_code, addresses)
}

#[tokio::test]
async fn a_known_name_is_answered_by_family_and_an_unknown_one_is_not() {
    let server = DnsServer::start().await.unwrap();
    let (v4, v6) = (IpAddr::V4(Ipv4Addr::LOCALHOST), IpAddr::V6(Ipv6Addr::LOCALHOST));
    server.set_addresses("Shop.Test.", [v4, v6]);
    assert_eq!(over_udp(&server, NAME, RecordType::A).await, Some((ResponseCode::NoError, vec![v4])));
    assert_eq!(over_tcp(&server, NAME, RecordType::AAAA).await, (ResponseCode::NoError, vec![v6]));
    assert_eq!(over_udp(&server, "other.test", RecordType::A).await, Some((ResponseCode::NXDomain, vec![])));
    assert_eq!(server.queries(), 3);
}

#[tokio::test]
async fn its_mood_changes_every_answer() {
    let server = DnsServer::start().await.unwrap();
    server.set_addresses(NAME, [Ipv4Addr::LOCALHOST.into()]);
    server.answer_servfail();
    assert_eq!(over_udp(&server, NAME, RecordType::A).await, Some((ResponseCode::ServFail, vec![])));
    server.answer_nxdomain();
    assert_eq!(over_udp(&server, NAME, RecordType::A).await, Some((ResponseCode::NXDomain, vec![])));
    server.stay_silent();
    assert_eq!(over_udp(&server, NAME, RecordType::A).await, None);
    server.answer();
    assert!(over_udp(&server, NAME, RecordType::A).await.is_some());
}
