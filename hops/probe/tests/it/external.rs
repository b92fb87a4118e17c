use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use hops_model::{Family, Observation, Outcome};
use hops_probe::external::{
    Node, NodePortQuestion, NodeReachQuestion, PageQuestion, node_port, node_reach, page,
};
use shop_testkit::{Fault, FaultProxy};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::task::JoinSet;
use tokio::time::Instant;

use crate::peer::Peer;
use crate::{LONG, SHORT};

fn answer(status: u16, source: Option<&str>) -> Vec<u8> {
    let source = source.map(|source| format!("X-Marketplace-Source: {source}\r\n")).unwrap_or_default();
    format!("HTTP/1.1 {status} X\r\n{source}Content-Length: 2\r\n\r\nok").into_bytes()
}

fn question(address: SocketAddr) -> PageQuestion {
    PageQuestion {
        url: "http://shop.example/".to_owned(),
        address,
        host: "shop.example".to_owned(),
        path: "/".to_owned(),
        limit: LONG,
        slow: LONG,
    }
}

async fn page_from(answers: Vec<Vec<u8>>) -> Observation {
    let peer = Peer::playing(answers).await;
    page(&question(peer.address)).await.unwrap()
}

#[tokio::test]
async fn a_live_or_stale_page_is_well_and_so_is_one_of_another_shop() {
    for source in [Some("live"), Some("stale"), None] {
        let observation = page_from(vec![answer(200, source)]).await;
        assert_eq!(observation.outcome, Outcome::Ok, "{source:?}");
        assert_eq!(observation.facts["status"], "200");
    }
}

#[tokio::test]
async fn a_page_without_the_backends_part_is_degraded() {
    for source in ["default", "none"] {
        let observation = page_from(vec![answer(200, Some(source))]).await;
        assert_eq!(observation.outcome, Outcome::Degraded);
        assert!(observation.seen.contains(source), "{}", observation.seen);
    }
}

#[tokio::test]
async fn one_bad_page_before_a_good_one_is_no_fault() {
    let bad = [answer(200, Some("none")), answer(503, None), Vec::new()];
    for bad in bad {
        let observation = page_from(vec![bad, answer(200, Some("live"))]).await;
        assert_eq!(observation.outcome, Outcome::Ok);
        assert!(observation.seen.contains("2 tries"), "{}", observation.seen);
    }
}

#[tokio::test]
async fn three_bad_pages_are_what_most_of_them_are() {
    let mixed = vec![answer(200, Some("none")), answer(503, None), answer(500, None)];
    let observation = page_from(mixed).await;
    assert_eq!(observation.outcome, Outcome::ServerError);
}

#[tokio::test]
async fn slow_refused_and_silent_pages_are_three_things() {
    let peer = Peer::answering(answer(200, None)).await;
    let proxy = FaultProxy::start(peer.address, peer.address.ip()).await.unwrap();
    let normal = question(proxy.address());
    for (fault, limit, outcome) in [
        (Fault::Delay(SHORT), LONG, Outcome::Slow),
        (Fault::Hang, SHORT, Outcome::Timeout),
        (Fault::Refuse, LONG, Outcome::Refused),
    ] {
        proxy.set_fault(fault).await;
        let observation = page(&PageQuestion { limit, slow: SHORT / 2, ..normal.clone() }).await.unwrap();
        assert_eq!(observation.outcome, outcome, "{}", observation.seen);
    }
}

/// Answers nobody: its queue is full.
async fn full(ip: Ipv4Addr, port: u16) -> (TcpListener, Vec<TcpStream>) {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind(SocketAddr::from((ip, port))).unwrap();
    let listener = socket.listen(1).unwrap();
    let address = listener.local_addr().unwrap();
    let mut held = Vec::new();
    while let Ok(stream) = tokio::time::timeout(SHORT, TcpStream::connect(address)).await {
        held.push(stream.unwrap());
        assert!(held.len() < 64, "the kernel takes more than the listener asked for");
    }
    (listener, held)
}

fn nodes(addresses: &[Ipv4Addr]) -> Vec<Node> {
    let name = |at: usize| format!("w{}", at + 1);
    let node = |(at, address): (usize, &Ipv4Addr)| Node { name: name(at), address: IpAddr::V4(*address) };
    addresses.iter().enumerate().map(node).collect()
}

fn node_question(nodes: Vec<Node>, port: u16, local_pods: Option<&[&str]>) -> NodePortQuestion {
    let local_pods = local_pods.map(|names| names.iter().map(|name| (*name).to_owned()).collect());
    let (host, path) = (String::new(), "/".to_owned());
    NodePortQuestion { nodes, port, host, path, local_pods, limit: SHORT, page_limit: SHORT }
}

async fn outcomes(question: &NodePortQuestion) -> Vec<Outcome> {
    let (seen, unseen) = node_port(question).await;
    assert_eq!(unseen, []);
    assert_eq!(seen.iter().map(|seen| &seen.subject).collect::<BTreeSet<_>>().len(), seen.len());
    seen.into_iter().map(|seen| seen.outcome).collect()
}

#[tokio::test]
async fn every_node_is_told_for_itself() {
    let [first, second, third] = [1, 2, 3].map(|last| Ipv4Addr::new(127, 0, 0, last));
    let well = Peer::answering(answer(200, None)).await;
    let port = well.address.port();
    let (_listener, _held) = full(third, port).await;
    let question = node_question(nodes(&[first, second, third]), port, None);
    assert_eq!(outcomes(&question).await, [Outcome::Ok, Outcome::Refused, Outcome::Timeout]);
}

#[tokio::test]
async fn silence_at_exactly_the_nodes_without_a_pod_is_a_word_of_its_own() {
    let [first, second] = [1, 2].map(|last| Ipv4Addr::new(127, 0, 0, last));
    let well = Peer::answering(answer(200, None)).await;
    let port = well.address.port();
    let (_listener, _held) = full(second, port).await;
    let nodes = nodes(&[first, second]);
    let of = |local_pods| node_question(nodes.clone(), port, local_pods);
    assert_eq!(outcomes(&of(Some(&["w1"]))).await, [Outcome::Ok, Outcome::TimeoutWithoutLocalPod]);
    assert_eq!(outcomes(&of(Some(&["w1", "w2"]))).await, [Outcome::Ok, Outcome::Timeout]);
    assert_eq!(outcomes(&of(Some(&["w2"]))).await, [Outcome::Ok, Outcome::Timeout]);
    assert_eq!(outcomes(&of(None)).await, [Outcome::Ok, Outcome::Timeout]);
}

#[tokio::test]
async fn a_connection_cut_before_the_answer_is_a_reset() {
    let rude = Peer::answering("").await;
    let question = node_question(nodes(&[Ipv4Addr::LOCALHOST]), rude.address.port(), None);
    assert_eq!(outcomes(&question).await, [Outcome::Reset]);
}

/// Opens every connection and says nothing on it.
async fn mute(ip: Ipv4Addr, port: u16) -> (SocketAddr, JoinSet<()>) {
    let listener = TcpListener::bind((ip, port)).await.unwrap();
    let address = listener.local_addr().unwrap();
    let mut tasks = JoinSet::new();
    tasks.spawn(async move {
        let mut held = Vec::new();
        while let Ok((stream, _)) = listener.accept().await {
            held.push(stream);
        }
    });
    (address, tasks)
}

#[tokio::test]
async fn silence_on_an_open_connection_is_told_where_another_node_hands_out_the_page() {
    let [first, second] = [1, 2].map(|last| Ipv4Addr::new(127, 0, 0, last));
    let well = Peer::answering(answer(200, None)).await;
    let port = well.address.port();
    let (_, _mute) = mute(second, port).await;
    let question = node_question(nodes(&[first, second]), port, None);
    let began = Instant::now();
    let (seen, _) = node_port(&question).await;
    assert!(began.elapsed() < 3 * LONG / 4, "three tries overlap");
    assert_eq!(seen.iter().map(|seen| seen.outcome).collect::<Vec<_>>(), [Outcome::Ok, Outcome::Silent]);
    assert!(seen[1].seen.contains("GET /, 3 tries: no answer within"), "{}", seen[1].seen);
}

#[tokio::test]
async fn where_no_node_hands_out_the_page_it_is_no_matter_of_a_node() {
    let (address, _mute) = mute(Ipv4Addr::UNSPECIFIED, 0).await;
    let both = [1, 2].map(|last| Ipv4Addr::new(127, 0, 0, last));
    let question = node_question(nodes(&both), address.port(), None);
    assert_eq!(outcomes(&question).await, [Outcome::Ok, Outcome::Ok]);
}

#[tokio::test]
async fn one_silence_before_an_answer_is_no_fault() {
    let peer = Peer::running(async |listener: TcpListener| {
        let mut held = Vec::new();
        // The first connection only asks whether one opens.
        for count in 0.. {
            let (mut stream, _) = listener.accept().await.unwrap();
            if count > 1 {
                let _ = stream.read(&mut [0; 4096]).await;
                let _ = stream.write_all(&answer(200, None)).await;
                let _ = stream.shutdown().await;
            }
            held.push(stream);
        }
    })
    .await;
    let question = NodePortQuestion {
        page_limit: LONG,
        ..node_question(nodes(&[Ipv4Addr::LOCALHOST]), peer.address.port(), None)
    };
    let (seen, _) = node_port(&question).await;
    assert_eq!(seen[0].outcome, Outcome::Ok, "{}", seen[0].seen);
}

#[tokio::test]
async fn a_hundred_silent_nodes_are_waited_for_together() {
    let (listener, _held) = full(Ipv4Addr::UNSPECIFIED, 0).await;
    let addresses: Vec<_> = (1..=100).map(|last| Ipv4Addr::new(127, 0, 0, last)).collect();
    let question = node_question(nodes(&addresses), listener.local_addr().unwrap().port(), None);
    let (seen, unseen) =
        tokio::time::timeout(LONG, node_port(&question)).await.expect("in a row it takes 90 s");
    assert!(seen.iter().all(|seen| seen.outcome == Outcome::Timeout) && seen.len() == 100);
    assert!(unseen[0].reason.starts_with("the page was asked for at 64 of 100 nodes"), "{unseen:?}");
}

#[tokio::test]
async fn a_node_that_speaks_no_http_is_reached_all_the_same() {
    let peer = Peer::answering("+PONG\r\n").await;
    let (seen, _) = node_port(&node_question(nodes(&[Ipv4Addr::LOCALHOST]), peer.address.port(), None)).await;
    assert_eq!(seen[0].outcome, Outcome::Ok);
    assert!(seen[0].seen.contains("GET /"), "{}", seen[0].seen);
    assert!(seen[0].took_ms.is_some_and(|took| took < LONG.as_millis().try_into().unwrap()));
}

async fn reach(ports: &[(Ipv4Addr, u16)]) -> Vec<(String, Outcome)> {
    let addresses: Vec<_> = ports.iter().map(|(address, _)| *address).collect();
    let nodes =
        nodes(&addresses).into_iter().zip(ports).map(|(node, (_, port))| (node, vec![*port])).collect();
    let seen = node_reach(&NodeReachQuestion { nodes, limit: SHORT }).await;
    let keys = Family::NodeReach.row().facts;
    assert!(seen.iter().flat_map(|seen| seen.facts.keys()).all(|key| keys.contains(&key.as_str())));
    seen.into_iter().map(|seen| (seen.subject, seen.outcome)).collect()
}

#[tokio::test]
async fn a_node_that_refuses_is_there_and_beside_it_silence_says_nothing() {
    let [first, second, third] = [1, 2, 3].map(|last| Ipv4Addr::new(127, 0, 0, last));
    let (listener, _held) = full(third, 0).await;
    let port = listener.local_addr().unwrap().port();
    let open = TcpListener::bind((first, 0)).await.unwrap();
    let seen = reach(&[(first, open.local_addr().unwrap().port()), (second, port), (third, port)]).await;
    assert_eq!(seen, [("node w1".to_owned(), Outcome::Ok), ("node w2".to_owned(), Outcome::Ok)]);
}

#[tokio::test]
async fn where_every_node_is_silent_each_is_told() {
    let (listener, _held) = full(Ipv4Addr::UNSPECIFIED, 0).await;
    let port = listener.local_addr().unwrap().port();
    let seen = reach(&[1, 2].map(|last| (Ipv4Addr::new(127, 0, 0, last), port))).await;
    let timeout = |node: &str| (node.to_owned(), Outcome::Timeout);
    assert_eq!(seen, [timeout("node w1"), timeout("node w2")]);
}
