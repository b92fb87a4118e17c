//! What callers learn when something is wrong with the call itself.

use std::time::Duration;

use hyper_util::{client::legacy::Client, rt::TokioExecutor};
use shop_api::v1::{
    ListRecommendationsRequest, ListRecommendationsResponse, ListSimilarRequest, SearchBooksRequest,
    catalog_service_client::CatalogServiceClient, recommendation_service_client::RecommendationServiceClient,
};
use tokio::task::JoinSet;
use tonic::{Code, Request, Status, client::Grpc};
use tonic_prost::ProstCodec;
use tonic_types::StatusExt;

use crate::server::Server;

/// Later than any event, so that the server waits its moment.
fn slow_request() -> ListRecommendationsRequest {
    ListRecommendationsRequest { min_seq: u64::MAX, ..Default::default() }
}

/// Sends a message of one method to another one.
async fn call(server: &Server, path: &'static str, message: ListSimilarRequest) -> Status {
    let mut client = Grpc::new(server.channel.clone());
    client.ready().await.unwrap();
    let codec = ProstCodec::<ListSimilarRequest, ListRecommendationsResponse>::default();
    client.unary(Request::new(message), path.parse().unwrap(), codec).await.unwrap_err()
}

#[tokio::test]
async fn a_call_that_outlives_its_deadline_is_told_so() {
    let server = Server::start().await;
    let mut request = Request::new(slow_request());
    request.metadata_mut().insert("grpc-timeout", "20m".parse().unwrap());
    // Unlike tonic's channel this client has no clock of its own: the server alone must notice.
    let transport = Client::builder(TokioExecutor::new()).http2_only(true).build_http();
    let origin = format!("http://{}", server.grpc).parse().unwrap();
    let mut client = RecommendationServiceClient::with_origin(transport, origin);
    let status = client.list_recommendations(request).await.unwrap_err();
    assert_eq!(status.code(), Code::DeadlineExceeded);
    assert!(status.get_details_request_info().is_some());
}

#[tokio::test]
async fn no_call_runs_longer_than_the_server_allows() {
    let server = Server::start_with(|config| config.limits.deadline = Duration::from_millis(10)).await;
    let mut client = RecommendationServiceClient::new(server.channel.clone());
    let status = client.list_recommendations(slow_request()).await.unwrap_err();
    assert_eq!(status.code(), Code::DeadlineExceeded);
}

#[tokio::test]
async fn calls_above_the_limit_are_refused_and_told_when_to_come_back() {
    let server = Server::start_with(|config| config.limits.in_flight = 1).await;
    let mut calls = JoinSet::new();
    for _ in 0..20 {
        let mut client = RecommendationServiceClient::new(server.channel.clone());
        calls.spawn(async move { client.list_recommendations(slow_request()).await });
    }
    let answers = calls.join_all().await;
    assert!(answers.iter().any(Result::is_ok));
    let refused: Vec<_> = answers.into_iter().filter_map(Result::err).collect();
    assert!(!refused.is_empty());
    for status in refused {
        assert_eq!(status.code(), Code::ResourceExhausted);
        assert!(status.get_details_retry_info().unwrap().retry_delay.is_some());
    }
}

#[tokio::test]
async fn a_message_above_the_limit_is_refused() {
    let server = Server::start().await;
    let mut client = CatalogServiceClient::new(server.channel.clone());
    let request = SearchBooksRequest { query: "x".repeat(70_000), ..Default::default() };
    let status = client.search_books(request).await.unwrap_err();
    assert_eq!(status.code(), Code::InvalidArgument);
    assert!(status.message().ends_with("the message is too large"), "{status}");
    assert!(status.get_details_request_info().is_some());
}

#[tokio::test]
async fn bytes_that_are_no_message_are_refused_without_a_look_inside() {
    let server = Server::start().await;
    let path = "/marketplace.recommendations.v1.RecommendationService/ListRecommendations";
    let status = call(&server, path, ListSimilarRequest { item_id: 7, ..Default::default() }).await;
    assert_eq!(status.code(), Code::InvalidArgument);
    assert!(status.message().ends_with("the message cannot be decoded"), "{status}");
}

#[tokio::test]
async fn methods_and_services_that_do_not_exist_are_unimplemented() {
    let server = Server::start().await;
    for path in ["/marketplace.recommendations.v1.CatalogService/BurnBooks", "/no.such.Service/Method"] {
        let status = call(&server, path, ListSimilarRequest::default()).await;
        assert_eq!(status.code(), Code::Unimplemented, "{path}");
        assert!(status.get_details_request_info().is_some(), "{path}");
    }
}

#[tokio::test]
async fn a_request_id_is_kept_and_a_bad_one_replaced() {
    let server = Server::start().await;
    let mut client = RecommendationServiceClient::new(server.channel.clone());
    let mut request_id = async |sent: Option<&'static str>| {
        let mut request = Request::new(ListRecommendationsRequest::default());
        if let Some(sent) = sent {
            request.metadata_mut().insert("x-request-id", sent.parse().unwrap());
        }
        let response = client.list_recommendations(request).await.unwrap();
        response.metadata().get("x-request-id").unwrap().to_str().unwrap().to_owned()
    };
    assert_eq!(request_id(Some("from_the-storefront")).await, "from_the-storefront");
    assert_ne!(request_id(Some("not a good one")).await, "not a good one");
    assert_eq!(request_id(None).await.len(), 36);
}

#[tokio::test]
async fn an_error_carries_the_id_of_its_request() {
    let server = Server::start().await;
    let mut client = RecommendationServiceClient::new(server.channel.clone());
    let mut request = Request::new(ListSimilarRequest::default());
    request.metadata_mut().insert("x-request-id", "r-1".parse().unwrap());
    let status = client.list_similar(request).await.unwrap_err();
    assert_eq!(status.get_details_request_info().unwrap().request_id, "r-1");
    assert_eq!(status.metadata().get("x-request-id").unwrap(), "r-1");
}

/// Who says to have given the answer.
fn served_by<A>(answer: Result<tonic::Response<A>, Status>) -> String {
    let metadata = answer.map_or_else(|status| status.metadata().clone(), |answer| answer.metadata().clone());
    metadata.get("x-served-by").unwrap().to_str().unwrap().to_owned()
}

#[tokio::test]
async fn every_answer_names_its_replica() {
    let server =
        Server::start_with(|config| config.standard.identity.pod_name = Some("recs-0".to_owned())).await;
    let mut client = RecommendationServiceClient::new(server.channel.clone());
    let list = client.list_recommendations(ListRecommendationsRequest::default()).await;
    assert_eq!(served_by(list), "recs-0");
    let refused = client.list_similar(ListSimilarRequest::default()).await;
    assert_eq!(served_by(refused), "recs-0");
    let unknown = call(&server, "/no.such.Service/Method", ListSimilarRequest::default()).await;
    assert_eq!(served_by::<()>(Err(unknown)), "recs-0");
}

#[tokio::test]
async fn a_replica_outside_a_cluster_gives_the_name_of_its_host() {
    let server = Server::start().await;
    let mut client = RecommendationServiceClient::new(server.channel.clone());
    let list = client.list_recommendations(ListRecommendationsRequest::default()).await;
    assert_eq!(served_by(list), shop_service::host_name().unwrap());
}
