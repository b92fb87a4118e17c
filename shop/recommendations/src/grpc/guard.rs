//! Protects the process from its callers, and callers from answers without a meaning.
//!
//! - A call runs for its own `grpc-timeout`, at most for the server's limit; then its work is dropped and it is
//!   answered with `DEADLINE_EXCEEDED`. tonic's own timeouts say `CANCELLED`, so ours must fire first.
//! - Only so many calls are at work at once, over all connections; one more is answered with
//!   `RESOURCE_EXHAUSTED` before anything is decoded. Health checks are exempt: a busy process is not a sick one.
//! - Errors that tonic makes up (a message that is too large or cannot be decoded, an unknown method) get a
//!   canonical code, a message that tells nothing of our inside, and the request id.
//! - A handler that panics is an INTERNAL error of that one call.

use std::{
    convert::Infallible,
    future::{Future, poll_fn},
    panic::{AssertUnwindSafe, catch_unwind},
    pin::{Pin, pin},
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use http::{HeaderMap, Request, Response};
use shop_api::status::{ApiError, FieldViolation};
use tokio::{sync::Semaphore, time::timeout};
use tonic::{Code, Status, body::Body, service::Routes};
use tower::{Layer, Service};

use super::request_id;
use crate::metrics::Metrics;

/// Answers so much before the caller's own clock runs out, so that it learns why.
const HEAD_START: Duration = Duration::from_millis(2);
/// About as long as the calls at work take to end.
const RETRY_AFTER_SHEDDING: Duration = Duration::from_millis(100);
const HEALTH_PATH: &str = "/grpc.health.v1.Health/";

/// Puts a [`Guard`] around the services.
#[derive(Clone)]
pub(crate) struct GuardLayer {
    max_deadline: Duration,
    in_flight: Arc<Semaphore>,
    metrics: Metrics,
}

/// The services behind their limits. Clones share the limit of calls in flight.
#[derive(Clone)]
pub(crate) struct Guard<S = Routes> {
    inner: S,
    layer: GuardLayer,
}

impl GuardLayer {
    /// Limits for one server.
    pub(crate) fn new(max_deadline: Duration, max_in_flight: usize, metrics: Metrics) -> Self {
        Self { max_deadline, in_flight: Arc::new(Semaphore::new(max_in_flight)), metrics }
    }
}

impl<S> Layer<S> for GuardLayer {
    type Service = Guard<S>;

    fn layer(&self, inner: S) -> Guard<S> {
        Guard { inner, layer: self.clone() }
    }
}

impl<S> Service<Request<Body>> for Guard<S>
where
    S: Service<Request<Body>, Response = Response<Body>, Error = Infallible>,
    S::Future: Send + 'static,
{
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response<Body>, Infallible>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let id = request_id(request.extensions()).to_owned();
        let is_health_check = request.uri().path().starts_with(HEALTH_PATH);
        let permit = if is_health_check {
            None
        } else if let Ok(permit) = Arc::clone(&self.layer.in_flight).try_acquire_owned() {
            Some((permit, self.layer.metrics.begin()))
        } else {
            self.layer.metrics.shed();
            let error = ApiError::ResourceExhausted { retry_after: RETRY_AFTER_SHEDDING };
            return Box::pin(async move { Ok(error.into_status(&id).into_http()) });
        };
        let deadline = deadline(request.headers(), self.layer.max_deadline);
        let call = self.inner.call(request);
        Box::pin(async move {
            let _permit = permit;
            let response = match timeout(deadline, unless_it_panics(call)).await {
                // A contract of others, with errors of its own.
                Ok(Some(response)) if is_health_check => response,
                Ok(Some(response)) => with_canonical_error(response, &id),
                Ok(None) => ApiError::Internal.into_status(&id).into_http(),
                Err(_) => ApiError::DeadlineExceeded.into_status(&id).into_http(),
            };
            Ok(response)
        })
    }
}

/// How long a call may run.
fn deadline(headers: &HeaderMap, max: Duration) -> Duration {
    let asked = headers.get("grpc-timeout").and_then(|value| grpc_timeout(value.to_str().ok()?));
    asked.map_or(max, |asked| asked.saturating_sub(HEAD_START).max(asked / 2).min(max))
}

/// Reads `TimeoutValue TimeoutUnit` of the gRPC specification: at most eight digits and one letter. `None` for
/// anything else, which tonic passes over as well.
fn grpc_timeout(text: &str) -> Option<Duration> {
    let (digits, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    if digits.is_empty() || digits.len() > 8 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let value = digits.parse::<u64>().ok()?;
    match unit {
        "H" => Some(Duration::from_hours(value)),
        "M" => Some(Duration::from_mins(value)),
        "S" => Some(Duration::from_secs(value)),
        "m" => Some(Duration::from_millis(value)),
        "u" => Some(Duration::from_micros(value)),
        "n" => Some(Duration::from_nanos(value)),
        _ => None,
    }
}

/// Replaces an error that has no request id, which no handler of ours made.
fn with_canonical_error(response: Response<Body>, id: &str) -> Response<Body> {
    // Errors of unary calls are in the headers; a call that went well has its status in the trailers.
    let Some(status) = Status::from_header_map(response.headers()) else { return response };
    if status.code() == Code::Ok || !status.details().is_empty() {
        return response;
    }
    let invalid = |why: &str| ApiError::InvalidArgument(vec![FieldViolation::new("", why)]);
    let error = match status.code() {
        // How tonic reports a message above the limit.
        Code::OutOfRange => invalid("the message is too large"),
        // How tonic reports bytes that are no such message; a failure of ours would carry details.
        Code::Internal => invalid("the message cannot be decoded"),
        Code::Unimplemented => ApiError::Unimplemented,
        Code::Cancelled => ApiError::Cancelled,
        _ => ApiError::Internal,
    };
    error.into_status(id).into_http()
}

/// The response of a call, or nothing when its handler panicked, which the panic hook has logged.
async fn unless_it_panics(
    call: impl Future<Output = Result<Response<Body>, Infallible>>,
) -> Option<Response<Body>> {
    let mut call = pin!(call);
    // The call is dropped after a panic, so nobody sees what it left half done.
    let outcome = poll_fn(|context| match catch_unwind(AssertUnwindSafe(|| call.as_mut().poll(context))) {
        Ok(poll) => poll.map(Some),
        Err(_) => Poll::Ready(None),
    });
    outcome.await.map(|response| match response {
        Ok(response) => response,
        Err(never) => match never {},
    })
}

#[cfg(test)]
mod tests;
