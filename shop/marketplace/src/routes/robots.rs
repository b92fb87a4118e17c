//! `GET /robots.txt` (RFC 9309).

use std::sync::Arc;

use axum::{extract::State, response::Response};
use http::HeaderMap;

use crate::{
    app::App,
    conditional::{Cacheable, Freshness},
    fingerprint::fingerprint,
    origin::origin,
};

/// Keeps robots out of what belongs to one visitor, and shows them the sitemap.
pub async fn show(State(app): State<Arc<App>>, headers: HeaderMap) -> Response {
    let mut text = String::from("User-agent: *\nDisallow: /cart\nDisallow: /for-you\nDisallow: /search\n");
    if let Some(origin) = origin(&app, &headers) {
        text.push_str("Sitemap: ");
        text.push_str(&origin);
        text.push_str("/sitemap.xml\n");
    }
    let content_type = "text/plain; charset=utf-8";
    let tag = fingerprint(text.as_bytes());
    Cacheable { content_type, tag, freshness: Freshness::Hour, body: text.into() }.answer(&headers)
}
