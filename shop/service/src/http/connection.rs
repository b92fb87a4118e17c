use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::ConnectInfo;
use axum::response::Response;
use http::header::CONNECTION;
use http::{HeaderValue, Request, Version};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use tokio::net::TcpStream;
use tokio_util::sync::CancellationToken;
use tower::Service as _;

use super::header_deadline::{Expected, HeaderDeadline};
use super::{HttpLimits, Server};
use crate::Phase;

/// How often a quiet HTTP/2 peer is asked whether it is still there, and how long it may take to say so.
const PING_INTERVAL: Duration = Duration::from_secs(20);
const PING_TIMEOUT: Duration = Duration::from_secs(10);

/// What HTTP/1 reads ahead: room for a header with every cookie of ours, and not the 400 KiB that hyper would take for
/// each connection.
const READ_AHEAD_BYTES: usize = 32 << 10;

/// Serves one connection until it ends by itself, breaks a limit, or has nothing left to do after `closing`.
pub(super) async fn serve(stream: TcpStream, peer: SocketAddr, server: Server, closing: CancellationToken) {
    // Small answers must not wait for company. A socket that refuses is dead, and hyper will notice.
    let _ = stream.set_nodelay(true);
    let limits = server.limits;
    // The kernel's clock (RFC 5482) also covers a peer that acknowledges but never reads.
    let unread = u32::try_from(limits.unread_timeout.as_millis()).unwrap_or(u32::MAX);
    let _ = rustix::net::sockopt::set_tcp_user_timeout(&stream, unread);
    let expected = Arc::new(Expected::header());
    let stream = HeaderDeadline::new(stream, Arc::clone(&expected), limits.header_timeout);
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        answer(server.clone(), request, Arc::clone(&expected))
    });
    let builder = builder(limits);
    let mut connection = std::pin::pin!(builder.serve_connection(TokioIo::new(stream), service));
    let result = tokio::select! {
        result = connection.as_mut() => result,
        () = closing.cancelled() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = result {
        tracing::debug!(%error, "a connection ended badly");
    }
}

fn builder(limits: HttpLimits) -> Builder<TokioExecutor> {
    let mut builder = Builder::new(TokioExecutor::new());
    // hyper's clock starts when it begins to wait for a header, not with the header's first byte.
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.idle_timeout)
        .max_buf_size(READ_AHEAD_BYTES);
    builder
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(PING_INTERVAL)
        .keep_alive_timeout(PING_TIMEOUT);
    builder
}

async fn answer(
    mut server: Server,
    request: Request<Incoming>,
    expected: Arc<Expected>,
) -> Result<Response, Infallible> {
    let version = request.version();
    expected.began_request(version);
    let mut response = server.router.call(request).await?;
    expected.answered(version);
    if version < Version::HTTP_2 && *server.phase.borrow() > Phase::Running {
        response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    }
    Ok(response)
}
