use shop_service::metrics::{Registry, RpcServerMetrics};
use shop_service::request::RpcServerLayer;
use shop_service::{Lifecycle, Outcome, ShutdownTimes, Signals};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tonic::transport::server::TcpIncoming;
use tonic::transport::{Channel, Endpoint, Server};
use tonic::{Code, Request};
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_client::HealthClient;

/// A gRPC server whose calls are counted in `registry`.
struct Calls {
    registry: Registry,
    channel: Channel,
    trigger: shop_service::signals::Trigger,
    ended: JoinHandle<Outcome>,
}

async fn start() -> Calls {
    let registry = Registry::new();
    let layer = RpcServerLayer::new(RpcServerMetrics::new(&registry), ["grpc.health.v1.Health/Check"]);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let lifecycle = Lifecycle::new(ShutdownTimes::at_once());
    let (trigger, signals) = Signals::by_hand();
    let (_, health) = tonic_health::server::health_reporter();
    let serving = Server::builder()
        .layer(layer)
        .add_service(health)
        .serve_with_incoming_shutdown(TcpIncoming::from(listener), lifecycle.draining());
    #[expect(clippy::disallowed_methods, reason = "the test is the owner, and awaits it")]
    let ended = tokio::spawn(async move { lifecycle.run(signals, serving, async {}).await.unwrap() });
    let channel = Endpoint::new(format!("http://{address}")).unwrap().connect_lazy();
    Calls { registry, channel, trigger, ended }
}

fn check(service: &str) -> Request<HealthCheckRequest> {
    let mut request = Request::new(HealthCheckRequest { service: service.to_owned() });
    request.metadata_mut().insert("x-request-id", "from-the-caller".parse().unwrap());
    request
}

fn counts(registry: &Registry) -> String {
    let text = registry.encode();
    let counts = text.lines().filter(|line| line.starts_with("rpc_server_call_duration_seconds_count"));
    let mut counts: Vec<_> = counts.collect();
    counts.sort_unstable();
    counts.join("\n")
}

#[tokio::test]
async fn calls_are_counted_by_method_and_code_and_strange_methods_as_one() {
    let calls = start().await;
    let mut client = HealthClient::new(calls.channel.clone());
    client.check(check("")).await.unwrap();
    assert_eq!(client.check(check("unknown")).await.unwrap_err().code(), Code::NotFound);
    let watch = client.watch(check("")).await.unwrap();
    drop(watch);
    drop(client);
    drop(calls.channel);
    calls.trigger.stop();
    assert_eq!(calls.ended.await.unwrap(), Outcome::Clean);
    insta::assert_snapshot!(counts(&calls.registry), @r#"
    rpc_server_call_duration_seconds_count{rpc_system_name="grpc",rpc_method="_OTHER",rpc_response_status_code="CANCELLED",error_type=""} 1
    rpc_server_call_duration_seconds_count{rpc_system_name="grpc",rpc_method="grpc.health.v1.Health/Check",rpc_response_status_code="NOT_FOUND",error_type=""} 1
    rpc_server_call_duration_seconds_count{rpc_system_name="grpc",rpc_method="grpc.health.v1.Health/Check",rpc_response_status_code="OK",error_type=""} 1
    "#);
}

#[tokio::test]
async fn the_request_id_comes_back_with_an_answer_and_with_an_error() {
    let calls = start().await;
    let mut client = HealthClient::new(calls.channel.clone());
    let answer = client.check(check("")).await.unwrap();
    assert_eq!(answer.metadata().get("x-request-id").unwrap(), "from-the-caller");
    let error = client.check(check("unknown")).await.unwrap_err();
    assert_eq!(error.metadata().get("x-request-id").unwrap(), "from-the-caller");
    calls.trigger.stop();
    drop((client, calls.channel));
    calls.ended.await.unwrap();
}
