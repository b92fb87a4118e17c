//! The gRPC surface: the services of v1, the old one, health and reflection behind one port.
//!
//! Handlers check the whole request first and report every wrong field together, then ask [`Shop`] or [`Ingest`].
//! They return [`ApiError`]; only here does it become a status.

mod answers;
mod catalog;
mod feedback;
mod guard;
mod health;
mod legacy;
mod page_token;
mod recommendations;
mod violations;

use std::sync::Arc;

use shop_api::{
    FILE_DESCRIPTOR_SET,
    legacy::recommendations_server::RecommendationsServer,
    status::ApiError,
    v1::{
        catalog_service_server::CatalogServiceServer, feedback_service_server::FeedbackServiceServer,
        recommendation_service_server::RecommendationServiceServer,
    },
};
use shop_recommender::Strategy;
use shop_service::request::{RequestContext, RequestId};
use tonic::{Request, Response, Status, service::Routes};

pub(crate) use self::guard::GuardLayer;
pub(crate) use self::health::HealthBoard;
use crate::{
    ingest::Ingest,
    metrics::{Method, Metrics, strategy_name},
    shop::Shop,
};

/// Every method that is served, as metrics and logs name it.
pub(crate) const METHODS: [&str; 11] = [
    "marketplace.recommendations.v1.RecommendationService/ListRecommendations",
    "marketplace.recommendations.v1.RecommendationService/ListSimilar",
    "marketplace.recommendations.v1.CatalogService/ListCategories",
    "marketplace.recommendations.v1.CatalogService/ListBooks",
    "marketplace.recommendations.v1.CatalogService/GetBook",
    "marketplace.recommendations.v1.CatalogService/BatchGetBooks",
    "marketplace.recommendations.v1.CatalogService/SearchBooks",
    "marketplace.recommendations.v1.FeedbackService/RecordEvents",
    "Recommendations/Recommend",
    "grpc.health.v1.Health/Check",
    "grpc.health.v1.Health/Watch",
];

/// What handlers work with. Clones share everything.
#[derive(Clone)]
pub(crate) struct Api {
    pub(crate) shop: Arc<Shop>,
    pub(crate) ingest: Ingest,
    pub(crate) metrics: Metrics,
}

impl Api {
    /// Counts a list, and adds to the log line of its request how it was made.
    fn answered(&self, method: Method, strategy: Strategy, item_count: usize) {
        self.metrics.answered(method, strategy, item_count);
        if let Some(context) = RequestContext::current() {
            context.add("strategy", strategy_name(strategy));
            context.add("items", item_count as u64);
        }
    }
}

/// Every service behind its path.
///
/// # Errors
/// When the contract that was compiled in is damaged, which only reflection would notice.
pub(crate) fn routes(
    api: &Api,
    max_request_bytes: usize,
    reflection: bool,
    health: &HealthBoard,
) -> Result<Routes, tonic_reflection::server::Error> {
    let api = || api.clone();
    let mut routes = Routes::builder();
    routes
        .add_service(RecommendationServiceServer::new(api()).max_decoding_message_size(max_request_bytes))
        .add_service(CatalogServiceServer::new(api()).max_decoding_message_size(max_request_bytes))
        .add_service(FeedbackServiceServer::new(api()).max_decoding_message_size(max_request_bytes))
        .add_service(RecommendationsServer::new(api()).max_decoding_message_size(max_request_bytes))
        .add_service(health.server());
    if reflection {
        let contract = tonic_reflection::server::Builder::configure()
            .register_encoded_file_descriptor_set(FILE_DESCRIPTOR_SET)
            .register_encoded_file_descriptor_set(tonic_health::pb::FILE_DESCRIPTOR_SET);
        routes.add_service(contract.build_v1()?);
    }
    Ok(routes.routes())
}

/// Runs a handler and gives its error the id of the request.
async fn answer<M, A, F>(request: Request<M>, handler: impl FnOnce(M) -> F) -> Result<Response<A>, Status>
where
    F: Future<Output = Result<A, ApiError>>,
{
    let (_, extensions, message) = request.into_parts();
    let answer = handler(message).await;
    answer.map(Response::new).map_err(|error| error.into_status(request_id(&extensions)))
}

/// The id under which the log knows a request; empty outside of the server, where nobody gave one.
fn request_id(extensions: &http::Extensions) -> &str {
    extensions.get::<RequestId>().map(RequestId::as_str).unwrap_or_default()
}
