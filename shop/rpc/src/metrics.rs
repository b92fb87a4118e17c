//! What a channel counts.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use arc_swap::ArcSwap;
use http::Uri;
use prometheus_client::{
    encoding::EncodeLabelSet,
    metrics::{counter::Counter, family::Family, gauge::Gauge},
};
use shop_service::metrics::{Registry, RpcClientCall, RpcClientMetrics};
use tonic::Code;

use crate::{State, Target, breaker::Position, endpoint::Endpoint};

/// The metrics of one [`Channel`](crate::Channel): retries, endpoints by state, breakers, and
/// `rpc.client.call.duration`. The endpoint label holds live endpoints only, so it stays small.
#[derive(Debug, Clone)]
pub struct ChannelMetrics {
    calls: RpcClientMetrics,
    retries: Counter,
    endpoints: Family<StateLabel, Gauge>,
    breakers: Family<EndpointLabel, Gauge>,
    /// Endpoints that have a breaker series now.
    shown: Arc<Mutex<Vec<SocketAddr>>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct StateLabel {
    state: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct EndpointLabel {
    endpoint: String,
}

impl ChannelMetrics {
    /// Registers the metrics; those of our own get names that start with `prefix` and a dot. One channel
    /// a registry and prefix, for the gauges speak of that one.
    pub fn new(registry: &Registry, prefix: &str) -> Self {
        let metrics = Self {
            calls: RpcClientMetrics::new(registry),
            retries: Counter::default(),
            endpoints: Family::default(),
            breakers: Family::default(),
            shown: Arc::default(),
        };
        registry.register(
            &format!("{prefix}.rpc.client.retries"),
            None,
            "Calls that were sent a second time",
            metrics.retries.clone(),
        );
        registry.register(
            &format!("{prefix}.rpc.client.endpoints"),
            None,
            "Endpoints known, by state",
            metrics.endpoints.clone(),
        );
        registry.register(
            &format!("{prefix}.breaker.state"),
            None,
            "Breaker of an endpoint: 0 closed, 1 half-open, 2 open",
            metrics.breakers.clone(),
        );
        metrics
    }

    pub(crate) fn count_retry(&self) {
        self.retries.inc();
    }

    pub(crate) fn observe_call(
        &self,
        uri: &Uri,
        code: Code,
        server: &Arc<str>,
        target: &Target,
        took: Duration,
    ) {
        let method = uri.path().trim_start_matches('/');
        let server_port = target.port();
        self.calls.observe(&RpcClientCall { method, code, server_address: server, server_port, took });
    }

    /// Sets the gauges. States change seldom, calls do not come here.
    pub(crate) fn refresh(&self, endpoints: &ArcSwap<Vec<Arc<Endpoint>>>) {
        let mut shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        // Loaded under the lock, or an older list could overwrite a newer one.
        let endpoints = endpoints.load();
        for state in State::ALL {
            let count = endpoints.iter().filter(|endpoint| endpoint.state() == state).count();
            let label = StateLabel { state: state.name() };
            self.endpoints.get_or_create(&label).set(i64::try_from(count).unwrap_or(i64::MAX));
        }
        for gone in shown.iter().filter(|address| !endpoints.iter().any(|live| live.address == **address)) {
            self.breakers.remove(&label_of(*gone));
        }
        for endpoint in endpoints.iter() {
            let position = match endpoint.breaker_position() {
                Position::Closed => 0,
                Position::HalfOpen => 1,
                Position::Open => 2,
            };
            self.breakers.get_or_create(&label_of(endpoint.address)).set(position);
        }
        *shown = endpoints.iter().map(|endpoint| endpoint.address).collect();
    }
}

fn label_of(endpoint: SocketAddr) -> EndpointLabel {
    EndpointLabel { endpoint: endpoint.to_string() }
}
