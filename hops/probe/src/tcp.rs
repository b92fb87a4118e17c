//! Whether a TCP connection opens.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::net::TcpStream;
use tokio::time::{Instant, timeout};

use crate::{Failure, FailureKind};

/// Somebody is there.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Reached {
    /// From the first packet to the open connection.
    pub took: Duration,
}

/// Opens a connection and closes it.
///
/// # Errors
/// When it does not open within `limit`.
pub async fn connect(address: SocketAddr, limit: Duration) -> Result<Reached, Failure> {
    let began = Instant::now();
    open(address, began, limit).await?;
    Ok(Reached { took: began.elapsed() })
}

/// Opens a connection by `limit` after `began`.
pub(crate) async fn open(address: SocketAddr, began: Instant, limit: Duration) -> Result<TcpStream, Failure> {
    let stream = by(began, limit, TcpStream::connect(address)).await?;
    let stream = stream.map_err(|error| Failure::of_io(&error, began.elapsed()))?;
    // A question is one small write; waiting for an acknowledgement of the last one would be measured as the peer's time.
    let _ = stream.set_nodelay(true);
    Ok(stream)
}

/// What `future` returns, if it does so by `limit` after `began`.
pub(crate) async fn by<T>(
    began: Instant,
    limit: Duration,
    future: impl Future<Output = T>,
) -> Result<T, Failure> {
    let left = limit.saturating_sub(began.elapsed());
    timeout(left, future).await.map_err(|_| Failure::new(FailureKind::Timeout, limit, ""))
}
