//! A channel with its tasks, and how to call through it.

use std::{
    net::{IpAddr, SocketAddr},
    time::Duration,
};

use shop_api::v1::{
    ListRecommendationsRequest, ListRecommendationsResponse,
    recommendation_service_client::RecommendationServiceClient,
};
use shop_rpc::{Attempt, CallRecord, Channel, ChannelConfig, ChannelMetrics, Idempotent, State, Target};
use shop_service::{Tasks, metrics::Registry};
use tonic::{Request, Status};

/// Longer than any healthy answer takes on a busy machine.
pub(crate) const AMPLE: Duration = Duration::from_secs(20);
/// For calls that nobody will answer.
pub(crate) const SHORT: Duration = Duration::from_millis(300);

pub(crate) const NAME: &str = "recommendations-headless.test";

/// A channel, with the tasks that end when it is dropped.
pub(crate) struct Client {
    pub(crate) channel: Channel,
    pub(crate) registry: Registry,
    tasks: Tasks,
}

impl Client {
    pub(crate) fn new(config: ChannelConfig) -> Self {
        let (tasks, registry) = (Tasks::new(), Registry::new());
        let channel = Channel::spawn(config, &tasks, ChannelMetrics::new(&registry, "test"));
        Self { channel, registry, tasks }
    }

    /// A call that may be sent twice.
    pub(crate) async fn call(&self) -> Result<ListRecommendationsResponse, Status> {
        self.recorded(true).await.0
    }

    pub(crate) async fn recorded(
        &self,
        idempotent: bool,
    ) -> (Result<ListRecommendationsResponse, Status>, Vec<Attempt>) {
        let record = CallRecord::new();
        let mut request = Request::new(ListRecommendationsRequest::default());
        request.extensions_mut().insert(record.clone());
        if idempotent {
            request.extensions_mut().insert(Idempotent);
        }
        let answer =
            RecommendationServiceClient::new(self.channel.clone()).list_recommendations(request).await;
        (answer.map(tonic::Response::into_inner), record.attempts())
    }

    pub(crate) fn states(&self) -> Vec<State> {
        self.channel.endpoints().into_iter().map(|endpoint| endpoint.state).collect()
    }

    pub(crate) async fn until_ready(&self, count: usize) {
        let what = format!("{count} endpoints ready");
        eventually(&what, || self.states().iter().filter(|state| **state == State::Ready).count() == count)
            .await;
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        self.tasks.token().cancel();
    }
}

/// Ample time for answers, little for everything that the tests wait for.
pub(crate) fn config(target: &str) -> ChannelConfig {
    let mut config = ChannelConfig::new(Target::parse(target, 50051).unwrap());
    config.deadline = AMPLE;
    config.connect_timeout = Duration::from_secs(2);
    config.resolve_every = Duration::from_millis(100);
    config.reconnect.first = Duration::from_millis(10);
    config.reconnect.at_most = Duration::from_millis(50);
    config
}

pub(crate) fn at(address: SocketAddr) -> ChannelConfig {
    config(&address.to_string())
}

/// [`NAME`] on a port, asked of a name server.
pub(crate) fn named(port: u16, nameserver: SocketAddr) -> ChannelConfig {
    ChannelConfig { nameserver: Some(nameserver), ..config(&format!("{NAME}:{port}")) }
}

pub(crate) fn ips(addresses: impl IntoIterator<Item = SocketAddr>) -> Vec<IpAddr> {
    addresses.into_iter().map(|address| address.ip()).collect()
}

/// Waits for a condition, long enough for any machine.
pub(crate) async fn eventually(what: &str, mut condition: impl FnMut() -> bool) {
    let waited = tokio::time::timeout(Duration::from_mins(1), async {
        while !condition() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    });
    assert!(waited.await.is_ok(), "{what}: not within a minute");
}
