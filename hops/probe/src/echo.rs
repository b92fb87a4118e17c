//! The server of the size ladder: sends back what it gets (RFC 862).

use std::time::Duration;

use tokio::net::TcpListener;

/// What one server may spend.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Limits {
    /// Connections at one time; more are closed at once.
    pub connections: usize,
    /// A connection that is silent for so long is closed.
    pub idle: Duration,
    /// Bytes sent back on one connection, after which it is closed.
    pub bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { connections: 64, idle: Duration::from_secs(5), bytes: 1 << 20 }
    }
}

/// Serves until it is dropped, and every connection with it.
pub async fn serve(listener: TcpListener, limits: Limits) {
    unimplemented!("{listener:?} {limits:?}")
}
