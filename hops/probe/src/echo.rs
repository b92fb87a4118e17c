//! The server of the size ladder: sends back what it gets (RFC 862).

use std::io;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

const CHUNK_BYTES: usize = 16 * 1024;
/// After `accept` failed for want of sockets or memory.
const BREATH: Duration = Duration::from_millis(50);

/// What one server may spend.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Limits {
    /// Connections at one time; more are closed at once.
    pub connections: usize,
    /// A connection that is silent for so long, or does not take what it is sent, is closed.
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
    let mut connections = JoinSet::new();
    loop {
        let accepted = listener.accept().await;
        while connections.try_join_next().is_some() {}
        match accepted {
            Ok((stream, _)) if connections.len() < limits.connections => {
                connections.spawn(async move {
                    let _ = send_back(stream, limits).await;
                });
            }
            Ok(_) => {}
            Err(_) => sleep(BREATH).await,
        }
    }
}

/// Sends back on one connection until it ends, is silent too long or had its share.
///
/// # Errors
/// When the connection breaks.
pub async fn send_back(mut stream: TcpStream, limits: Limits) -> io::Result<()> {
    let mut left = limits.bytes;
    let mut buffer = vec![0; CHUNK_BYTES];
    while left > 0 {
        let room = left.min(CHUNK_BYTES);
        let length = timeout(limits.idle, stream.read(&mut buffer[..room])).await??;
        if length == 0 {
            break;
        }
        timeout(limits.idle, stream.write_all(&buffer[..length])).await??;
        left -= length;
    }
    stream.shutdown().await
}
