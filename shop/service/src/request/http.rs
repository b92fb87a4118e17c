use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::{Duration, Instant};

use axum::extract::MatchedPath;
use http::{Method, Request, Response, StatusCode};
use pin_project_lite::pin_project;
use tokio::task::futures::TaskLocalFuture;
use tower::{Layer, Service};
use tracing::instrument::{Instrument as _, Instrumented};
use tracing::{Span, field};

use super::context::CURRENT;
use super::{RequestContext, X_REQUEST_ID, span};
use crate::metrics::{ActiveRequest, HttpServerMetrics, Route, known_method};
use crate::telemetry::{REQUEST_TARGET, TRACE_TARGET};

/// Identifies, traces, logs and counts every request of an axum router.
///
/// Add it with [`axum::Router::layer`], outside of every other layer that may answer by itself: then the matched
/// route is known and every answer is seen. The duration ends with the response's head; bodies of ours are ready by
/// then. A request whose client goes away is logged without a status.
#[derive(Clone, Debug)]
pub struct RequestLayer {
    metrics: HttpServerMetrics,
}

/// The service that [`RequestLayer`] makes.
#[derive(Clone, Debug)]
pub struct RequestService<S> {
    inner: S,
    metrics: HttpServerMetrics,
}

pin_project! {
    /// The future of [`RequestService`].
    pub struct RequestFuture<F> {
        #[pin]
        inner: TaskLocalFuture<RequestContext, Instrumented<F>>,
        record: Record,
    }
}

/// Everything to be told about a request when it ends, however it ends.
struct Record {
    context: RequestContext,
    metrics: HttpServerMetrics,
    method: Method,
    route: Route,
    started: Instant,
    span: Span,
    /// Dropped when the request has been told about.
    active: Option<ActiveRequest>,
}

impl RequestLayer {
    /// Counts into `metrics`.
    pub fn new(metrics: HttpServerMetrics) -> Self {
        Self { metrics }
    }
}

impl<S> Layer<S> for RequestLayer {
    type Service = RequestService<S>;

    fn layer(&self, inner: S) -> Self::Service {
        RequestService { inner, metrics: self.metrics.clone() }
    }
}

impl<S, I, O> Service<Request<I>> for RequestService<S>
where
    S: Service<Request<I>, Response = Response<O>>,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = RequestFuture<S::Future>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, mut request: Request<I>) -> Self::Future {
        let started = Instant::now();
        let method = request.method().clone();
        let route = Route(request.extensions().get::<MatchedPath>().cloned());
        let span = server_span(&method, &route);
        let context = span::enter(request.headers(), &span);
        request.extensions_mut().insert(context.id().clone());
        request.extensions_mut().insert(context.clone());
        let inner = self.inner.call(request).instrument(span.clone());
        let active = Some(self.metrics.begin(&method));
        let metrics = self.metrics.clone();
        RequestFuture {
            inner: CURRENT.scope(context.clone(), inner),
            record: Record { context, metrics, method, route, started, span, active },
        }
    }
}

impl<F, O, E> Future for RequestFuture<F>
where
    F: Future<Output = Result<Response<O>, E>>,
{
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let this = self.project();
        let mut result = ready!(this.inner.poll(cx));
        if let Ok(response) = &mut result {
            response.headers_mut().insert(X_REQUEST_ID, this.record.context.id().to_header());
            this.record.end(Some(response.status()));
        } else {
            this.record.end(None);
        }
        Poll::Ready(result)
    }
}

impl Record {
    fn end(&mut self, status: Option<StatusCode>) {
        let Some(active) = self.active.take() else { return };
        let took = self.started.elapsed();
        let error_type = error_type(status);
        self.metrics.observe(&self.method, &self.route, status, error_type, took);
        self.record_span(status, error_type);
        self.log(status, took);
        drop(active);
    }

    fn record_span(&self, status: Option<StatusCode>, error_type: &'static str) {
        if self.span.is_disabled() {
            return;
        }
        if let Some(status) = status {
            self.span.record("http.response.status_code", status.as_u16());
        }
        if !error_type.is_empty() {
            self.span.record("error.type", error_type);
            self.span.record("otel.status_code", "ERROR");
        }
    }

    fn log(&self, status: Option<StatusCode>, took: Duration) {
        tracing::info!(
            target: REQUEST_TARGET,
            trace_id = %self.context.trace().trace_id,
            span_id = %self.context.trace().span_id,
            request_id = self.context.id().as_str(),
            method = known_method(&self.method),
            route = self.route.as_str(),
            status = status.map(|status| status.as_u16()),
            duration_ms = took.as_micros() as f64 / 1000.0,
            fields = self.context.members().as_ref().map(field::display),
            "request"
        );
    }
}

/// A future dropped half way: the client went away.
impl Drop for Record {
    fn drop(&mut self) {
        self.end(None);
    }
}

fn server_span(method: &Method, route: &Route) -> Span {
    let span = tracing::info_span!(
        target: TRACE_TARGET,
        "request",
        otel.name = field::Empty,
        otel.kind = "server",
        otel.status_code = field::Empty,
        error.r#type = field::Empty,
        http.request.method = known_method(method),
        http.route = route.as_str(),
        http.response.status_code = field::Empty,
        url.scheme = "http",
    );
    if !span.is_disabled() {
        span.record("otel.name", format!("{} {}", known_method(method), route.as_str()).trim_end());
    }
    span
}

/// `error.type`: the status of a failure that is ours, or what took the place of a status.
fn error_type(status: Option<StatusCode>) -> &'static str {
    match status.map(|status| status.as_u16()) {
        None => "cancelled",
        Some(500) => "500",
        Some(501) => "501",
        Some(502) => "502",
        Some(503) => "503",
        Some(504) => "504",
        Some(505..) => "5xx",
        Some(_) => "",
    }
}
