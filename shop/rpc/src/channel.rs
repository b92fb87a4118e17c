//! The channel: what callers hold.

use std::{
    future::ready,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use arc_swap::ArcSwap;
use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use shop_service::Tasks;
use tokio::{sync::Mutex, time::Instant};
use tonic::{Status, body::Body};

use crate::{
    ChannelConfig, ChannelMetrics, Deadline, EndpointState, Resolution,
    call::Call,
    directory::Directory,
    exchange::{Answer, Failure},
    resolver,
    retry::RetryBudget,
};

/// The transport of tonic's generated clients for one target. Clones share everything; the tasks behind
/// it end with the [`Tasks`] that it was spawned on.
///
/// Always ready: a call decides by itself whether it waits for an endpoint.
#[derive(Debug, Clone)]
pub struct Channel {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    directory: Arc<Directory>,
    resolution: Arc<ArcSwap<Resolution>>,
    retries: RetryBudget,
    /// The target's host, as metrics name it.
    server: Arc<str>,
    /// Held while somebody looks the target up to see it.
    looking_up: Mutex<()>,
}

impl Channel {
    /// Starts to resolve and connect at once, and returns without waiting for either.
    pub fn spawn(config: ChannelConfig, tasks: &Tasks, metrics: ChannelMetrics) -> Self {
        let retries = RetryBudget::new(config.retry);
        let resolution = Arc::new(ArcSwap::from_pointee(Resolution::pending(&config.target)));
        let server = config.target.host().into();
        let directory = Arc::new(Directory::new(config, tasks.clone(), metrics));
        tasks.spawn("rpc-resolver", resolver::run(directory.clone(), resolution.clone()));
        Self {
            shared: Arc::new(Shared { directory, resolution, retries, server, looking_up: Mutex::default() }),
        }
    }

    /// The last question to DNS and its answer.
    pub fn resolution(&self) -> Arc<Resolution> {
        self.shared.resolution.load_full()
    }

    /// Asks for the addresses anew, within `limit`, to show the answer to somebody; calls do not change by it.
    /// One question at a time: who comes meanwhile gets the last answer, so that a crowd does not become a flood at
    /// the name server.
    pub async fn look_up(&self, limit: Duration) -> Resolution {
        let Ok(_turn) = self.shared.looking_up.try_lock() else {
            return Resolution::clone(&self.resolution());
        };
        resolver::look(&self.shared.directory, &self.resolution().addresses, limit).await
    }

    /// The endpoints known, sorted by address.
    pub fn endpoints(&self) -> Vec<EndpointState> {
        self.shared.directory.endpoints().iter().map(|endpoint| endpoint.snapshot()).collect()
    }
}

impl tower::Service<Request<Body>> for Channel {
    type Response = Response<Body>;
    type Error = Status;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Self::Error>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let shared = self.shared.clone();
        Box::pin(async move { shared.call(request).await })
    }
}

impl Shared {
    async fn call(&self, request: Request<Body>) -> Result<Response<Body>, Status> {
        let started = Instant::now();
        let (head, body) = request.into_parts();
        let config = &self.directory.config;
        let budget = head.extensions.get::<Deadline>().map_or(config.deadline, |deadline| deadline.0);
        let deadline = started + budget;
        let message = read_message(body, config.max_request).await?;
        let call = Call {
            directory: &self.directory,
            retries: &self.retries,
            head: &head,
            message,
            started,
            deadline,
        };
        let result = call.run().await;
        let code = result.as_ref().map_or_else(Failure::code, |answer| answer.code);
        self.directory.metrics.observe_call(&head.uri, code, &self.server, &config.target, started.elapsed());
        result.map(into_response).map_err(Failure::into_status)
    }
}

/// tonic encodes a unary request on the fly; a second attempt needs it whole.
async fn read_message(body: Body, limit: usize) -> Result<Bytes, Status> {
    match Limited::new(body, limit).collect().await {
        Ok(message) => Ok(message.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => {
            Err(Status::resource_exhausted(format!("the request is larger than {limit} bytes")))
        }
        Err(error) => Err(Status::from_error(error)),
    }
}

/// tonic's client takes the status and its details out of the headers or trailers.
fn into_response(answer: Answer) -> Response<Body> {
    let body = Full::new(answer.message).with_trailers(ready(Some(Ok(answer.trailers))));
    answer.head.map(|()| Body::new(body))
}
