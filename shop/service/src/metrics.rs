//! Metrics by the names of the OpenTelemetry semantic conventions (v1.44), for Prometheus to scrape.
//!
//! Metrics are constructor arguments: whoever counts something holds the handle, and a test reads it there. Label
//! values come from sets that are known when the program is built (route templates, methods, status codes), never
//! from what a visitor sent.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use prometheus_client::metrics::info::Info;
pub use prometheus_client::registry::{Metric, Unit};

pub use self::http_server::HttpServerMetrics;
pub(crate) use self::http_server::{ActiveRequest, Route, known_method};
pub(crate) use self::rpc::is_server_error;
pub use self::rpc::{RpcClientCall, RpcClientMetrics, RpcServerMetrics, code_name};

mod http_server;
mod process;
mod rpc;

/// Upper bounds in seconds: those that the conventions recommend for HTTP and RPC durations, and two below them
/// because most of our calls take less than 5 ms.
pub const DURATION_BUCKETS: [f64; 16] =
    [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0];

/// All metrics of one service. Clones share the same registry.
#[derive(Clone, Debug, Default)]
pub struct Registry(Arc<Mutex<prometheus_client::registry::Registry>>);

impl Registry {
    /// An empty registry.
    pub fn new() -> Self {
        Self::default()
    }

    /// A registry with what every process tells: `build_info`, CPU time and memory.
    pub fn of_process(service_name: &'static str, service_version: &'static str) -> Self {
        let registry = Self::new();
        let labels = vec![("service_name", service_name), ("service_version", service_version)];
        registry.lock().register("build", "What is running", Info::new(labels));
        registry.lock().register_collector(Box::new(process::ProcessCollector));
        registry
    }

    /// Adds `metric` under a dotted name of the conventions; dots become underscores, and the exposition appends
    /// the unit and, to counters, `_total`.
    pub fn register(&self, name: &str, unit: Option<Unit>, help: &str, metric: impl Metric) {
        let name = name.replace('.', "_");
        match unit {
            Some(unit) => self.lock().register_with_unit(name, help, unit, metric),
            None => self.lock().register(name, help, metric),
        }
    }

    /// The OpenMetrics text of everything registered.
    pub fn encode(&self) -> String {
        let mut text = String::new();
        // Fails only if a `String` cannot be written to or a collector gives up half way; what was written is sent.
        if let Err(error) = prometheus_client::encoding::text::encode(&mut text, &self.lock()) {
            tracing::error!(%error, "metrics were not encoded completely");
        }
        text
    }

    fn lock(&self) -> MutexGuard<'_, prometheus_client::registry::Registry> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
