//! A recommendations server with canned answers.

use std::{
    io,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use shop_api::v1::{
    ListRecommendationsRequest, ListRecommendationsResponse, ListSimilarRequest, ListSimilarResponse,
    RecordEventsRequest, RecordEventsResponse, feedback_service_server, recommendation_service_server,
};
use tokio_util::sync::CancellationToken;
use tonic::{Request, Response, Status, async_trait, metadata::MetadataMap, service::Routes};

use crate::{ReservedAddress, owned::Owned};

mod canned;
mod connection;

/// A gRPC server on a loopback address that answers `RecommendationService` and `FeedbackService` of
/// `marketplace.recommendations.v1` as a test tells it to.
///
/// It ignores `grpc-timeout`, so a delay longer than the caller's deadline is a hung server.
#[derive(Debug)]
pub struct RecommendationsPeer {
    address: ReservedAddress,
    state: Arc<State>,
    running: Option<Running>,
}

#[derive(Debug)]
struct Running {
    tasks: Owned,
    draining: CancellationToken,
}

#[derive(Debug, Default)]
struct State {
    calls: AtomicU64,
    events: AtomicU64,
    behaviour: Mutex<Behaviour>,
}

#[derive(Debug, Default)]
struct Behaviour {
    answer: Option<ListRecommendationsResponse>,
    delay: Duration,
    status: Option<Status>,
    last_metadata: MetadataMap,
}

impl RecommendationsPeer {
    /// Starts on a free port of 127.0.0.1 with a canned answer of three books.
    ///
    /// # Errors
    /// When no port is free.
    #[expect(clippy::unused_async, reason = "needs a runtime, and says so by its kind")]
    pub async fn start() -> io::Result<Self> {
        Self::start_on(ReservedAddress::on(IpAddr::V4(Ipv4Addr::LOCALHOST))?)
    }

    /// Starts on a reserved address. Needs a tokio runtime.
    ///
    /// # Errors
    /// When the kernel refuses to listen there.
    pub fn start_on(address: ReservedAddress) -> io::Result<Self> {
        let mut peer = Self { address, state: Arc::default(), running: None };
        peer.listen()?;
        Ok(peer)
    }

    /// Starts one peer on each of 127.0.0.1, 127.0.0.2, … with one port for all.
    ///
    /// # Errors
    /// When no port is free on all of them.
    #[expect(clippy::unused_async, reason = "needs a runtime, and says so by its kind")]
    pub async fn start_group(count: u8) -> io::Result<Vec<Self>> {
        ReservedAddress::group(count)?.into_iter().map(Self::start_on).collect()
    }

    /// Where it listens, or would.
    pub fn address(&self) -> SocketAddr {
        self.address.address()
    }

    /// Recommendation calls received so far, over all restarts.
    pub fn calls(&self) -> u64 {
        self.state.calls.load(Ordering::Relaxed)
    }

    /// Events received so far.
    pub fn events(&self) -> u64 {
        self.state.events.load(Ordering::Relaxed)
    }

    /// The metadata of the last call received; empty before the first.
    pub fn last_metadata(&self) -> MetadataMap {
        self.state.behaviour().last_metadata.clone()
    }

    /// Answers both list methods with these items from now on.
    pub fn set_answer(&self, answer: ListRecommendationsResponse) {
        self.state.behaviour().answer = Some(answer);
    }

    /// Waits so long before it answers a call.
    pub fn set_delay(&self, delay: Duration) {
        self.state.behaviour().delay = delay;
    }

    /// Fails every call with this status; `None` answers again.
    pub fn set_status(&self, status: Option<Status>) {
        self.state.behaviour().status = status;
    }

    /// Closes the listener and every connection at once, as SIGKILL does.
    pub async fn stop(&mut self) {
        if let Some(running) = self.running.take() {
            running.tasks.shutdown().await;
        }
    }

    /// Closes the listener and tells every client to go away (GOAWAY); calls in flight are completed.
    pub fn drain(&self) {
        if let Some(running) = &self.running {
            running.draining.cancel();
        }
    }

    /// Listens again on the same address, after ending whatever still runs.
    ///
    /// # Errors
    /// When the kernel refuses to listen there.
    pub async fn restart(&mut self) -> io::Result<()> {
        self.stop().await;
        self.listen()
    }

    fn listen(&mut self) -> io::Result<()> {
        let listener = self.address.listen()?;
        let service = PeerService(self.state.clone());
        let routes = Routes::new(
            recommendation_service_server::RecommendationServiceServer::new(service.clone())
                .max_encoding_message_size(usize::MAX),
        )
        .add_service(feedback_service_server::FeedbackServiceServer::new(service))
        .prepare();
        let running = Running { tasks: Owned::default(), draining: CancellationToken::new() };
        running.tasks.spawn(connection::accept(listener, routes, running.draining.clone()));
        self.running = Some(running);
        Ok(())
    }
}

impl State {
    fn behaviour(&self) -> MutexGuard<'_, Behaviour> {
        self.behaviour.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes the call, waits and fails as told.
    async fn play<T>(&self, request: &Request<T>) -> Result<(), Status> {
        let (delay, status) = {
            let mut behaviour = self.behaviour();
            behaviour.last_metadata = request.metadata().clone();
            (behaviour.delay, behaviour.status.clone())
        };
        if !delay.is_zero() {
            tokio::time::sleep(delay).await;
        }
        status.map_or(Ok(()), Err)
    }

    fn answer(&self) -> ListRecommendationsResponse {
        self.behaviour().answer.clone().unwrap_or_else(canned::three_mysteries)
    }
}

#[derive(Debug, Clone)]
struct PeerService(Arc<State>);

#[async_trait]
impl recommendation_service_server::RecommendationService for PeerService {
    async fn list_recommendations(
        &self,
        request: Request<ListRecommendationsRequest>,
    ) -> Result<Response<ListRecommendationsResponse>, Status> {
        self.0.calls.fetch_add(1, Ordering::Relaxed);
        self.0.play(&request).await?;
        Ok(Response::new(self.0.answer()))
    }

    async fn list_similar(
        &self,
        request: Request<ListSimilarRequest>,
    ) -> Result<Response<ListSimilarResponse>, Status> {
        self.0.calls.fetch_add(1, Ordering::Relaxed);
        self.0.play(&request).await?;
        Ok(Response::new(canned::similar(self.0.answer())))
    }
}

#[async_trait]
impl feedback_service_server::FeedbackService for PeerService {
    async fn record_events(
        &self,
        request: Request<RecordEventsRequest>,
    ) -> Result<Response<RecordEventsResponse>, Status> {
        self.0.play(&request).await?;
        let received = request.get_ref().events.len() as u64;
        let last_seq = self.0.events.fetch_add(received, Ordering::Relaxed) + received;
        Ok(Response::new(RecordEventsResponse { last_seq, duplicate_count: 0 }))
    }
}
