//! The operations port: liveness, readiness, start, metrics. Never on the port that visitors reach.
//!
//! `/livez` answers 200 as long as the runtime turns; it asks nothing else, because a restart mends nothing else.

use ::http::{StatusCode, header};
use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tokio::net::TcpListener;

use crate::http::{self, HttpLimits, Server};
use crate::metrics::Registry;
use crate::{Lifecycle, Readiness};

/// What OpenMetrics 1.0 names its text format.
const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// `/livez`, `/readyz`, `/startupz` and `/metrics`.
///
/// A probe that says no answers 503 and names what is awaited, one word a line.
pub fn router(readiness: Readiness, registry: Registry) -> Router {
    Router::new()
        .route("/livez", get(async || "ok\n"))
        .route("/readyz", get(readyz))
        .route("/startupz", get(startupz))
        .with_state(readiness)
        .route("/metrics", get(metrics).with_state(registry))
}

/// Serves [`router`] from a task of its own until the very end, so that a draining process can still be observed.
pub fn spawn(listener: TcpListener, registry: Registry, lifecycle: &Lifecycle) {
    let router = router(lifecycle.readiness(), registry);
    let server = Server { router, limits: HttpLimits::ops(), phase: lifecycle.phases() };
    let tasks = lifecycle.tasks();
    let stopped = tasks.token().cancelled_owned();
    lifecycle.tasks().spawn("ops", async move {
        http::serve_until(listener, server, &tasks, stopped).await;
    });
}

async fn readyz(State(readiness): State<Readiness>) -> Response {
    probe(readiness.is_ready(), &readiness)
}

async fn startupz(State(readiness): State<Readiness>) -> Response {
    probe(readiness.has_started(), &readiness)
}

fn probe(healthy: bool, readiness: &Readiness) -> Response {
    if healthy {
        return "ok\n".into_response();
    }
    let reasons = readiness.waiting_for().join("\n");
    (StatusCode::SERVICE_UNAVAILABLE, format!("waiting for:\n{reasons}\n")).into_response()
}

async fn metrics(State(registry): State<Registry>) -> Response {
    ([(header::CONTENT_TYPE, OPEN_METRICS)], registry.encode()).into_response()
}

#[cfg(test)]
mod tests {
    use ::http::Request;
    use axum::body::Body;
    use http_body_util::BodyExt as _;
    use tower::ServiceExt as _;

    use super::*;

    async fn get(router: &Router, path: &str) -> (StatusCode, String) {
        let request = Request::get(path).body(Body::empty()).unwrap();
        let response = router.clone().oneshot(request).await.unwrap();
        let status = response.status();
        let body = response.into_body().collect().await.unwrap().to_bytes();
        (status, String::from_utf8(body.to_vec()).unwrap())
    }

    #[tokio::test]
    async fn readiness_says_no_and_why_until_the_last_latch_is_released() {
        let readiness = Readiness::new();
        let catalogue = readiness.latch("catalogue");
        let store = readiness.latch("store");
        let router = router(readiness.clone(), Registry::new());

        let (status, body) = get(&router, "/readyz").await;
        assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(body, "waiting for:\ncatalogue\nstore\n");
        assert_eq!(get(&router, "/startupz").await.0, StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(get(&router, "/livez").await.0, StatusCode::OK);

        catalogue.release();
        store.release();
        assert_eq!(get(&router, "/readyz").await.0, StatusCode::OK);
        assert_eq!(get(&router, "/startupz").await.0, StatusCode::OK);
    }

    #[tokio::test]
    async fn a_condition_lost_later_makes_the_process_unready_but_not_unstarted() {
        let readiness = Readiness::new();
        let store = readiness.latch("store");
        let router = router(readiness, Registry::new());
        store.release();
        store.hold();
        assert_eq!(get(&router, "/readyz").await.0, StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(get(&router, "/startupz").await.0, StatusCode::OK);
    }

    #[tokio::test]
    async fn a_latch_dropped_by_a_failed_start_stays_held() {
        let readiness = Readiness::new();
        drop(readiness.latch("catalogue"));
        assert!(!readiness.is_ready());
    }
}
