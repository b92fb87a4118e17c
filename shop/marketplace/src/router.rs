//! Addresses to handlers, and the layers around them.

use std::{sync::Arc, time::Duration};

use axum::{Router, middleware::from_fn_with_state, routing::get};
use http::StatusCode;
use shop_service::{metrics::HttpServerMetrics, request::RequestLayer};
use tower_http::{
    CompressionLevel, catch_panic::CatchPanicLayer, compression::CompressionLayer, timeout::TimeoutLayer,
};

use crate::{app::App, middleware::dress::dress, refusal::Refusal, routes};

/// From a request's header to its answer; then the answer is 503. The calls to recommendations have a deadline of
/// their own, so only a body that does not arrive, or a mistake of ours, takes as long.
pub const REQUEST_TIMEOUT: Duration = Duration::from_secs(30);

/// The whole shop as a service.
pub fn router(app: Arc<App>, metrics: HttpServerMetrics) -> Router {
    layered(routes(), app, metrics)
}

fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/", get(routes::home::show))
        .route("/category/{slug}", get(routes::category::show))
        .route("/book/{id}", get(routes::book::show))
        .route("/search", get(routes::search::show))
        .route("/for-you", get(routes::for_you::show).post(routes::for_you::save))
        .route("/cart", get(routes::cart::show).post(routes::cart::change))
        .route("/hops", get(routes::hops::show))
        .route("/status", get(routes::status::show))
        .route("/about", get(routes::about::show))
        .route("/api/v1/recommendations", get(routes::api::recommendations))
        .route("/cover/{file}", get(routes::cover::show))
        .route("/assets/{file}", get(routes::assets::show))
        .route("/favicon.ico", get(routes::assets::favicon))
        .route("/robots.txt", get(routes::robots::show))
        .route("/sitemap.xml", get(routes::sitemap::show))
        .fallback(async || Refusal::not_found())
        .method_not_allowed_fallback(async || StatusCode::METHOD_NOT_ALLOWED)
}

/// The first layer is the innermost.
fn layered(routes: Router<Arc<App>>, app: Arc<App>, metrics: HttpServerMetrics) -> Router {
    routes
        .layer(CatchPanicLayer::new())
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, REQUEST_TIMEOUT))
        .layer(from_fn_with_state(Arc::clone(&app), dress))
        // Pages are made for each visitor, so the time of packing them counts as much as their size.
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest))
        .layer(RequestLayer::new(metrics))
        .with_state(app)
}

#[cfg(test)]
mod tests;
