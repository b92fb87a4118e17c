//! What servers do wrong, by the name that the report gives it.

use std::collections::BTreeMap;
use std::time::Duration;

use load::{ErrorKind, Pace, Plan, Report, run};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::server::{Server, plan_for};

async fn three_requests(plan: Plan) -> Report {
    let plan = Plan { pace: Pace::Max, requests: Some(3), duration: Duration::from_secs(30), ..plan };
    run(plan, CancellationToken::new()).await.unwrap()
}

#[tokio::test]
async fn a_port_where_nobody_listens_refuses() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let report = three_requests(plan_for(address).await).await;
    assert_eq!(report.errors, BTreeMap::from([(ErrorKind::Refused, 3)]));
    assert!(!report.is_clean());
}

#[tokio::test]
async fn what_is_not_http_is_malformed() {
    let server = Server::raw(b"220 mail.test ESMTP\r\n\r\n").await;
    let report = three_requests(server.plan().await).await;
    assert_eq!(report.errors, BTreeMap::from([(ErrorKind::Malformed, 3)]));
}

#[tokio::test]
async fn a_body_cut_short_is_an_early_end() {
    let server = Server::raw(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nabc").await;
    let report = three_requests(server.plan().await).await;
    assert_eq!(report.errors, BTreeMap::from([(ErrorKind::ClosedEarly, 3)]));
}

#[tokio::test]
async fn an_answer_that_closes_its_connection_is_an_answer() {
    let server = Server::raw(b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\nto the end").await;
    let report = three_requests(server.plan().await).await;
    assert_eq!((report.with_status(200), report.body_bytes), (3, 30));
    assert!(report.is_clean(), "{report}");
}

#[tokio::test]
async fn a_server_that_does_not_answer_times_out() {
    let server = Server::with_one_stall(0, Duration::from_mins(1)).await;
    let plan = Plan { timeout: Duration::from_millis(500), ..server.plan().await };
    let report = three_requests(plan).await;
    assert_eq!(report.errors, BTreeMap::from([(ErrorKind::TimedOut, 1)]));
    assert_eq!(report.answered, 2);
}
