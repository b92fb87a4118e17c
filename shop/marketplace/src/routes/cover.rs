//! `GET /cover/{id}.svg`: a cover as a file of its own. Pages do not need it; other shops' pages may.

use std::sync::Arc;

use axum::{
    extract::{Path, State},
    response::Response,
};
use bytes::Bytes;
use http::HeaderMap;
use shop_catalog::BookId;

use crate::{
    app::App,
    conditional::{Cacheable, Freshness},
    fingerprint::fingerprint,
    refusal::Refusal,
};

/// The cover.
///
/// # Errors
///
/// 404 when the catalogue does not hold the book.
pub async fn show(
    State(app): State<Arc<App>>,
    Path(file): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let stock = app.stock();
    let id = file.strip_suffix(".svg").and_then(|id| id.parse().ok()).map(BookId);
    let book = id.and_then(|id| stock.catalog().book(id)).ok_or(Refusal::not_found())?;
    let svg = standalone(stock.cover(book.id));
    Ok(Cacheable {
        content_type: "image/svg+xml",
        tag: fingerprint(svg.as_bytes()),
        freshness: Freshness::Day,
        body: Bytes::from(svg),
    }
    .answer(&headers))
}

/// An `<svg>` inside HTML needs no namespace; a file does.
fn standalone(inline: &str) -> String {
    if inline.contains("xmlns=") {
        return inline.to_owned();
    }
    inline.replacen("<svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"", 1)
}
