//! `GET /assets/{file}`: files under addresses that change with their content, and the favicon that browsers
//! ask for unbidden.

use axum::{extract::Path, response::Response};
use http::HeaderMap;

use crate::{
    assets::{Asset, FAVICON},
    conditional::Freshness,
    refusal::Refusal,
};

/// A file for ever.
///
/// # Errors
///
/// 404 for a file that there is not, or not any more.
pub async fn show(Path(file): Path<String>, headers: HeaderMap) -> Result<Response, Refusal> {
    let asset = Asset::find(&format!("/assets/{file}")).ok_or(Refusal::not_found())?;
    Ok(asset.cacheable(Freshness::Immutable).answer(&headers))
}

/// `GET /favicon.ico`: an SVG all the same; its content type says so.
pub async fn favicon(headers: HeaderMap) -> Response {
    FAVICON.cacheable(Freshness::Day).answer(&headers)
}
