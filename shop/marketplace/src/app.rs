//! What all requests share.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use arc_swap::ArcSwap;
use http::HeaderValue;

use crate::{
    backend::{Ask, Backend, Sighting},
    config::Config,
    cookies::Keyring,
    identity::Identity,
    ladder::{Answer, Ladder, List, Source},
    metrics::Responses,
    outbox::Outbox,
    stock::Stock,
};

/// The storefront's state. Routes read it; the catalogue in it is replaced by a reload.
#[derive(Debug)]
pub struct App {
    /// The settings.
    pub config: Config,
    /// Signs cookies.
    pub keyring: Keyring,
    /// Calls to recommendations.
    pub backend: Backend,
    /// Events on their way.
    pub outbox: Outbox,
    /// Lists shown.
    pub responses: Responses,
    /// When the process began to serve.
    pub started: Instant,
    ladder: Ladder,
    stock: ArcSwap<Stock>,
    last_live: ArcSwap<List>,
    last_source: Mutex<Option<Source>>,
}

/// A list, and how it was come by.
#[derive(Debug)]
pub struct Served {
    /// The list and its rung.
    pub answer: Answer,
    /// From the question to the list, whichever rung it was.
    pub took: Duration,
    /// What was seen of the call.
    pub sighting: Sighting,
}

impl App {
    /// Joins the parts. `stock` may be replaced later.
    pub fn new(config: Config, backend: Backend, outbox: Outbox, responses: Responses, stock: Stock) -> Self {
        Self {
            keyring: config.keyring.clone().unwrap_or_else(Keyring::generate),
            ladder: Ladder::new(config.rpc_deadline),
            stock: ArcSwap::from_pointee(stock),
            last_live: ArcSwap::default(),
            last_source: Mutex::default(),
            started: Instant::now(),
            config,
            backend,
            outbox,
            responses,
        }
    }

    /// Pod and node.
    pub fn identity(&self) -> &Identity {
        &self.config.identity
    }

    /// The catalogue as it is now, for the whole of one request.
    pub fn stock(&self) -> Arc<Stock> {
        self.stock.load_full()
    }

    /// Puts another catalogue in place; requests under way finish with the old one.
    pub fn restock(&self, stock: Stock) {
        self.stock.store(Arc::new(stock));
    }

    /// The last live list, for the strategy and the model that made it; empty before the first one.
    pub fn last_live(&self) -> Arc<List> {
        self.last_live.load_full()
    }

    /// Where the last list shown came from; `None` before the first one.
    pub fn last_source(&self) -> Option<Source> {
        *self.last_source.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Goes down the ladder for one list. Cannot fail, and ends soon after the deadline.
    pub async fn recommend(
        &self,
        stock: &Stock,
        ask: &Ask<'_>,
        curated: impl FnOnce() -> Arc<List>,
    ) -> Served {
        let begun = Instant::now();
        let mut sighting = Sighting::default();
        let live = self.backend.list(ask, stock.catalog(), &mut sighting);
        let answer = self.ladder.answer(ask.key(), live, curated).await;
        self.responses.count(answer.source, answer.why);
        *self.last_source.lock().unwrap_or_else(PoisonError::into_inner) = Some(answer.source);
        if answer.source == Source::Live {
            self.last_live.store(Arc::clone(&answer.list));
        }
        Served { answer, took: begun.elapsed(), sighting }
    }
}

impl Served {
    /// The value of `X-Marketplace-Source`.
    pub fn source_header(&self) -> HeaderValue {
        HeaderValue::from_static(self.answer.source.name())
    }
}
