use std::{
    future::{Ready, ready},
    sync::atomic::{AtomicBool, Ordering},
};

use http::HeaderValue;
use shop_service::{metrics::Registry, request::RequestId};
use tonic_types::StatusExt;
use tower::{ServiceExt, service_fn};

use super::*;

const MAX: Duration = Duration::from_secs(1);

fn guard<S>(max_in_flight: usize, inner: S) -> Guard<S> {
    GuardLayer::new(MAX, max_in_flight, Metrics::new(&Registry::new())).layer(inner)
}

fn request(path: &str, grpc_timeout: Option<&'static str>) -> Request<Body> {
    let mut request = Request::new(Body::empty());
    *request.uri_mut() = path.parse().unwrap();
    let id =
        http::HeaderMap::from_iter([(shop_service::request::X_REQUEST_ID, HeaderValue::from_static("r-1"))]);
    request.extensions_mut().insert(RequestId::of(&id));
    if let Some(timeout) = grpc_timeout {
        request.headers_mut().insert("grpc-timeout", HeaderValue::from_static(timeout));
    }
    request
}

fn answered(response: Response<Body>) -> Ready<Result<Response<Body>, Infallible>> {
    ready(Ok(response))
}

async fn never(_: Request<Body>) -> Result<Response<Body>, Infallible> {
    std::future::pending().await
}

fn status(response: Result<Response<Body>, Infallible>) -> Status {
    Status::from_header_map(response.unwrap().headers()).unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_call_past_its_deadline_is_dropped_and_told_so() {
    struct Flag(Arc<AtomicBool>);
    impl Drop for Flag {
        fn drop(&mut self) {
            self.0.store(true, Ordering::Relaxed);
        }
    }
    let dropped = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&dropped);
    let inner = service_fn(move |request| {
        let flag = Flag(Arc::clone(&flag));
        async move {
            let _flag = flag;
            never(request).await
        }
    });
    let started = tokio::time::Instant::now();
    let status = status(guard(1, inner).oneshot(request("/a/b", Some("250m"))).await);
    assert_eq!(status.code(), Code::DeadlineExceeded);
    assert_eq!(status.get_details_request_info().unwrap().request_id, "r-1");
    assert_eq!(started.elapsed(), Duration::from_millis(248));
    assert!(dropped.load(Ordering::Relaxed));
}

#[tokio::test(start_paused = true)]
async fn one_call_too_many_is_refused_until_another_ends() {
    let guard = guard(1, service_fn(never));
    let mut first = guard.clone().oneshot(request("/a/b", None));
    assert!(tokio::time::timeout(Duration::ZERO, &mut first).await.is_err());

    let refused = status(guard.clone().oneshot(request("/a/b", None)).await);
    assert_eq!(refused.code(), Code::ResourceExhausted);
    assert_eq!(refused.get_details_retry_info().unwrap().retry_delay, Some(RETRY_AFTER_SHEDDING));

    drop(first);
    let admitted = status(guard.oneshot(request("/a/b", None)).await);
    assert_eq!(admitted.code(), Code::DeadlineExceeded);
}

#[tokio::test(start_paused = true)]
async fn a_health_check_is_answered_however_busy_the_process_is() {
    let guard = guard(0, service_fn(|_| answered(Response::new(Body::empty()))));
    let response = guard.oneshot(request("/grpc.health.v1.Health/Check", None)).await.unwrap();
    assert!(Status::from_header_map(response.headers()).is_none());
}

#[tokio::test]
async fn a_panic_is_an_error_of_that_call_alone() {
    let guard = guard(1, service_fn(|_| async { panic!("expected by the test") }));
    for _ in 0..2 {
        let status = status(guard.clone().oneshot(request("/a/b", None)).await);
        assert_eq!(status.code(), Code::Internal);
        assert_eq!(status.message(), "the service failed");
    }
}

#[tokio::test]
async fn an_error_with_details_passes_as_it_is() {
    let error = || ApiError::NotFound { resource_type: "book", name: "7".into() }.into_status("r-2");
    let guard = guard(1, service_fn(move |_| answered(error().into_http())));
    let status = status(guard.oneshot(request("/a/b", None)).await);
    assert_eq!(status.message(), "there is no book `7`");
    assert_eq!(status.get_details_request_info().unwrap().request_id, "r-2");
}

#[test]
fn the_shorter_of_both_deadlines_counts() {
    let deadline = |text: &'static str| {
        super::deadline(
            &HeaderMap::from_iter([("grpc-timeout".parse().unwrap(), HeaderValue::from_static(text))]),
            MAX,
        )
    };
    assert_eq!(super::deadline(&HeaderMap::new(), MAX), MAX);
    assert_eq!(deadline("10S"), MAX);
    assert_eq!(deadline("100m"), Duration::from_millis(98));
    assert_eq!(deadline("2m"), Duration::from_millis(1));
    assert_eq!(deadline("0n"), Duration::ZERO);
    assert_eq!(deadline("soon"), MAX);
}

#[test]
fn timeouts_are_read_as_the_specification_writes_them() {
    assert_eq!(grpc_timeout("1H"), Some(Duration::from_hours(1)));
    assert_eq!(grpc_timeout("2M"), Some(Duration::from_mins(2)));
    assert_eq!(grpc_timeout("99999999S"), Some(Duration::from_secs(99_999_999)));
    assert_eq!(grpc_timeout("3u"), Some(Duration::from_micros(3)));
    for text in ["", "m", "1", "+1m", "-1m", "1 m", "123456789m", "1x", "1µ", "1.5S"] {
        assert_eq!(grpc_timeout(text), None, "{text}");
    }
}
