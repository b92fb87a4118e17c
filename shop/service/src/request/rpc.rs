use std::collections::HashSet;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Instant;

use http::{HeaderMap, HeaderName, HeaderValue, Request, Response};
use http_body::{Body, Frame, SizeHint};
use pin_project_lite::pin_project;
use tokio::task::futures::TaskLocalFuture;
use tonic::{Code, Status};
use tower::{Layer, Service};
use tracing::instrument::{Instrument as _, Instrumented};
use tracing::{Span, field};

use super::context::CURRENT;
use super::{RequestContext, X_REQUEST_ID, span};
use crate::metrics::{RpcServerMetrics, code_name, is_server_error};
use crate::telemetry::{REQUEST_TARGET, TRACE_TARGET};

/// The server's own time, in the head of an answer (W3C Server Timing; gRPC has no name for it).
const SERVER_TIMING: HeaderName = HeaderName::from_static("server-timing");

/// What the conventions call a method that the server does not know: its name came from outside.
const OTHER_METHOD: &str = "_OTHER";

/// Identifies, traces, logs and counts every call of a tonic server: give it to `Server::layer`.
///
/// The request id is echoed in the headers and in the trailers. A call ends with its trailers; one whose caller
/// goes away ends as `CANCELLED`.
#[derive(Clone, Debug)]
pub struct RpcServerLayer {
    metrics: RpcServerMetrics,
    known_methods: Arc<HashSet<&'static str>>,
}

/// The service that [`RpcServerLayer`] makes.
#[derive(Clone, Debug)]
pub struct RpcServerService<S> {
    inner: S,
    layer: RpcServerLayer,
}

pin_project! {
    /// The future of [`RpcServerService`].
    pub struct RpcFuture<F> {
        #[pin]
        inner: TaskLocalFuture<RequestContext, Instrumented<F>>,
        record: Option<Record>,
    }
}

pin_project! {
    /// A response body that waits for its trailers to learn how the call ended.
    pub struct RpcBody<B> {
        #[pin]
        inner: B,
        record: Record,
    }
}

/// Everything to be told about a call when it ends, however it ends.
struct Record {
    context: RequestContext,
    metrics: RpcServerMetrics,
    method: &'static str,
    started: Instant,
    span: Span,
    ended: bool,
}

impl RpcServerLayer {
    /// Counts into `metrics`. `known_methods` are the full names, `package.Service/Method`, that may become label
    /// values.
    pub fn new(metrics: RpcServerMetrics, known_methods: impl IntoIterator<Item = &'static str>) -> Self {
        Self { metrics, known_methods: Arc::new(known_methods.into_iter().collect()) }
    }

    fn method(&self, path: &str) -> &'static str {
        let name = path.trim_start_matches('/');
        self.known_methods.get(name).copied().unwrap_or(OTHER_METHOD)
    }
}

impl<S> Layer<S> for RpcServerLayer {
    type Service = RpcServerService<S>;

    fn layer(&self, inner: S) -> Self::Service {
        RpcServerService { inner, layer: self.clone() }
    }
}

impl<S, I, O> Service<Request<I>> for RpcServerService<S>
where
    S: Service<Request<I>, Response = Response<O>>,
{
    type Response = Response<RpcBody<O>>;
    type Error = S::Error;
    type Future = RpcFuture<S::Future>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, mut request: Request<I>) -> Self::Future {
        let started = Instant::now();
        let method = self.layer.method(request.uri().path());
        let span = server_span(method);
        let context = span::enter(request.headers(), &span);
        request.extensions_mut().insert(context.id().clone());
        request.extensions_mut().insert(context.clone());
        let inner = self.inner.call(request).instrument(span.clone());
        let metrics = self.layer.metrics.clone();
        RpcFuture {
            inner: CURRENT.scope(context.clone(), inner),
            record: Some(Record { context, metrics, method, started, span, ended: false }),
        }
    }
}

impl<F, O, E> Future for RpcFuture<F>
where
    F: Future<Output = Result<Response<O>, E>>,
{
    type Output = Result<Response<RpcBody<O>>, E>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let result = ready!(this.inner.poll(cx));
        let mut record = this.record.take().expect("a future is not polled after it has ended");
        Poll::Ready(result.map(|mut response| {
            response.headers_mut().insert(X_REQUEST_ID, record.context.id().to_header());
            response.headers_mut().insert(SERVER_TIMING, record.server_timing());
            // An error without messages has its status in the headers, and no trailers follow.
            if let Some(status) = Status::from_header_map(response.headers()) {
                record.end(status.code());
            }
            response.map(|inner| RpcBody { inner, record })
        }))
    }
}

impl<B: Body> Body for RpcBody<B> {
    type Data = B::Data;
    type Error = B::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Self::Data>, Self::Error>>> {
        let this = self.project();
        let mut frame = ready!(this.inner.poll_frame(cx));
        if let Some(Ok(frame)) = &mut frame
            && let Some(trailers) = frame.trailers_mut()
        {
            this.record.end_with(trailers);
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

impl Record {
    /// What the call has taken so far by our clock: the caller takes it from its own to know the way's share.
    fn server_timing(&self) -> HeaderValue {
        let milliseconds = self.started.elapsed().as_micros() as f64 / 1000.0;
        HeaderValue::try_from(format!("handler;dur={milliseconds}"))
            .expect("digits and a dot are a header value")
    }

    fn end_with(&mut self, trailers: &mut HeaderMap) {
        let code = Status::from_header_map(trailers).map_or(Code::Unknown, |status| status.code());
        trailers.insert(X_REQUEST_ID, self.context.id().to_header());
        self.end(code);
    }

    fn end(&mut self, code: Code) {
        if std::mem::replace(&mut self.ended, true) {
            return;
        }
        let took = self.started.elapsed();
        self.metrics.observe(self.method, code, took);
        if !self.span.is_disabled() {
            self.span.record("rpc.response.status_code", code_name(code));
            if is_server_error(code) {
                self.span.record("error.type", code_name(code));
                self.span.record("otel.status_code", "ERROR");
            }
        }
        tracing::info!(
            target: REQUEST_TARGET,
            trace_id = %self.context.trace().trace_id,
            span_id = %self.context.trace().span_id,
            request_id = self.context.id().as_str(),
            rpc_method = self.method,
            status = code_name(code),
            duration_ms = took.as_micros() as f64 / 1000.0,
            fields = self.context.members().as_ref().map(field::display),
            "request"
        );
    }
}

/// A call dropped half way: its caller went away or its deadline passed.
impl Drop for Record {
    fn drop(&mut self) {
        self.end(Code::Cancelled);
    }
}

fn server_span(method: &'static str) -> Span {
    tracing::info_span!(
        target: TRACE_TARGET,
        "call",
        otel.name = method,
        otel.kind = "server",
        otel.status_code = field::Empty,
        error.r#type = field::Empty,
        rpc.system.name = "grpc",
        rpc.method = method,
        rpc.response.status_code = field::Empty,
    )
}
