use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::routing::get;
use http::{Request, Response};
use http_body_util::BodyExt as _;
use shop_service::Readiness;
use shop_service::metrics::{HttpServerMetrics, Registry, RpcClientCall, RpcClientMetrics, RpcServerMetrics};
use shop_service::request::{RequestLayer, RpcServerLayer};
use tonic::Code;
use tower::{Layer as _, ServiceExt as _};

/// The lines of the exposition that begin with `prefix`, sorted: a family keeps no order.
fn lines(text: &str, prefix: &str) -> String {
    let mut lines: Vec<_> = text.lines().filter(|line| line.starts_with(prefix)).collect();
    lines.sort_unstable();
    lines.join("\n")
}

fn client_call(address: &Arc<str>) -> RpcClientCall<'_> {
    RpcClientCall {
        method: "library.v1.Loans/List",
        code: Code::DeadlineExceeded,
        server_address: address,
        server_port: 50051,
        took: Duration::from_millis(250),
    }
}

#[tokio::test]
async fn the_names_are_those_of_the_conventions() {
    let registry = Registry::of_process("library", "1.2.3");
    // A family without a series has no line.
    let answer = tower::service_fn(async |_| Ok::<_, Infallible>(Response::new(Body::empty())));
    let http = RequestLayer::new(HttpServerMetrics::new(&registry)).layer(answer);
    http.oneshot(Request::new(Body::empty())).await.unwrap();
    let rpc = RpcServerLayer::new(RpcServerMetrics::new(&registry), []).layer(answer);
    rpc.oneshot(Request::new(Body::empty())).await.unwrap();
    RpcClientMetrics::new(&registry).observe(&client_call(&Arc::from("loans")));

    let text = registry.encode();
    insta::assert_snapshot!(lines(&text, "# TYPE"), @r#"
    # TYPE build info
    # TYPE http_server_active_requests gauge
    # TYPE http_server_request_duration_seconds histogram
    # TYPE process_cpu_time_seconds counter
    # TYPE process_memory_usage_bytes gauge
    # TYPE rpc_client_call_duration_seconds histogram
    # TYPE rpc_server_call_duration_seconds histogram
    "#);
    assert!(text.contains(r#"build_info{service_name="library",service_version="1.2.3"} 1"#), "{text}");
    assert!(text.contains(r#"process_cpu_time_seconds_total{cpu_mode="user"}"#), "{text}");
    assert!(text.ends_with("# EOF\n"));
}

#[tokio::test]
async fn a_route_is_counted_by_its_template_whatever_visitors_ask_for() {
    let registry = Registry::new();
    let router: Router = Router::new()
        .route("/book/{id}", get(async || "a book"))
        .layer(RequestLayer::new(HttpServerMetrics::new(&registry)));
    for number in 0..100 {
        for path in [format!("/book/{number}"), format!("/{number}.php"), format!("/?q={number}")] {
            let request = Request::builder()
                .method(if number % 2 == 0 { "GET" } else { "BREW" })
                .uri(path)
                .body(Body::empty())
                .unwrap();
            router.clone().oneshot(request).await.unwrap();
        }
    }
    let text = registry.encode();
    insta::assert_snapshot!(lines(&text, "http_server_request_duration_seconds_count"), @r#"
    http_server_request_duration_seconds_count{http_request_method="GET",http_route="",http_response_status_code="404",url_scheme="http",error_type=""} 100
    http_server_request_duration_seconds_count{http_request_method="GET",http_route="/book/{id}",http_response_status_code="200",url_scheme="http",error_type=""} 50
    http_server_request_duration_seconds_count{http_request_method="_OTHER",http_route="",http_response_status_code="404",url_scheme="http",error_type=""} 100
    http_server_request_duration_seconds_count{http_request_method="_OTHER",http_route="/book/{id}",http_response_status_code="405",url_scheme="http",error_type=""} 50
    "#);
    insta::assert_snapshot!(lines(&text, "http_server_active_requests"), @r#"
    http_server_active_requests{http_request_method="GET",url_scheme="http"} 0
    http_server_active_requests{http_request_method="_OTHER",url_scheme="http"} 0
    "#);
}

#[test]
fn a_client_call_is_counted_by_the_name_that_was_asked_for() {
    let registry = Registry::new();
    let metrics = RpcClientMetrics::new(&registry);
    metrics.observe(&client_call(&Arc::from("loans")));
    let text = registry.encode();
    insta::assert_snapshot!(lines(&text, "rpc_client_call_duration_seconds_count"), @r#"rpc_client_call_duration_seconds_count{rpc_system_name="grpc",rpc_method="library.v1.Loans/List",rpc_response_status_code="DEADLINE_EXCEEDED",error_type="DEADLINE_EXCEEDED",server_address="loans",server_port="50051"} 1"#);
}

#[tokio::test]
async fn the_ops_port_speaks_openmetrics() {
    let router = shop_service::ops::router(Readiness::new(), Registry::of_process("library", "1.2.3"));
    let request = Request::get("/metrics").body(Body::empty()).unwrap();
    let response = router.oneshot(request).await.unwrap();
    assert_eq!(
        response.headers()["content-type"],
        "application/openmetrics-text; version=1.0.0; charset=utf-8"
    );
    let body = response.into_body().collect().await.unwrap().to_bytes();
    assert!(body.ends_with(b"# EOF\n"));
}
