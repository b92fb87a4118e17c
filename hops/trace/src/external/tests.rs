use std::net::Ipv4Addr;

use hops_probe::external::{Node, NodePortQuestion, NodeReachQuestion};
use k8s_openapi::api::core::v1::{NodeAddress, NodeSpec, NodeStatus, Taint};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpSocket, TcpStream};

use super::*;

const SHORT: Duration = Duration::from_millis(300);
const SILENT: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 2);

/// Answers nobody: its queue is full.
async fn silent() -> (SocketAddr, TcpListener, Vec<TcpStream>) {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind(SocketAddr::from((SILENT, 0))).unwrap();
    let listener = socket.listen(1).unwrap();
    let address = listener.local_addr().unwrap();
    let mut held = Vec::new();
    while let Ok(stream) = tokio::time::timeout(SHORT, TcpStream::connect(address)).await {
        held.push(stream.unwrap());
        assert!(held.len() < 64, "the kernel takes more than the listener asked for");
    }
    (address, listener, held)
}

fn node(name: &str, address: IpAddr) -> Node {
    Node { name: name.to_owned(), address }
}

/// A worker at this `NodePort`, and a control plane at this port.
fn questions(worker: SocketAddr, control_plane: SocketAddr) -> Questions {
    let node_port = NodePortQuestion {
        nodes: vec![node("w1", worker.ip())],
        port: worker.port(),
        host: String::new(),
        path: "/".to_owned(),
        local_pods: None,
        limit: SHORT,
        page_limit: SHORT,
    };
    let nodes = vec![(node("cp", control_plane.ip()), vec![control_plane.port()])];
    let node_reach = NodeReachQuestion { nodes, limit: SHORT };
    Questions { node_port: Some(node_port), node_reach: Some(node_reach), ..Questions::default() }
}

async fn reached(questions: &Questions) -> Vec<(String, Outcome)> {
    let answers = ask(questions).await;
    let reach = answers.observations.into_iter().filter(|seen| seen.family == Family::NodeReach);
    reach.map(|seen| (seen.subject, seen.outcome)).collect()
}

#[tokio::test]
async fn where_every_node_is_silent_at_the_node_port_it_is_asked_whether_any_can_be_reached() {
    let (worker, _listener, _held) = silent().await;
    let open = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let control_plane = open.local_addr().unwrap();
    assert_eq!(reached(&questions(worker, control_plane)).await, [("node cp".to_owned(), Outcome::Ok)]);
    let closed = SocketAddr::from((Ipv4Addr::LOCALHOST, 1));
    assert_eq!(reached(&questions(worker, closed)).await, [("node cp".to_owned(), Outcome::Ok)]);
    assert_eq!(reached(&questions(worker, worker)).await, [("node cp".to_owned(), Outcome::Timeout)]);
}

#[tokio::test]
async fn a_node_that_answers_or_refuses_is_reached_and_no_other_is_asked() {
    let (silent, _listener, _held) = silent().await;
    let open = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let closed = SocketAddr::from((Ipv4Addr::LOCALHOST, 1));
    for worker in [open.local_addr().unwrap(), closed] {
        assert_eq!(reached(&questions(worker, silent)).await, []);
    }
}

fn in_cluster(name: &str, address: &str, role: Option<&str>) -> k8s_openapi::api::core::v1::Node {
    let mut node = k8s_openapi::api::core::v1::Node::default();
    node.metadata.name = Some(name.to_owned());
    node.metadata.labels = role.map(|role| [(role.to_owned(), String::new())].into());
    let taint =
        |key: &str| Taint { key: key.to_owned(), effect: "NoSchedule".to_owned(), ..Taint::default() };
    node.spec = Some(NodeSpec { taints: role.map(|role| vec![taint(role)]), ..NodeSpec::default() });
    let addresses = vec![NodeAddress { address: address.to_owned(), type_: "InternalIP".to_owned() }];
    node.status = Some(NodeStatus { addresses: Some(addresses), ..NodeStatus::default() });
    node
}

#[test]
fn a_control_plane_is_asked_at_the_api_servers_port_and_not_at_the_node_port() {
    let role = "node-role.kubernetes.io/control-plane";
    let nodes = vec![in_cluster("cp", "10.0.1.10", Some(role)), in_cluster("w1", "10.0.1.11", None)];
    let snapshot = Snapshot { nodes, ..Snapshot::default() };
    let target = Target { node_port: Some(30080), ..Target::default() };
    let questions = super::questions(&snapshot, &target, None);
    let (cp, w1) = (node("cp", [10, 0, 1, 10].into()), node("w1", [10, 0, 1, 11].into()));
    assert_eq!(questions.node_port.unwrap().nodes, std::slice::from_ref(&w1));
    assert_eq!(questions.node_reach.unwrap().nodes, [(cp, vec![6443, 10250]), (w1, vec![10250])]);
}

#[tokio::test]
async fn a_page_over_tls_is_asked_for_over_tls() {
    let plain = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = plain.local_addr().unwrap();
    let url = Some(format!("https://localhost:{}/", address.port()).parse().unwrap());
    let answering = async {
        loop {
            let (mut stream, _) = plain.accept().await.unwrap();
            let mut hello = [0; 3];
            stream.read_exact(&mut hello).await.unwrap();
            assert_eq!(hello, [0x16, 3, 1], "a handshake of TLS begins so");
            let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
        }
    };
    let questions = Questions { url, ..Questions::default() };
    let answers = tokio::select! {
        answers = ask(&questions) => answers,
        () = answering => unreachable!("it never ends"),
    };
    let said = answers.observations.iter().map(|seen| &seen.seen);
    let said: Vec<_> = said.chain(answers.unseen.iter().map(|unseen| &unseen.reason)).collect();
    let no_tls = said.iter().any(|said| said.contains("speaks no TLS"));
    // A machine may trust nobody.
    let nobody = said.iter().any(|said| said.contains("no certificate authority"));
    assert!(no_tls || nobody, "{said:?}");
}

#[test]
fn nodes_without_an_address_are_one_sentence() {
    let unseen = |names: &[&str]| {
        let nodes = names.iter().map(|name| in_cluster(name, "", None)).collect();
        let snapshot = Snapshot { nodes, ..Snapshot::default() };
        let target = Target { node_port: Some(30080), ..Target::default() };
        let unseen = super::questions(&snapshot, &target, None).unseen;
        unseen.into_iter().map(|unseen| unseen.reason).collect::<Vec<_>>()
    };
    assert_eq!(unseen(&["w1"]), ["node w1 has no address"]);
    assert_eq!(unseen(&["w1", "w2", "w3"]), ["node w1 and 2 more have no address"]);
}
