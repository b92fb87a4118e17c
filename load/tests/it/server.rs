//! HTTP servers on free ports of loopback.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use axum::Router;
use axum::routing::get;
use load::{Guard, Plan, Target};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;
use tokio::task::JoinSet;

/// A server that lives as long as this value.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    pub(crate) served: Arc<AtomicU64>,
    _tasks: JoinSet<()>,
}

impl Server {
    /// Answers `live` at once, except that request number `stalled` takes `stall`.
    pub(crate) async fn with_one_stall(stalled: u64, stall: Duration) -> Self {
        let served = Arc::new(AtomicU64::new(0));
        let counter = Arc::clone(&served);
        let handler = move || {
            let number = counter.fetch_add(1, Ordering::Relaxed);
            async move {
                if number == stalled {
                    tokio::time::sleep(stall).await;
                }
                ([("x-marketplace-source", "live")], "a page")
            }
        };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let mut tasks = JoinSet::new();
        tasks.spawn(async move {
            axum::serve(listener, Router::new().route("/", get(handler))).await.unwrap();
        });
        Self { address, served, _tasks: tasks }
    }

    pub(crate) async fn prompt() -> Self {
        Self::with_one_stall(u64::MAX, Duration::ZERO).await
    }

    /// Writes `reply` to whoever connects, once a request has begun, and closes.
    pub(crate) async fn raw(reply: &'static [u8]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let served = Arc::new(AtomicU64::new(0));
        let mut tasks = JoinSet::new();
        tasks.spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                if stream.readable().await.is_ok() {
                    let mut request = [0; 4096];
                    drop(stream.try_read(&mut request));
                    drop(stream.write_all(reply).await);
                }
            }
        });
        Self { address, served, _tasks: tasks }
    }

    pub(crate) async fn plan(&self) -> Plan {
        plan_for(self.address).await
    }
}

/// A short run against `address`.
pub(crate) async fn plan_for(address: SocketAddr) -> Plan {
    let target = Target::resolve(&format!("http://{address}/"), &Guard::default()).await.unwrap();
    Plan { duration: Duration::from_millis(300), connections: 1, ..Plan::new(target) }
}
