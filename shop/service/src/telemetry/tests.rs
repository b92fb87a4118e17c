use std::io::Write;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::routing::get;
use http::Request;
use opentelemetry::trace::{SpanId, TraceId};
use opentelemetry_proto::tonic::collector::trace::v1::trace_service_server::{
    TraceService, TraceServiceServer,
};
use opentelemetry_proto::tonic::collector::trace::v1::{
    ExportTraceServiceRequest, ExportTraceServiceResponse,
};
use serde_json::Value;
use tokio::sync::mpsc;
use tower::ServiceExt as _;

use super::*;
use crate::metrics::HttpServerMetrics;
use crate::request::{RequestContext, RequestLayer};

const TRACEPARENT: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

/// What was written, whole lines only.
#[derive(Clone, Default)]
struct Written(Arc<Mutex<Vec<u8>>>);

impl Write for Written {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Written {
    fn lines(&self) -> Vec<Value> {
        let written = self.0.lock().unwrap();
        let text = std::str::from_utf8(&written).unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

fn config(otlp_endpoint: Option<http::Uri>) -> TelemetryConfig {
    TelemetryConfig {
        log_filter: "info".parse().unwrap(),
        log_format: LogFormat::Json,
        otlp_endpoint,
        identity: Identity {
            pod_name: Some("library-7d4".to_owned()),
            pod_namespace: Some("books".to_owned()),
            node_name: None,
        },
        ..TelemetryConfig::for_a_tool("library", "1.2.3")
    }
}

/// Telemetry for this thread alone, until the second value is dropped.
fn start(config: &TelemetryConfig) -> (TelemetryGuard, tracing::subscriber::DefaultGuard, Written) {
    let written = Written::default();
    let writer = LogWriter::start(written.clone()).unwrap();
    let guard = TelemetryGuard { writer, traces: traces::provider(config).unwrap() };
    let subscriber = tracing::subscriber::set_default(guard.subscriber(config));
    (guard, subscriber, written)
}

async fn book(request: RequestContext) -> &'static str {
    request.add("source", "live");
    request.add("rpc_attempts", 2_u32);
    tracing::warn!(shelf = 7, "dust \"found\"");
    "a book"
}

fn router() -> Router {
    let metrics = HttpServerMetrics::new(&Registry::new());
    Router::new().route("/book/{id}", get(book)).layer(RequestLayer::new(metrics))
}

fn request(path: &str) -> Request<Body> {
    Request::get(path)
        .header("x-request-id", "from-the-visitor")
        .header("traceparent", TRACEPARENT)
        .body(Body::empty())
        .unwrap()
}

#[tokio::test]
async fn a_request_is_one_line_that_says_everything_but_what_the_visitor_wrote() {
    let (guard, _subscriber, written) = start(&config(None));
    router().oneshot(request("/book/42?q=secret")).await.unwrap();
    router().oneshot(request("/nowhere/secret")).await.unwrap();
    guard.flush().await;
    let mut lines = written.lines();
    lines.retain(|line| line["target"] == "request");
    for line in &mut lines {
        for changing in ["timestamp", "span_id", "duration_ms"] {
            assert!(!line[changing].is_null());
            line[changing] = changing.into();
        }
    }
    insta::assert_json_snapshot!(lines, @r#"
    [
      {
        "timestamp": "timestamp",
        "level": "INFO",
        "target": "request",
        "message": "request",
        "trace_id": "4bf92f3577b34da6a3ce929d0e0e4736",
        "span_id": "span_id",
        "request_id": "from-the-visitor",
        "method": "GET",
        "route": "/book/{id}",
        "status": 200,
        "duration_ms": "duration_ms",
        "source": "live",
        "rpc_attempts": 2
      },
      {
        "timestamp": "timestamp",
        "level": "INFO",
        "target": "request",
        "message": "request",
        "trace_id": "4bf92f3577b34da6a3ce929d0e0e4736",
        "span_id": "span_id",
        "request_id": "from-the-visitor",
        "method": "GET",
        "route": "",
        "status": 404,
        "duration_ms": "duration_ms"
      }
    ]
    "#);
    assert!(!String::from_utf8(written.0.lock().unwrap().clone()).unwrap().contains("secret"));
}

#[tokio::test]
async fn a_line_logged_inside_a_request_carries_its_ids() {
    let (guard, _subscriber, written) = start(&config(None));
    router().oneshot(request("/book/42")).await.unwrap();
    guard.flush().await;
    let lines = written.lines();
    let (inside, own) = (&lines[0], &lines[1]);
    assert_eq!(inside["message"], "dust \"found\"");
    assert_eq!(inside["shelf"], 7);
    for id in ["trace_id", "span_id", "request_id"] {
        assert!(inside[id].is_string());
        assert_eq!(inside[id], own[id]);
    }
    assert_ne!(own["span_id"], "00f067aa0ba902b7");
}

#[tokio::test]
async fn a_client_that_goes_away_leaves_a_line_without_a_status() {
    let (guard, _subscriber, written) = start(&config(None));
    let metrics = HttpServerMetrics::new(&Registry::new());
    let router: Router =
        Router::new().route("/slow", get(std::future::pending::<&str>)).layer(RequestLayer::new(metrics));
    let waiting = router.oneshot(request("/slow"));
    assert!(tokio::time::timeout(Duration::ZERO, waiting).await.is_err());
    guard.flush().await;
    let line = &written.lines()[0];
    assert_eq!(line["route"], "/slow");
    assert!(line.get("status").is_none());
}

#[tokio::test]
async fn a_task_is_named_in_the_lines_that_it_logs() {
    let (guard, _subscriber, written) = start(&config(None));
    let tasks = crate::Tasks::new();
    let dispatch = tracing::dispatcher::get_default(Clone::clone);
    let task = async { tracing::info!("resting") };
    let task = tracing::instrument::WithSubscriber::with_subscriber(task, dispatch);
    tasks.spawn("janitor", task).await.unwrap();
    guard.flush().await;
    assert_eq!(written.lines()[0]["task"], "janitor");
}

#[tokio::test]
async fn a_name_appears_once_in_a_line() {
    let (guard, _subscriber, written) = start(&config(None));
    let outer = tracing::info_span!("outer", shelf = 1, room = "east").entered();
    let inner = tracing::info_span!("inner", shelf = 2, book = 1).entered();
    inner.record("book", 2);
    tracing::info!(level = "own words", "found");
    drop((inner, outer));
    guard.flush().await;
    let text = String::from_utf8(written.0.lock().unwrap().clone()).unwrap();
    let (_, after_timestamp) = text.split_once(',').unwrap();
    let expected = r#""level":"INFO","target":"shop_service::telemetry::tests","message":"found","shelf":2,"book":2,"room":"east"}"#;
    assert_eq!(after_timestamp.trim_end(), expected);
}

/// A collector that hands over what it is sent.
struct Collector(mpsc::UnboundedSender<ExportTraceServiceRequest>);

#[tonic::async_trait]
impl TraceService for Collector {
    async fn export(
        &self,
        request: tonic::Request<ExportTraceServiceRequest>,
    ) -> Result<tonic::Response<ExportTraceServiceResponse>, tonic::Status> {
        let _ = self.0.send(request.into_inner());
        Ok(tonic::Response::new(ExportTraceServiceResponse::default()))
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_collector_receives_the_span_that_the_log_line_names() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    let (sender, mut received) = mpsc::unbounded_channel();
    let tasks = crate::Tasks::new();
    let _collector = tasks.spawn("collector", async move {
        let incoming = tonic::transport::server::TcpIncoming::from(listener);
        let service = TraceServiceServer::new(Collector(sender));
        tonic::transport::Server::builder().add_service(service).serve_with_incoming(incoming).await.unwrap();
    });

    let (guard, subscriber, written) = start(&config(Some(endpoint.parse().unwrap())));
    router().oneshot(request("/book/42")).await.unwrap();
    drop(subscriber);
    guard.flush().await;

    let export = received.recv().await.unwrap();
    let spans = &export.resource_spans[0];
    let span = &spans.scope_spans[0].spans[0];
    let trace_id = TraceId::from_bytes(span.trace_id.as_slice().try_into().unwrap());
    let id = |bytes: &[u8]| SpanId::from_bytes(bytes.try_into().unwrap()).to_string();
    assert_eq!(span.name, "GET /book/{id}");
    assert_eq!(trace_id.to_string(), "4bf92f3577b34da6a3ce929d0e0e4736");
    assert_eq!(id(&span.parent_span_id), "00f067aa0ba902b7");
    let lines = written.lines();
    assert_eq!(lines.last().unwrap()["span_id"], id(&span.span_id));
    let attributes = &spans.resource.as_ref().unwrap().attributes;
    for key in ["service.name", "service.version", "service.instance.id", "service.namespace", "k8s.pod.name"]
    {
        assert!(attributes.iter().any(|attribute| attribute.key == key), "{key}");
    }
    tasks.stop().await;
}

#[tokio::test]
async fn an_absent_collector_slows_no_request() {
    // Bound and dropped: nobody listens there.
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let (guard, _subscriber, _written) = start(&config(Some(endpoint.parse().unwrap())));
    let router = router();
    let many = async {
        // More than the exporter's queue holds.
        for _ in 0..5_000 {
            router.clone().oneshot(request("/book/42")).await.unwrap();
        }
    };
    // Generous: one blocked request would take the exporter's five seconds.
    tokio::time::timeout(Duration::from_secs(30), many).await.unwrap();
    // Nor does it hold up an exit that has no time for it.
    assert!(tokio::time::timeout(Duration::ZERO, guard.flush()).await.is_err());
}
