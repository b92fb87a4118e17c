//! What the layers make of a route that fails, with routes that only fail.

use std::future::pending;

use axum::{body::Body, response::Response};
use http::{Request, header};
use http_body_util::BodyExt;
use shop_rpc::Target;
use shop_service::{Lifecycle, ShutdownTimes, metrics::Registry};
use tokio::time::Instant;
use tower::ServiceExt;

use super::*;
use crate::{config::Config, server};

/// A path of a route that answers too late, and of one that panics.
const NEVER: &str = "/never";
const PANICS: &str = "/panics";

/// The answer of the shop with those two routes, and what was counted.
async fn answer(path: &str, accept: &str) -> (Response<String>, String) {
    let registry = Registry::new();
    let lifecycle = Lifecycle::new(ShutdownTimes::at_once());
    let config = Config::hosted(Target::parse("127.0.0.1:1", 1).unwrap());
    let (app, _outbox) = server::open(config, &registry, &lifecycle).await.unwrap();
    let failing = routes()
        .route(NEVER, get(pending::<&str>))
        .route(PANICS, get(async || -> &str { panic!("a secret of the programmer") }));
    let shop = layered(failing, app, HttpServerMetrics::new(&registry));
    let request = Request::get(path).header("accept", accept).header("x-request-id", "seen-by-ada");
    let (head, body) = shop.oneshot(request.body(Body::empty()).unwrap()).await.unwrap().into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    lifecycle.tasks().token().cancel();
    (Response::from_parts(head, String::from_utf8(body.to_vec()).unwrap()), registry.encode())
}

fn is_dressed(answer: &Response<String>) {
    let header = |name: &str| answer.headers()[name].to_str().unwrap();
    assert_eq!(header("x-request-id"), "seen-by-ada");
    assert_eq!(header(header::CACHE_CONTROL.as_str()), "no-store");
    assert!(header(header::CONTENT_SECURITY_POLICY.as_str()).starts_with("default-src 'self';"));
    assert!(answer.body().contains("seen-by-ada") && answer.body().contains("</html>"), "{}", answer.body());
}

fn is_counted(metrics: &str, route: &str, status: u16) {
    let labels = format!("http_route=\"{route}\",http_response_status_code=\"{status}\"");
    assert!(metrics.contains(&labels), "{labels} is not in\n{metrics}");
}

#[tokio::test(start_paused = true)]
async fn a_request_that_takes_too_long_gets_the_page_of_503_and_is_told_when_to_come_back() {
    let begun = Instant::now();
    let (answer, metrics) = answer(NEVER, "text/html").await;
    assert!(begun.elapsed() >= REQUEST_TIMEOUT);
    assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(answer.headers()[header::RETRY_AFTER], "5");
    assert!(answer.body().contains("We are busy for a moment"), "{}", answer.body());
    is_dressed(&answer);
    is_counted(&metrics, NEVER, 503);
}

#[tokio::test]
async fn a_panic_gets_the_page_of_500_and_its_words_stay_inside() {
    let (answer, metrics) = answer(PANICS, "text/html").await;
    assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
    assert!(answer.body().contains("Something went wrong on our side"), "{}", answer.body());
    assert!(!answer.body().contains("a secret"), "{}", answer.body());
    is_dressed(&answer);
    is_counted(&metrics, PANICS, 500);
}
