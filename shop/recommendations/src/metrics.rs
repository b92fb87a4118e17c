//! What this service counts beside the calls themselves, which `shop-service` counts.
//!
//! Label values come from enumerations: no id and no name of a visitor or a book ever becomes one.

use std::sync::atomic::AtomicU64;

use prometheus_client::{
    encoding::EncodeLabelSet,
    metrics::{counter::Counter, family::Family, gauge::Gauge, histogram::Histogram},
    registry::Unit,
};
use shop_recommender::Strategy;
use shop_service::metrics::Registry;

use crate::store::Appended;

/// Upper bounds in items: the sizes of pages that clients ask for.
const ITEM_BUCKETS: [f64; 7] = [0.0, 1.0, 3.0, 5.0, 10.0, 20.0, 50.0];

/// The counters of one server. Clones count into the same series.
#[derive(Clone)]
pub(crate) struct Metrics {
    requests: Family<RequestLabels, Counter>,
    items_returned: Family<MethodLabels, Histogram, fn() -> Histogram>,
    catalog_items: Gauge,
    catalog_reloads: Family<ResultLabels, Counter>,
    store_events: Family<EventLabels, Counter>,
    store_commits: Family<ResultLabels, Counter>,
    store_last_seq: Gauge<u64, AtomicU64>,
    requests_shed: Counter,
    requests_in_flight: Gauge,
}

/// A call at work, counted until this is dropped.
pub(crate) struct InFlight(Gauge);

/// A call that recommends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Method {
    ListRecommendations,
    ListSimilar,
    Recommend,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RequestLabels {
    method: &'static str,
    strategy: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct MethodLabels {
    method: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct EventLabels {
    outcome: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct ResultLabels {
    result: &'static str,
}

impl Metrics {
    /// Registers everything.
    pub(crate) fn new(registry: &Registry) -> Self {
        let item_histogram: fn() -> Histogram = || Histogram::new(ITEM_BUCKETS);
        let metrics = Self {
            requests: Family::default(),
            items_returned: Family::new_with_constructor(item_histogram),
            catalog_items: Gauge::default(),
            catalog_reloads: Family::default(),
            store_events: Family::default(),
            store_commits: Family::default(),
            store_last_seq: Gauge::default(),
            requests_shed: Counter::default(),
            requests_in_flight: Gauge::default(),
        };
        metrics.begin_at_zero();
        metrics.register(registry);
        metrics
    }

    /// A series that appears with its first failure hides that failure from every rate.
    fn begin_at_zero(&self) {
        for outcome in ["stored", "duplicate"] {
            self.store_events.get_or_create(&EventLabels { outcome }).inc_by(0);
        }
        for result in ["ok", "failed"] {
            self.store_commits.get_or_create(&ResultLabels { result }).inc_by(0);
            self.catalog_reloads.get_or_create(&ResultLabels { result }).inc_by(0);
        }
    }

    fn register(&self, registry: &Registry) {
        let items = || Some(Unit::Other("items".to_owned()));
        let requests = "Recommendation calls answered, by how the list was made";
        registry.register("recommendations.requests", None, requests, self.requests.clone());
        let returned = "Books in one answer";
        registry.register("recommendations.items.returned", None, returned, self.items_returned.clone());
        let catalog = "Books in the catalogue";
        registry.register("recommendations.catalog", items(), catalog, self.catalog_items.clone());
        let reloads = "Attempts to read a changed catalogue file";
        registry.register("recommendations.catalog.reloads", None, reloads, self.catalog_reloads.clone());
        let events = "Events received, by whether they were stored before";
        registry.register("recommendations.store.events", None, events, self.store_events.clone());
        let commits = "Transactions on the event log";
        registry.register("recommendations.store.commits", None, commits, self.store_commits.clone());
        let last_seq = "Sequence number of the last stored event";
        registry.register("recommendations.store.last_seq", None, last_seq, self.store_last_seq.clone());
        let shed = "Calls refused because too many were in flight";
        registry.register("recommendations.requests.shed", None, shed, self.requests_shed.clone());
        let in_flight = "Calls at work now, health checks not among them";
        registry.register(
            "recommendations.requests.in_flight",
            None,
            in_flight,
            self.requests_in_flight.clone(),
        );
    }

    /// Counts a list that was answered.
    pub(crate) fn answered(&self, method: Method, strategy: Strategy, item_count: usize) {
        let (method, strategy) = (method.name(), strategy_name(strategy));
        self.requests.get_or_create(&RequestLabels { method, strategy }).inc();
        self.items_returned.get_or_create(&MethodLabels { method }).observe(item_count as f64);
    }

    /// Counts a transaction and its events.
    pub(crate) fn stored(&self, appended: &Appended) {
        let duplicates: usize = appended.receipts.iter().map(|receipt| receipt.duplicate_count).sum();
        self.events("stored").inc_by(appended.fresh.len() as u64);
        self.events("duplicate").inc_by(duplicates as u64);
        self.store_commits.get_or_create(&ResultLabels { result: "ok" }).inc();
        if let Some((seq, _)) = appended.fresh.last() {
            self.last_seq(*seq);
        }
    }

    /// Counts a transaction that failed.
    pub(crate) fn store_failed(&self) {
        self.store_commits.get_or_create(&ResultLabels { result: "failed" }).inc();
    }

    /// Says how far the log goes.
    pub(crate) fn last_seq(&self, seq: u64) {
        self.store_last_seq.set(seq);
    }

    /// Says how many books there are.
    pub(crate) fn catalog_items(&self, count: usize) {
        self.catalog_items.set(i64::try_from(count).unwrap_or(i64::MAX));
    }

    /// Counts an attempt to read a changed catalogue file.
    pub(crate) fn catalog_reloaded(&self, accepted: bool) {
        let result = if accepted { "ok" } else { "failed" };
        self.catalog_reloads.get_or_create(&ResultLabels { result }).inc();
    }

    /// Counts a call that was refused to protect the others.
    pub(crate) fn shed(&self) {
        self.requests_shed.inc();
    }

    /// Counts a call that begins its work.
    pub(crate) fn begin(&self) -> InFlight {
        self.requests_in_flight.inc();
        InFlight(self.requests_in_flight.clone())
    }

    fn events(&self, outcome: &'static str) -> impl std::ops::Deref<Target = Counter> {
        self.store_events.get_or_create(&EventLabels { outcome })
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        self.0.dec();
    }
}

impl Method {
    fn name(self) -> &'static str {
        match self {
            Self::ListRecommendations => "ListRecommendations",
            Self::ListSimilar => "ListSimilar",
            Self::Recommend => "Recommend",
        }
    }
}

/// How a list was made, as labels and log lines say it.
pub(crate) fn strategy_name(strategy: Strategy) -> &'static str {
    match strategy {
        Strategy::Similar => "similar",
        Strategy::PopularInCategory => "popular_in_category",
        Strategy::Popular => "popular",
        Strategy::Newest => "newest",
        Strategy::Model => "model",
    }
}
