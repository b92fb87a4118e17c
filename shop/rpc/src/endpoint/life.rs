//! The task of an endpoint: connect, watch the connection, connect again.

use std::{
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use tokio::time::{Instant, sleep};

use super::Endpoint;
use crate::{backoff::Backoff, connection::Connection, directory::Directory};

/// A connection that ends sooner counts as a failed attempt: a peer that accepts and closes at once must
/// not be called in a tight loop.
const SHORT_LIFE: Duration = Duration::from_secs(1);

/// Lives until DNS has dropped the address and its connection is gone.
pub(crate) async fn live(endpoint: Arc<Endpoint>, directory: Arc<Directory>) {
    let mut backoff = Backoff::new(directory.config.reconnect);
    loop {
        match Connection::open(endpoint.address, &directory.config, &directory.tasks).await {
            Ok(connection) => {
                let since = Instant::now();
                endpoint.enter(&connection);
                directory.changed();
                endpoint.watch(connection, &directory).await;
                let lived_long = since.elapsed() >= SHORT_LIFE;
                endpoint.leave(!lived_long);
                if lived_long {
                    backoff.reset();
                }
            }
            Err(error) => {
                let before = endpoint.unreachable.swap(true, Ordering::Relaxed);
                let error = &error as &dyn std::error::Error;
                if before {
                    tracing::debug!(endpoint = %endpoint.address, error, "still cannot connect");
                } else {
                    tracing::warn!(endpoint = %endpoint.address, error, "cannot connect");
                }
            }
        }
        directory.resolve_soon.notify_one();
        let dropped = directory.drop_if_unlisted(&endpoint);
        directory.changed();
        if dropped {
            return;
        }
        if endpoint.unreachable.load(Ordering::Relaxed) {
            sleep(backoff.pause()).await;
        }
    }
}

impl Endpoint {
    fn enter(&self, connection: &Connection) {
        self.breaker().connected();
        self.unreachable.store(false, Ordering::Relaxed);
        self.sender.store(Some(Arc::new(connection.sender.clone())));
        tracing::info!(endpoint = %self.address, "connected");
    }

    fn leave(&self, unreachable: bool) {
        self.unreachable.store(unreachable, Ordering::Relaxed);
        self.sender.store(None);
        tracing::info!(endpoint = %self.address, "connection ended");
    }

    /// Returns when the connection takes no more calls. A call that waited in vain is followed by a PING:
    /// a peer that does not answer that either is given up with all its calls.
    async fn watch(&self, mut connection: Connection, directory: &Directory) {
        let keepalive = directory.config.keepalive;
        loop {
            let limit = tokio::select! {
                () = connection.finished.cancelled() => return,
                () = self.suspected.notified() => keepalive.suspicion_timeout,
                () = sleep(keepalive.every) => keepalive.timeout,
            };
            if !connection.ping(limit).await {
                // Out of the balance first, so that none of its calls is retried on it.
                self.sender.store(None);
                connection.break_off();
                return;
            }
        }
    }
}
