//! `http.server.request.duration` and `http.server.active_requests`.

use std::hash::{Hash, Hasher};
use std::time::Duration;

use axum::extract::MatchedPath;
use http::{Method, StatusCode};
use prometheus_client::encoding::{EncodeLabelSet, EncodeLabelValue, LabelValueEncoder};
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Unit;

use super::{DURATION_BUCKETS, Registry};

/// The metrics of one HTTP server. Clones count into the same series.
#[derive(Clone, Debug)]
pub struct HttpServerMetrics {
    duration: Family<RequestLabels, Histogram, fn() -> Histogram>,
    active: Family<ActiveLabels, Gauge>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RequestLabels {
    http_request_method: &'static str,
    http_route: Route,
    http_response_status_code: Option<u16>,
    url_scheme: &'static str,
    error_type: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct ActiveLabels {
    http_request_method: &'static str,
    url_scheme: &'static str,
}

/// The template that a request matched, or nothing: a path that matched none must not become a series.
#[derive(Clone, Debug)]
pub(crate) struct Route(pub(crate) Option<MatchedPath>);

/// A request that is counted as active until this is dropped.
#[derive(Debug)]
pub(crate) struct ActiveRequest(Gauge);

/// We serve behind whatever ends TLS, and see plain HTTP.
const URL_SCHEME: &str = "http";

impl HttpServerMetrics {
    /// Registers the metrics.
    pub fn new(registry: &Registry) -> Self {
        let duration =
            Family::new_with_constructor((|| Histogram::new(DURATION_BUCKETS)) as fn() -> Histogram);
        registry.register(
            "http.server.request.duration",
            Some(Unit::Seconds),
            "Duration of HTTP server requests",
            duration.clone(),
        );
        let active = Family::default();
        registry.register(
            "http.server.active_requests",
            None,
            "Number of active HTTP server requests",
            active.clone(),
        );
        Self { duration, active }
    }

    pub(crate) fn begin(&self, method: &Method) -> ActiveRequest {
        let labels = ActiveLabels { http_request_method: known_method(method), url_scheme: URL_SCHEME };
        let gauge = self.active.get_or_create_owned(&labels);
        gauge.inc();
        ActiveRequest(gauge)
    }

    /// `status` is absent when the client went away before there was one.
    pub(crate) fn observe(
        &self,
        method: &Method,
        route: &Route,
        status: Option<StatusCode>,
        error_type: &'static str,
        took: Duration,
    ) {
        let labels = RequestLabels {
            http_request_method: known_method(method),
            http_route: route.clone(),
            http_response_status_code: status.map(|status| status.as_u16()),
            url_scheme: URL_SCHEME,
            error_type,
        };
        self.duration.get_or_create(&labels).observe(took.as_secs_f64());
    }
}

impl Drop for ActiveRequest {
    fn drop(&mut self) {
        self.0.dec();
    }
}

impl Route {
    pub(crate) fn as_str(&self) -> &str {
        self.0.as_ref().map_or("", MatchedPath::as_str)
    }
}

impl PartialEq for Route {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for Route {}

impl Hash for Route {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}

impl EncodeLabelValue for Route {
    fn encode(&self, encoder: &mut LabelValueEncoder<'_>) -> Result<(), std::fmt::Error> {
        EncodeLabelValue::encode(&self.as_str(), encoder)
    }
}

/// The methods of RFC 9110 and RFC 5789; any other is `_OTHER`, as the conventions ask.
pub(crate) fn known_method(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::DELETE => "DELETE",
        Method::CONNECT => "CONNECT",
        Method::OPTIONS => "OPTIONS",
        Method::TRACE => "TRACE",
        Method::PATCH => "PATCH",
        _ => "_OTHER",
    }
}
