//! The one writer: takes events from requests, stores them, lets the model learn, then acknowledges.
//!
//! While one transaction is on its way to the disk, further requests gather in the queue and go into the next one
//! together, so a slow disk makes batches larger instead of acknowledgements rarer. The queue is bounded: when it is
//! full, the request is refused at once and may be sent again. A request that was given up while it waited is not
//! stored. The disk is touched on a blocking thread only.

use std::sync::Arc;

use shop_api::v1::Event;
use tokio::{
    sync::{mpsc, oneshot, watch},
    task::spawn_blocking,
};

use crate::{
    metrics::Metrics,
    shop::{Served, Shop},
    store::{Receipt, Store, StoreError},
};

/// Requests that may share one transaction.
const MAX_BATCH: usize = 256;

/// Why events were not stored. Sending them again is safe.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum IngestError {
    /// More requests wait than the queue holds.
    Full,
    /// The disk failed, or the process is stopping.
    Failed,
}

/// The way for requests to the writer. Clones share one queue.
#[derive(Clone)]
pub(crate) struct Ingest {
    queue: mpsc::Sender<Work>,
}

/// The writer itself; [`IngestLoop::run`] it as a task.
pub(crate) struct IngestLoop {
    queue: mpsc::Receiver<Work>,
    store: Arc<Store>,
    shop: Arc<Shop>,
    metrics: Metrics,
    storing: watch::Sender<bool>,
}

enum Work {
    Record(Submission),
    Adopt(Box<Served>, oneshot::Sender<()>),
}

struct Submission {
    events: Vec<Event>,
    reply: oneshot::Sender<Result<Receipt, IngestError>>,
}

/// A queue of that many requests and its writer.
pub(crate) fn ingest(
    queue_length: usize,
    store: Arc<Store>,
    shop: Arc<Shop>,
    metrics: Metrics,
) -> (Ingest, IngestLoop) {
    let (sender, receiver) = mpsc::channel(queue_length);
    let storing = watch::Sender::new(true);
    (Ingest { queue: sender }, IngestLoop { queue: receiver, store, shop, metrics, storing })
}

impl Ingest {
    /// Stores events; returns when they are durable and the model knows them.
    pub(crate) async fn record(&self, events: Vec<Event>) -> Result<Receipt, IngestError> {
        let (reply, receipt) = oneshot::channel();
        self.queue.try_send(Work::Record(Submission { events, reply })).map_err(|error| match error {
            mpsc::error::TrySendError::Full(_) => IngestError::Full,
            mpsc::error::TrySendError::Closed(_) => IngestError::Failed,
        })?;
        receipt.await.unwrap_or(Err(IngestError::Failed))
    }

    /// Answers from another catalogue from now on. Its model may lack the latest events: the writer adds them.
    ///
    /// # Errors
    /// When the events cannot be read; then the catalogue in use stays.
    pub(crate) async fn adopt(&self, served: Served) -> Result<(), IngestError> {
        let (reply, done) = oneshot::channel();
        let work = Work::Adopt(Box::new(served), reply);
        self.queue.send(work).await.map_err(|_| IngestError::Failed)?;
        done.await.map_err(|_| IngestError::Failed)
    }
}

impl IngestLoop {
    /// Whether the last events were stored; true before the first. Once false, only further events can tell whether
    /// the disk is back, so whoever sends them should go on.
    pub(crate) fn storing(&self) -> watch::Receiver<bool> {
        self.storing.subscribe()
    }

    /// Works until the last [`Ingest`] is gone and the queue is empty.
    pub(crate) async fn run(mut self) {
        let mut work = Vec::with_capacity(MAX_BATCH);
        while self.queue.recv_many(&mut work, MAX_BATCH).await > 0 {
            let mut submissions = Vec::with_capacity(work.len());
            for work in work.drain(..) {
                match work {
                    Work::Record(submission) => submissions.push(submission),
                    Work::Adopt(served, reply) => {
                        self.record(std::mem::take(&mut submissions)).await;
                        self.adopt(*served, reply).await;
                    }
                }
            }
            self.record(submissions).await;
        }
    }

    async fn record(&self, mut submissions: Vec<Submission>) {
        submissions.retain(|submission| !submission.reply.is_closed());
        if submissions.is_empty() {
            return;
        }
        let (groups, replies): (Vec<_>, Vec<_>) =
            submissions.into_iter().map(|submission| (submission.events, submission.reply)).unzip();
        let store = Arc::clone(&self.store);
        let appended = in_background(move || store.append(groups)).await;
        let stored = appended.is_some();
        self.storing.send_if_modified(|storing| std::mem::replace(storing, stored) != stored);
        let Some(appended) = appended else {
            self.metrics.store_failed();
            for reply in replies {
                let _ = reply.send(Err(IngestError::Failed));
            }
            return;
        };
        self.shop.apply(&appended.fresh);
        self.metrics.stored(&appended);
        for (reply, receipt) in replies.into_iter().zip(appended.receipts) {
            // The caller may have given up meanwhile; its events are stored and a repetition will say so.
            let _ = reply.send(Ok(receipt));
        }
    }

    async fn adopt(&self, served: Served, reply: oneshot::Sender<()>) {
        let store = Arc::clone(&self.store);
        if let Some(served) = in_background(move || catch_up(&store, served)).await {
            self.metrics.catalog_items(served.shelf.books().len());
            self.shop.replace(served);
            // Nobody waits any more: the process is stopping.
            let _ = reply.send(());
        }
    }
}

/// Lets a model learn from every stored event that it has not seen. Blocks.
pub(crate) fn catch_up(store: &Store, served: Served) -> Result<Served, StoreError> {
    let seen = served.ask(shop_recommender::Recommender::as_of_seq);
    store.replay(seen, |seq, event| served.apply(seq, &event))?;
    Ok(served)
}

/// The result of blocking work on the store; a failure is logged here, once.
async fn in_background<T, F>(work: F) -> Option<T>
where
    F: FnOnce() -> Result<T, StoreError> + Send + 'static,
    T: Send + 'static,
{
    match spawn_blocking(work).await {
        Ok(Ok(result)) => Some(result),
        Ok(Err(error)) => {
            tracing::error!(%error, "the event log failed");
            None
        }
        Err(error) => {
            tracing::error!(%error, "work on the event log did not end");
            None
        }
    }
}

#[cfg(test)]
mod tests;
