//! Serves an axum router over HTTP/1.1 and HTTP/2 (prior knowledge), with the limits of a connection that
//! `axum::serve` lacks.
//!
//! A peer that sends its header too slowly is cut off, and connections beyond the limit wait in the kernel's queue.
//! From the first signal on, every answer asks its peer to connect anew, to another process. When the lifecycle
//! drains, the socket closes, connections at rest end at once and the others after the answer they are working on.
//!
//! How long a handler may take is the router's to say, in a layer inside of
//! [`RequestLayer`](crate::request::RequestLayer): only there does the answer get a request id and a log line.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio_util::sync::CancellationToken;

use crate::{Lifecycle, Phase, Tasks};

mod connection;
mod header_deadline;

/// How long to wait before the next `accept` when the process has no file descriptor or memory left for it.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// What one listener grants its peers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HttpLimits {
    /// From the opening of a connection, or the first byte of a later header, to the header's end.
    pub header_timeout: Duration,
    /// How long a connection may rest between two requests. Load balancers reuse theirs for about a minute, and take
    /// a connection that the server closes in the same moment for a failed request: ours must outlast theirs.
    pub idle_timeout: Duration,
    /// How long a peer may leave what was written unread. A connection that is never read would hold its place, and
    /// every shutdown, for ever.
    pub unread_timeout: Duration,
    /// How many connections are served at once; the next ones wait.
    pub connections: usize,
    /// How many bytes axum's extractors read from a request's body. Then the answer is 413.
    pub body: usize,
}

impl Default for HttpLimits {
    fn default() -> Self {
        Self {
            header_timeout: Duration::from_secs(10),
            idle_timeout: Duration::from_secs(75),
            unread_timeout: Duration::from_secs(30),
            connections: 1024,
            body: 64 << 10,
        }
    }
}

impl HttpLimits {
    /// For the ops port: few peers, and all of them ours.
    pub fn ops() -> Self {
        Self { connections: 64, ..Self::default() }
    }
}

/// Serves `router` until the lifecycle drains and every connection has ended.
///
/// Handlers find the peer's address as `ConnectInfo<SocketAddr>`.
///
/// # Errors
/// None today: a listener that fails is tried again. The type leaves room, and fits [`Lifecycle::run`].
pub async fn serve(
    listener: TcpListener,
    router: Router,
    limits: HttpLimits,
    lifecycle: &Lifecycle,
) -> io::Result<()> {
    let server = Server { router, limits, phase: lifecycle.phases() };
    serve_until(listener, server, &lifecycle.tasks(), lifecycle.draining()).await;
    Ok(())
}

/// What every connection of a listener shares.
#[derive(Clone)]
pub(crate) struct Server {
    pub(crate) router: Router,
    pub(crate) limits: HttpLimits,
    pub(crate) phase: watch::Receiver<Phase>,
}

/// Serves until `stop` resolves and every connection has ended.
pub(crate) async fn serve_until(
    listener: TcpListener,
    mut server: Server,
    tasks: &Tasks,
    stop: impl Future<Output = ()>,
) {
    let limits = server.limits;
    server.router = server.router.layer(DefaultBodyLimit::max(limits.body));
    let permits = Arc::new(Semaphore::new(limits.connections));
    let closing = CancellationToken::new();
    tokio::pin!(stop);
    loop {
        let (stream, peer, permit) = tokio::select! {
            biased;
            () = &mut stop => break,
            accepted = accept(&listener, &permits) => accepted,
        };
        let connection = connection::serve(stream, peer, server.clone(), closing.clone());
        tasks.spawn("http connection", async move {
            connection.await;
            drop(permit);
        });
    }
    drop(listener);
    closing.cancel();
    // All permits are back when the last connection has ended.
    let all = u32::try_from(limits.connections).unwrap_or(u32::MAX);
    let _ = permits.acquire_many(all).await;
}

/// The next connection that there is room for.
async fn accept(
    listener: &TcpListener,
    permits: &Arc<Semaphore>,
) -> (TcpStream, SocketAddr, OwnedSemaphorePermit) {
    let permit = Arc::clone(permits).acquire_owned().await.expect("the semaphore is never closed");
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => return (stream, peer, permit),
            // The peer gave up before we came to it.
            Err(error) if is_of_the_connection(&error) => {}
            Err(error) => {
                tracing::warn!(%error, "cannot accept a connection, trying again");
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}

fn is_of_the_connection(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}
