//! `grpc.health.v1`, which says no while the process is not ready or on its way out.
//!
//! Known names are the empty one, each service's full name, and `liveness` and `readiness` for Kubernetes' gRPC
//! probes. `liveness` says yes as long as the process answers: a restart mends nothing else. `FeedbackService` says
//! no also after the event log failed, until it stores again; lists do not need it, so readiness does not follow.

use shop_service::Lifecycle;
use tokio::sync::watch;
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

const FEEDBACK: &str = <FeedbackServiceServer<Api> as NamedService>::NAME;

/// The names that follow the readiness of the process and nothing else.
const FOLLOWERS: [&str; 5] = [
    "",
    "readiness",
    <RecommendationServiceServer<Api> as NamedService>::NAME,
    <CatalogServiceServer<Api> as NamedService>::NAME,
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
        board.set(false, false).await;
        board
    }

    /// The service that answers from this board.
    pub(crate) fn server(&self) -> HealthServer<impl Health + use<>> {
        HealthServer::new(HealthService::from_health_reporter(self.reporter.clone()))
    }

    /// Follows the readiness of the process and the state of its event log until it drains, then ends every watch,
    /// which would otherwise keep its connection open to the end of the drain.
    pub(crate) async fn follow(mut self, lifecycle: Lifecycle, mut storing: watch::Receiver<bool>) {
        let readiness = lifecycle.readiness();
        let draining = lifecycle.draining();
        let follow = async {
            let mut ready = readiness.is_ready();
            loop {
                let stores = *storing.borrow_and_update();
                self.set(ready, stores).await;
                tokio::select! {
                    now = readiness.changed_from(ready) => ready = now,
                    Ok(()) = storing.changed() => {}
                }
            }
        };
        tokio::select! {
            () = draining => {}
            never = follow => never,
        }
        self.set(false, false).await;
        for name in FOLLOWERS.into_iter().chain([FEEDBACK, LIVENESS]) {
            self.reporter.clear_service_status(name).await;
        }
    }

    async fn set(&self, ready: bool, storing: bool) {
        let status = |serving| if serving { ServingStatus::Serving } else { ServingStatus::NotServing };
        for name in FOLLOWERS {
            self.reporter.set_service_status(name, status(ready)).await;
        }
        self.reporter.set_service_status(FEEDBACK, status(ready && storing)).await;
    }
}

#[cfg(test)]
mod tests {
    use shop_service::{ShutdownTimes, Tasks};
    use tokio_stream::StreamExt;
    use tonic::Request;
    use tonic_health::pb::{HealthCheckRequest, health_check_response};

    use super::*;

    const SERVING: i32 = health_check_response::ServingStatus::Serving as i32;
    const NOT_SERVING: i32 = health_check_response::ServingStatus::NotServing as i32;

    fn request(name: &str) -> Request<HealthCheckRequest> {
        Request::new(HealthCheckRequest { service: name.to_owned() })
    }

    #[tokio::test]
    async fn feedback_alone_says_no_while_the_event_log_fails() {
        let board = HealthBoard::new().await;
        let service = HealthService::from_health_reporter(board.reporter.clone());
        let mut feedback = service.watch(request(FEEDBACK)).await.unwrap().into_inner();
        let mut said = async || feedback.next().await.unwrap().unwrap().status;
        assert_eq!(said().await, NOT_SERVING);

        let tasks = Tasks::new();
        let (storing, followed) = watch::channel(true);
        tasks.spawn("health", board.follow(Lifecycle::new(ShutdownTimes::at_once()), followed));
        assert_eq!(said().await, SERVING);
        storing.send_replace(false);
        assert_eq!(said().await, NOT_SERVING);
        let readiness = service.check(request("readiness")).await.unwrap();
        assert_eq!(readiness.into_inner().status, SERVING);
        storing.send_replace(true);
        assert_eq!(said().await, SERVING);
        tasks.stop().await;
    }
}
