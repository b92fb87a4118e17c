//! `grpc.health.v1`, which says no while the process is not ready or on its way out.
//!
//! Known names are the empty one, each service's full name, and `liveness` and `readiness` for Kubernetes' gRPC
//! probes. `liveness` says yes as long as the process answers: a restart mends nothing else.

use shop_service::Lifecycle;
use tonic::server::NamedService;
use tonic_health::{
    ServingStatus,
    pb::health_server::{Health, HealthServer},
    server::{HealthReporter, HealthService},
};

use super::{
    Api, CatalogServiceServer, FeedbackServiceServer, RecommendationServiceServer, RecommendationsServer,
};

const LIVENESS: &str = "liveness";

/// The names that follow the readiness of the process.
const FOLLOWERS: [&str; 6] = [
    "",
    "readiness",
    <RecommendationServiceServer<Api> as NamedService>::NAME,
    <CatalogServiceServer<Api> as NamedService>::NAME,
    <FeedbackServiceServer<Api> as NamedService>::NAME,
    <RecommendationsServer<Api> as NamedService>::NAME,
];

/// The answers that health checks get.
#[derive(Clone)]
pub(crate) struct HealthBoard {
    reporter: HealthReporter,
}

impl HealthBoard {
    /// Alive, not ready.
    pub(crate) async fn new() -> Self {
        let board = Self { reporter: HealthReporter::new() };
        board.reporter.set_service_status(LIVENESS, ServingStatus::Serving).await;
        board.set_ready(false).await;
        board
    }

    /// The service that answers from this board.
    pub(crate) fn server(&self) -> HealthServer<impl Health + use<>> {
        HealthServer::new(HealthService::from_health_reporter(self.reporter.clone()))
    }

    /// Follows the readiness of the process until it drains, then ends every watch, which would otherwise keep
    /// its connection open to the end of the drain.
    pub(crate) async fn follow(mut self, lifecycle: Lifecycle) {
        let readiness = lifecycle.readiness();
        let draining = lifecycle.draining();
        let follow = async {
            let mut ready = readiness.is_ready();
            loop {
                self.set_ready(ready).await;
                ready = readiness.changed_from(ready).await;
            }
        };
        tokio::select! {
            () = draining => {}
            never = follow => never,
        }
        self.set_ready(false).await;
        for name in FOLLOWERS.into_iter().chain([LIVENESS]) {
            self.reporter.clear_service_status(name).await;
        }
    }

    async fn set_ready(&self, ready: bool) {
        let status = if ready { ServingStatus::Serving } else { ServingStatus::NotServing };
        for name in FOLLOWERS {
            self.reporter.set_service_status(name, status).await;
        }
    }
}
