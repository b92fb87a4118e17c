//! Addresses to handlers, and the layers around them.

use std::sync::Arc;

use axum::{Router, middleware::from_fn_with_state, routing::get};
use shop_service::{metrics::HttpServerMetrics, request::RequestLayer};
use tower_http::{CompressionLevel, catch_panic::CatchPanicLayer, compression::CompressionLayer};

use crate::{app::App, middleware::dress::dress, refusal::Refusal, routes};

/// The whole shop as a service.
pub fn router(app: Arc<App>, metrics: HttpServerMetrics) -> Router {
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
        .method_not_allowed_fallback(async || http::StatusCode::METHOD_NOT_ALLOWED)
        .layer(CatchPanicLayer::new())
        .layer(from_fn_with_state(Arc::clone(&app), dress))
        // Pages are made for each visitor, so the time of packing them counts as much as their size.
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest))
        .layer(RequestLayer::new(metrics))
        .with_state(app)
}
