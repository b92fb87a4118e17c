//! Health that can say no, and reflection that is off unless asked for.

use shop_service::Outcome;
use tokio_stream::StreamExt;
use tonic::{Code, transport::Channel};
use tonic_health::pb::{
    HealthCheckRequest, health_check_response::ServingStatus, health_client::HealthClient,
};
use tonic_reflection::pb::v1::{
    ServerReflectionRequest, server_reflection_client::ServerReflectionClient,
    server_reflection_request::MessageRequest, server_reflection_response::MessageResponse,
};

use crate::server::Server;

const NAMES: [&str; 7] = [
    "",
    "liveness",
    "readiness",
    "marketplace.recommendations.v1.RecommendationService",
    "marketplace.recommendations.v1.CatalogService",
    "marketplace.recommendations.v1.FeedbackService",
    "Recommendations",
];

async fn check(client: &mut HealthClient<Channel>, name: &str) -> Result<ServingStatus, Code> {
    let request = HealthCheckRequest { service: name.to_owned() };
    let response = client.check(request).await.map_err(|status| status.code())?;
    Ok(response.into_inner().status())
}

#[tokio::test]
async fn every_service_is_healthy_by_its_name() {
    let server = Server::start().await;
    let mut client = HealthClient::new(server.channel.clone());
    for name in NAMES {
        assert_eq!(check(&mut client, name).await, Ok(ServingStatus::Serving), "{name}");
    }
    assert_eq!(check(&mut client, "no.such.Service").await, Err(Code::NotFound));
}

#[tokio::test]
async fn a_process_that_is_not_ready_says_so_to_checks_and_watches() {
    let server = Server::start().await;
    let mut client = HealthClient::new(server.channel.clone());
    let request = HealthCheckRequest { service: "readiness".to_owned() };
    let mut watch = client.watch(request).await.unwrap().into_inner();
    assert_eq!(watch.next().await.unwrap().unwrap().status(), ServingStatus::Serving);

    let latch = server.lifecycle.readiness().latch("test");
    assert_eq!(watch.next().await.unwrap().unwrap().status(), ServingStatus::NotServing);
    assert_eq!(check(&mut client, "liveness").await, Ok(ServingStatus::Serving));
    assert!(server.ops("/readyz").await.starts_with("HTTP/1.1 503"));

    latch.release();
    assert_eq!(watch.next().await.unwrap().unwrap().status(), ServingStatus::Serving);
    assert!(server.ops("/readyz").await.starts_with("HTTP/1.1 200"));
}

#[tokio::test]
async fn an_open_watch_does_not_hold_up_the_end() {
    let server = Server::start().await;
    let mut client = HealthClient::new(server.channel.clone());
    let mut watch = client.watch(HealthCheckRequest::default()).await.unwrap().into_inner();
    assert_eq!(watch.next().await.unwrap().unwrap().status(), ServingStatus::Serving);
    assert_eq!(server.stop().await, Outcome::Clean);
    let mut last = None;
    while let Some(Ok(response)) = watch.next().await {
        last = Some(response.status());
    }
    assert_eq!(last, Some(ServingStatus::NotServing));
}

/// The services that reflection lists.
async fn services(server: &Server) -> Result<Vec<String>, Code> {
    let request = ServerReflectionRequest {
        host: String::new(),
        message_request: Some(MessageRequest::ListServices(String::new())),
    };
    let mut client = ServerReflectionClient::new(server.channel.clone());
    let answers = client.server_reflection_info(tokio_stream::once(request)).await;
    let mut answers = answers.map_err(|status| status.code())?.into_inner();
    match answers.next().await.unwrap().unwrap().message_response.unwrap() {
        MessageResponse::ListServicesResponse(list) => {
            Ok(list.service.into_iter().map(|service| service.name).collect())
        }
        other => panic!("unexpected answer {other:?}"),
    }
}

#[tokio::test]
async fn the_contract_is_told_to_those_who_may_ask() {
    let silent = Server::start().await;
    assert_eq!(services(&silent).await, Err(Code::Unimplemented));
    let telling = Server::start_with(|config| config.reflection = true).await;
    let mut services = services(&telling).await.unwrap();
    services.sort_unstable();
    insta::assert_snapshot!(services.join("\n"), @r"
    Recommendations
    grpc.health.v1.Health
    grpc.reflection.v1.ServerReflection
    marketplace.recommendations.v1.CatalogService
    marketplace.recommendations.v1.FeedbackService
    marketplace.recommendations.v1.RecommendationService
    ");
}
