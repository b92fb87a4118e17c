//! One HTTP/2 connection: opened, tried with a PING, and watched until it ends.
//!
//! The `h2` crate is used without hyper on top: it gives PINGs of our own, tells a stream that the peer
//! never looked at from one that was lost, and needs no task per call.

use std::{future::poll_fn, net::SocketAddr, pin::Pin, task::Poll, time::Duration};

use bytes::Bytes;
use h2::{
    Ping, PingPong,
    client::{Builder, SendRequest},
};
use shop_service::Tasks;
use thiserror::Error;
use tokio::{net::TcpStream, time::timeout};
use tokio_util::sync::CancellationToken;

use crate::ChannelConfig;

type Driver = h2::client::Connection<TcpStream, Bytes>;

/// Room for one answer of ordinary size without waiting for a window update.
const STREAM_WINDOW: u32 = 1 << 20;
const CONNECTION_WINDOW: u32 = 1 << 22;
/// A peer that went away has so long to complete the calls in flight.
const LAST_CALLS: Duration = Duration::from_secs(30);

/// Why no connection could be opened.
#[derive(Debug, Error)]
pub(crate) enum ConnectError {
    #[error("no connection within {0:?}")]
    Timeout(Duration),
    #[error("no answer to the first PING within {0:?}")]
    Mute(Duration),
    #[error("cannot connect")]
    Io(#[from] std::io::Error),
    #[error("the peer does not speak HTTP/2")]
    Protocol(#[from] h2::Error),
}

/// A connection that has answered a PING.
#[derive(Debug)]
pub(crate) struct Connection {
    pub(crate) sender: SendRequest<Bytes>,
    pings: PingPong,
    /// Cancelled when the connection takes no more calls: closed, broken or told to go away.
    pub(crate) finished: CancellationToken,
    /// Cancelled when we want no more calls on it.
    retired: CancellationToken,
    /// Cancelled to break it off, calls in flight included.
    broken: CancellationToken,
}

impl Connection {
    pub(crate) async fn open(
        address: SocketAddr,
        config: &ChannelConfig,
        tasks: &Tasks,
    ) -> Result<Self, ConnectError> {
        let limit = config.connect_timeout;
        let stream =
            timeout(limit, TcpStream::connect(address)).await.map_err(|_| ConnectError::Timeout(limit))??;
        stream.set_nodelay(true)?;
        let mut builder = Builder::new();
        builder
            .enable_push(false)
            .initial_window_size(STREAM_WINDOW)
            .initial_connection_window_size(CONNECTION_WINDOW);
        let (sender, mut driver) = builder.handshake(stream).await?;
        let pings = driver.ping_pong().expect("taken once");
        let mut connection = Self {
            sender: sender.clone(),
            pings,
            finished: CancellationToken::new(),
            retired: CancellationToken::new(),
            broken: CancellationToken::new(),
        };
        let (finished, retired, broken) =
            (connection.finished.clone(), connection.retired.clone(), connection.broken.clone());
        tasks.spawn("rpc-connection", async move {
            // Whatever ends this task ends the connection.
            let _finished = finished.clone().drop_guard();
            tokio::select! {
                () = drive(driver, sender, &finished, &retired) => {}
                () = broken.cancelled() => {}
            }
        });
        if connection.ping(limit).await {
            return Ok(connection);
        }
        connection.break_off();
        Err(ConnectError::Mute(limit))
    }

    /// Whether the peer answers a PING in time. After a `false` the connection is of no use.
    pub(crate) async fn ping(&mut self, limit: Duration) -> bool {
        matches!(timeout(limit, self.pings.ping(Ping::opaque())).await, Ok(Ok(_)))
    }

    /// Ends the connection with every call on it.
    pub(crate) fn break_off(&self) {
        self.broken.cancel();
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.retired.cancel();
    }
}

/// Does the work of the connection until it has ended, and tells when it takes no more calls, which is
/// earlier when the peer says GOAWAY or we have retired it.
async fn drive(
    mut driver: Driver,
    sender: SendRequest<Bytes>,
    finished: &CancellationToken,
    retired: &CancellationToken,
) {
    let mut sender = Some(sender);
    let until_refused = poll_fn(|cx| {
        if Pin::new(&mut driver).poll(cx).is_ready() {
            return Poll::Ready(());
        }
        // Never waits: with no stream of its own pending it only reports what the connection knows.
        match sender.as_mut().map(|sender| sender.poll_ready(cx)) {
            Some(Poll::Ready(Err(_))) => Poll::Ready(()),
            _ => Poll::Pending,
        }
    });
    tokio::select! {
        () = until_refused => {}
        () = retired.cancelled() => {}
    }
    finished.cancel();
    sender = None;
    drop(sender);
    if timeout(LAST_CALLS, driver).await.is_err() {
        tracing::debug!("calls were still in flight {LAST_CALLS:?} after the connection was given up");
    }
}
