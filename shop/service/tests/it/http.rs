use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::ConnectInfo;
use axum::routing::{get, post};
use shop_service::http::{HttpLimits, serve};
use shop_service::signals::Trigger;
use shop_service::{Lifecycle, Outcome, Phase, ShutdownTimes, Signals};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, watch};
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep};

/// A server on a port of its own, and what its handlers tell.
struct Server {
    address: SocketAddr,
    trigger: Trigger,
    phases: watch::Receiver<Phase>,
    ended: JoinHandle<Outcome>,
    /// `/slow` was reached.
    reached: Arc<Notify>,
    /// `/slow` may answer.
    proceed: Arc<Notify>,
}

impl Server {
    async fn start(limits: HttpLimits) -> Self {
        Self::start_with(limits, ShutdownTimes::at_once()).await
    }

    async fn start_with(limits: HttpLimits, times: ShutdownTimes) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (reached, proceed) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let router = router(Arc::clone(&reached), Arc::clone(&proceed));
        let lifecycle = Lifecycle::new(times);
        let phases = lifecycle.phases();
        let (trigger, signals) = Signals::by_hand();
        #[expect(clippy::disallowed_methods, reason = "the test is the owner, and awaits it")]
        let ended = tokio::spawn(async move {
            let serving = lifecycle.clone();
            let serving = async move { serve(listener, router, limits, &serving).await };
            lifecycle.run(signals, serving, async {}).await.unwrap()
        });
        Self { address, trigger, phases, ended, reached, proceed }
    }

    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    async fn stop(self) -> Outcome {
        self.trigger.stop();
        self.ended.await.unwrap()
    }
}

fn router(reached: Arc<Notify>, proceed: Arc<Notify>) -> Router {
    let slow = async move || {
        reached.notify_one();
        proceed.notified().await;
        "at last"
    };
    Router::new()
        .route("/", get(async |ConnectInfo(peer): ConnectInfo<SocketAddr>| peer.ip().to_string()))
        .route("/slow", get(slow))
        .route("/large", get(async || vec![b'x'; 64 << 20]))
        .route("/echo", post(async |body: String| body))
}

async fn send(stream: &mut TcpStream, text: &str) {
    stream.write_all(text.as_bytes()).await.unwrap();
}

/// Everything until the server closes the connection, which may be by a reset.
async fn read_to_end(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes).await;
    String::from_utf8(bytes).unwrap()
}

/// One answer on a connection that stays open; `end` is how its body ends.
async fn read_answer(stream: &mut TcpStream, end: &str) -> String {
    let mut answer = String::new();
    while !answer.ends_with(end) {
        let mut bytes = [0; 1024];
        let length = stream.read(&mut bytes).await.unwrap();
        assert_ne!(length, 0, "closed after {answer:?}");
        answer.push_str(std::str::from_utf8(&bytes[..length]).unwrap());
    }
    answer
}

const GET: &str = "GET / HTTP/1.1\r\nhost: shop\r\n\r\n";
const GET_SLOW: &str = "GET /slow HTTP/1.1\r\nhost: shop\r\n\r\n";

#[tokio::test]
async fn a_handler_sees_the_peers_address() {
    let server = Server::start(HttpLimits::default()).await;
    let mut stream = server.connect().await;
    send(&mut stream, GET).await;
    assert!(read_answer(&mut stream, "127.0.0.1").await.starts_with("HTTP/1.1 200 OK"));
    server.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_peer_that_says_nothing_is_cut_off() {
    let server = Server::start(HttpLimits::default()).await;
    let mut stream = server.connect().await;
    assert_eq!(read_to_end(&mut stream).await, "");
    server.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_peer_that_dribbles_its_header_is_cut_off() {
    let server = Server::start(HttpLimits::default()).await;
    for beginning in ["G", "GET / HTTP/1.1\r\nhost: sh", "PRI * HTTP/2.0\r\n"] {
        let mut stream = server.connect().await;
        send(&mut stream, beginning).await;
        assert!(!read_to_end(&mut stream).await.contains("200 OK"), "{beginning:?}");
    }
    server.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_connection_may_rest_for_longer_than_its_next_header_may_take() {
    let server = Server::start(HttpLimits::default()).await;
    let mut stream = server.connect().await;
    send(&mut stream, GET).await;
    read_answer(&mut stream, "127.0.0.1").await;
    sleep(Duration::from_mins(1)).await;
    send(&mut stream, GET).await;
    read_answer(&mut stream, "127.0.0.1").await;

    let rest_began = Instant::now();
    send(&mut stream, "GET / HTTP/1.1\r\nho").await;
    assert_eq!(read_to_end(&mut stream).await, "");
    assert_eq!(rest_began.elapsed().as_secs(), 10);
    server.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_connection_at_rest_is_closed_in_the_end() {
    let server = Server::start(HttpLimits::default()).await;
    let mut stream = server.connect().await;
    send(&mut stream, GET).await;
    let rest_began = Instant::now();
    assert!(read_to_end(&mut stream).await.ends_with("127.0.0.1"));
    assert_eq!(rest_began.elapsed().as_secs(), 75);
    server.stop().await;
}

#[tokio::test]
async fn a_peer_that_never_reads_its_answer_is_cut_off_and_holds_up_no_shutdown() {
    let server =
        Server::start(HttpLimits { unread_timeout: Duration::from_millis(300), ..HttpLimits::default() })
            .await;
    let mut deaf = server.connect().await;
    send(&mut deaf, "GET /large HTTP/1.1\r\nhost: shop\r\n\r\n").await;
    deaf.readable().await.unwrap();
    assert_eq!(server.stop().await, Outcome::Clean);
}

#[tokio::test]
async fn a_body_beyond_the_limit_is_refused() {
    let server = Server::start(HttpLimits { body: 16, ..HttpLimits::default() }).await;
    for (length, status) in [(16, "200"), (17, "413")] {
        let mut stream = server.connect().await;
        let head = format!(
            "POST /echo HTTP/1.1\r\nhost: shop\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n"
        );
        send(&mut stream, &(head + &"x".repeat(length))).await;
        assert!(read_to_end(&mut stream).await.starts_with(&format!("HTTP/1.1 {status}")));
    }
    server.stop().await;
}

#[tokio::test]
async fn a_connection_beyond_the_limit_waits_for_another_to_end() {
    let server = Server::start(HttpLimits { connections: 1, ..HttpLimits::default() }).await;
    let mut first = server.connect().await;
    send(&mut first, GET_SLOW).await;
    server.reached.notified().await;

    let mut second = server.connect().await;
    send(&mut second, GET).await;
    let too_early = tokio::time::timeout(Duration::from_millis(50), second.readable()).await;
    assert!(too_early.is_err());

    server.proceed.notify_one();
    read_answer(&mut first, "at last").await;
    drop(first);
    read_answer(&mut second, "127.0.0.1").await;
    server.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_process_that_is_leaving_asks_its_peers_to_connect_anew() {
    let mut server = Server::start_with(HttpLimits::default(), ShutdownTimes::default()).await;
    let mut stream = server.connect().await;
    send(&mut stream, GET).await;
    assert!(!read_answer(&mut stream, "127.0.0.1").await.contains("connection: close"));

    server.trigger.stop();
    server.phases.wait_for(|phase| *phase == Phase::Unready).await.unwrap();
    let told = Instant::now();
    send(&mut stream, GET).await;
    assert!(read_to_end(&mut stream).await.contains("connection: close"));
    assert_eq!(told.elapsed(), Duration::ZERO);
    assert_eq!(server.ended.await.unwrap(), Outcome::Clean);
}

#[tokio::test]
async fn a_drain_completes_what_was_begun_and_accepts_nothing_new() {
    let server = Server::start(HttpLimits::default()).await;
    let mut busy = server.connect().await;
    send(&mut busy, GET_SLOW).await;
    server.reached.notified().await;
    let mut at_rest = server.connect().await;
    send(&mut at_rest, GET).await;
    read_answer(&mut at_rest, "127.0.0.1").await;

    server.trigger.stop();
    assert_eq!(read_to_end(&mut at_rest).await, "", "a connection at rest is closed at once");
    assert!(TcpStream::connect(server.address).await.is_err(), "the socket is closed");

    server.proceed.notify_one();
    let answer = read_to_end(&mut busy).await;
    assert!(answer.starts_with("HTTP/1.1 200 OK") && answer.ends_with("at last"), "{answer}");
    assert!(answer.contains("connection: close"), "{answer}");
    assert_eq!(server.ended.await.unwrap(), Outcome::Clean);
}

#[tokio::test]
async fn http_2_without_negotiation_is_understood() {
    let server = Server::start(HttpLimits::default()).await;
    let stream = server.connect().await;
    let io = hyper_util::rt::TokioIo::new(stream);
    let executor = hyper_util::rt::TokioExecutor::new();
    let (mut client, connection) = hyper::client::conn::http2::handshake(executor, io).await.unwrap();
    let tasks = shop_service::Tasks::new();
    let connection = tasks.spawn("client", async move { connection.await.unwrap() });
    let uri = format!("http://{}/", server.address);
    let request = hyper::Request::get(uri).body(String::new()).unwrap();
    let response = client.send_request(request).await.unwrap();
    assert_eq!(response.status(), 200);

    drop(response);
    assert_eq!(server.stop().await, Outcome::Clean);
    connection.await.unwrap();
}
