//! What visitors did, on its way to recommendations: a bounded queue and one task that empties it.
//!
//! A page never waits for it. When the queue is full, the newest event is dropped and counted. Events have an
//! id of their own, so a batch whose answer was lost is sent again without being counted twice; a batch that
//! is refused as such is dropped and counted. What is still queued when the process stops gets one last try.

use std::time::{Duration, SystemTime};

use prometheus_client::{
    encoding::{EncodeLabelSet, EncodeLabelValue, LabelValueEncoder},
    metrics::{counter::Counter, family::Family},
};
use shop_api::v1::{self, feedback_service_client::FeedbackServiceClient};
use shop_catalog::BookId;
use shop_rpc::{Channel, Deadline, Idempotent, Unjudged};
use shop_service::{Tasks, metrics::Registry};
use tokio::{
    sync::{
        mpsc::{self, error::TrySendError},
        oneshot,
    },
    task::JoinHandle,
    time::timeout,
};
use tonic::{Code, Request};
use uuid::Uuid;

use crate::cookies::VisitorId;

/// Events that wait at most.
const CAPACITY: usize = 1_024;

/// The most that the contract takes in one request.
const BATCH: usize = 100;

/// How long a batch waits for company.
const LINGER: Duration = Duration::from_millis(200);

/// The first wait after a failure; it doubles up to [`LONGEST_BACKOFF`].
const FIRST_BACKOFF: Duration = Duration::from_millis(500);

/// How long a process that ends waits for the last events to arrive.
const GOODBYE: Duration = Duration::from_secs(5);

/// The longest wait between tries.
const LONGEST_BACKOFF: Duration = Duration::from_secs(10);

/// What a visitor did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// Opened a book's page.
    View,
    /// Put it in the cart.
    AddToCart,
}

/// What became of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Fate {
    /// Acknowledged by recommendations.
    Stored,
    /// Dropped: the queue was full.
    Overflowed,
    /// Dropped: recommendations refused the batch.
    Refused,
    /// Dropped: the process stopped first.
    Abandoned,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Labels {
    fate: Fate,
}

impl EncodeLabelValue for Fate {
    fn encode(&self, encoder: &mut LabelValueEncoder<'_>) -> Result<(), std::fmt::Error> {
        let word = match self {
            Self::Stored => "stored",
            Self::Overflowed => "overflowed",
            Self::Refused => "refused",
            Self::Abandoned => "abandoned",
        };
        EncodeLabelValue::encode(&word, encoder)
    }
}

/// Takes events and never blocks.
#[derive(Debug, Clone)]
pub struct Outbox {
    queue: mpsc::Sender<v1::Event>,
    fates: Family<Labels, Counter>,
}

impl Outbox {
    /// Starts the task that sends events over `channel`. The task ends with [`Closing::finish`], or unfinished
    /// with its set of tasks.
    ///
    /// `deadline` is for one request; storing waits for a disk, so it is longer than that of a page.
    pub fn start(
        channel: Channel,
        deadline: Duration,
        tasks: &Tasks,
        registry: &Registry,
    ) -> (Self, Closing) {
        let fates = Family::<Labels, Counter>::default();
        registry.register(
            "marketplace.events",
            None,
            "Events of visitors, by what became of them",
            fates.clone(),
        );
        let (queue, events) = mpsc::channel(CAPACITY);
        let sender = Sender {
            client: FeedbackServiceClient::new(channel),
            deadline: Deadline(deadline),
            events,
            batch: Vec::new(),
            one_by_one: 0,
            fates: fates.clone(),
        };
        let (finish, finishing) = oneshot::channel();
        let task = tasks.spawn("outbox", sender.run(finishing));
        (Self { queue, fates }, Closing { finish, task })
    }

    /// Queues an event, or drops and counts it.
    pub fn put(&self, visitor: VisitorId, book: BookId, deed: Deed) {
        let Ok(item_id) = i32::try_from(book.0) else { return };
        let event = v1::Event {
            event_id: Uuid::now_v7().to_string(),
            user_id: visitor.to_string(),
            item_id,
            kind: match deed {
                Deed::View => v1::EventKind::View,
                Deed::AddToCart => v1::EventKind::AddToCart,
            }
            .into(),
            occurred_at: Some(SystemTime::now().into()),
            recommendation_id: String::new(),
        };
        match self.queue.try_send(event) {
            Ok(()) => {}
            Err(TrySendError::Full(_)) => count(&self.fates, Fate::Overflowed, 1),
            Err(TrySendError::Closed(_)) => count(&self.fates, Fate::Abandoned, 1),
        }
    }
}

/// The end of an [`Outbox`], in the hands of whoever started it.
#[derive(Debug)]
pub struct Closing {
    finish: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

impl Closing {
    /// Tries once more to deliver what is queued. Call it while the channel still works: when the last request
    /// is answered, and before background tasks are stopped.
    pub async fn finish(self) {
        let finished = async {
            // A task that is gone has nothing left to deliver, and nothing to say.
            let _ = self.finish.send(());
            let _ = self.task.await;
        };
        if timeout(GOODBYE, finished).await.is_err() {
            tracing::warn!(seconds = GOODBYE.as_secs(), "events were not delivered before the end");
        }
    }
}

struct Sender {
    client: FeedbackServiceClient<Channel>,
    deadline: Deadline,
    events: mpsc::Receiver<v1::Event>,
    batch: Vec<v1::Event>,
    /// So many at the front of the batch go one by one: together they were refused, and one bad event must not take
    /// the others with it.
    one_by_one: usize,
    fates: Family<Labels, Counter>,
}

impl Sender {
    async fn run(mut self, finishing: oneshot::Receiver<()>) {
        tokio::select! {
            () = self.send_for_ever() => {}
            _ = finishing => self.say_goodbye().await,
        }
    }

    async fn send_for_ever(&mut self) {
        let mut backoff = FIRST_BACKOFF;
        loop {
            if self.batch.is_empty() {
                if self.events.recv_many(&mut self.batch, BATCH).await == 0 {
                    return;
                }
                tokio::time::sleep(LINGER).await;
            }
            self.fill_up();
            if self.send().await {
                backoff = FIRST_BACKOFF;
            } else {
                tokio::time::sleep(backoff).await;
                backoff = (backoff * 2).min(LONGEST_BACKOFF);
            }
        }
    }

    /// One try for everything that is queued; the first failure ends it.
    async fn say_goodbye(&mut self) {
        self.events.close();
        loop {
            self.fill_up();
            if self.batch.is_empty() {
                return;
            }
            if !self.send().await {
                let left = self.batch.len() + self.events.len();
                count(&self.fates, Fate::Abandoned, left);
                tracing::warn!(events = left, "events were not delivered before the end");
                return;
            }
        }
    }

    fn fill_up(&mut self) {
        while self.batch.len() < BATCH
            && let Ok(event) = self.events.try_recv()
        {
            self.batch.push(event);
        }
    }

    /// Sends the batch, or the first of those that go one by one, and forgets what was stored or refused. False when
    /// it should be sent again, after a while.
    async fn send(&mut self) -> bool {
        let sent = if self.one_by_one > 0 { 1 } else { self.batch.len() };
        let mut request = Request::new(v1::RecordEventsRequest { events: self.batch[..sent].to_vec() });
        request.extensions_mut().insert(Idempotent);
        // A disk that fails must not cost pages their lists, which are answered from memory.
        request.extensions_mut().insert(Unjudged);
        request.extensions_mut().insert(self.deadline);
        let (fate, code) = match self.client.record_events(request).await {
            Ok(_) => (Fate::Stored, Code::Ok),
            Err(status) if status.code() == Code::InvalidArgument && sent > 1 => {
                self.one_by_one = sent;
                return true;
            }
            Err(status) if is_final(status.code()) => (Fate::Refused, status.code()),
            Err(status) => {
                tracing::debug!(code = ?status.code(), events = sent, "events wait for another try");
                return false;
            }
        };
        if fate == Fate::Refused {
            tracing::warn!(?code, events = sent, "events were refused");
        }
        count(&self.fates, fate, sent);
        self.batch.drain(..sent);
        self.one_by_one = self.one_by_one.saturating_sub(1);
        true
    }
}

/// Whether the same request would be refused again.
fn is_final(code: Code) -> bool {
    matches!(code, Code::InvalidArgument | Code::NotFound | Code::FailedPrecondition | Code::Unimplemented)
}

fn count(fates: &Family<Labels, Counter>, fate: Fate, events: usize) {
    fates.get_or_create(&Labels { fate }).inc_by(events as u64);
}
