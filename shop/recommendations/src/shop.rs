//! What answers are made from: one version of the catalogue together with the model of its books.
//!
//! Requests read, the ingest loop alone writes. Two locks share the work. An [`ArcSwap`] holds the pair, so that a
//! request sees books and model of the same catalogue and a reload swaps both at once, without a request waiting.
//! Inside, an `RwLock` guards the model: reads take some 20 µs and share it, a write takes a microsecond an event and
//! comes at the pace of visitors' clicks. A copy of the model for each write would cost milliseconds and twice the
//! memory to save readers that microsecond.

use std::{
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use arc_swap::{ArcSwap, Guard};
use shop_api::v1;
use shop_catalog::Catalog;
use shop_recommender::{Event, EventKind, Recommender};
use tokio::{sync::watch, time::timeout};

use crate::shelf::Shelf;

/// How long a request waits for an event that it wants to see applied, before it is answered all the same.
const MIN_SEQ_WAIT: Duration = Duration::from_millis(50);

/// A catalogue and what was learnt about its books.
pub(crate) struct Served {
    /// The books.
    pub(crate) shelf: Shelf,
    model: RwLock<Recommender>,
}

/// The shared state of all requests.
pub(crate) struct Shop {
    served: ArcSwap<Served>,
    applied_seq: watch::Sender<u64>,
}

impl Served {
    /// A catalogue whose model has seen no event yet.
    pub(crate) fn new(catalog: Arc<Catalog>) -> Self {
        let shelf = Shelf::new(catalog);
        let model = RwLock::new(Recommender::new(shelf.items()));
        Self { shelf, model }
    }

    /// Asks the model.
    pub(crate) fn ask<A>(&self, question: impl FnOnce(&Recommender) -> A) -> A {
        // A panic while events were applied leaves counters that are a little behind, not a broken model.
        question(&self.model.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Lets the model learn from a stored event.
    pub(crate) fn apply(&self, seq: u64, event: &v1::Event) {
        let item = u32::try_from(event.item_id).unwrap_or_default();
        let kind = event_kind(event.kind()).unwrap_or(EventKind::View);
        let event = Event { user: &event.user_id, item, kind };
        self.model.write().unwrap_or_else(PoisonError::into_inner).apply(seq, &event);
    }
}

impl Shop {
    /// Answers from this pair.
    pub(crate) fn new(served: Served) -> Self {
        let (applied_seq, _) = watch::channel(served.ask(Recommender::as_of_seq));
        Self { served: ArcSwap::from_pointee(served), applied_seq }
    }

    /// The pair to answer one request from.
    pub(crate) fn served(&self) -> Guard<Arc<Served>> {
        self.served.load()
    }

    /// Lets the model learn from stored events and wakes the requests that wait for them.
    pub(crate) fn apply(&self, events: &[(u64, v1::Event)]) {
        let served = self.served.load();
        for (seq, event) in events {
            served.apply(*seq, event);
        }
        self.publish(&served);
    }

    /// Answers from another pair from now on.
    pub(crate) fn replace(&self, served: Served) {
        let served = Arc::new(served);
        self.served.store(Arc::clone(&served));
        self.publish(&served);
    }

    /// Waits a moment until the event of this number is applied. Returns at once when it is, or when none is asked for.
    pub(crate) async fn wait_for(&self, min_seq: u64) {
        if *self.applied_seq.borrow() < min_seq {
            let mut applied_seq = self.applied_seq.subscribe();
            // Late or never, the request is answered with what there is; `as_of_seq` says how much that is.
            let _ = timeout(MIN_SEQ_WAIT, applied_seq.wait_for(|seq| *seq >= min_seq)).await;
        }
    }

    fn publish(&self, served: &Served) {
        let seq = served.ask(Recommender::as_of_seq);
        self.applied_seq.send_replace(seq);
    }
}

/// What the model calls a kind of event; `None` for an unspecified one.
pub(crate) fn event_kind(kind: v1::EventKind) -> Option<EventKind> {
    match kind {
        v1::EventKind::Unspecified => None,
        v1::EventKind::View => Some(EventKind::View),
        v1::EventKind::AddToCart => Some(EventKind::AddToCart),
        v1::EventKind::Purchase => Some(EventKind::Purchase),
    }
}
