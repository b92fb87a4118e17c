//! `GET /sitemap.xml` (sitemaps.org 0.9): every page that is the same for everybody.

use std::{fmt::Write, sync::Arc};

use axum::{extract::State, response::Response};
use http::{HeaderMap, StatusCode};

use crate::{
    app::App,
    conditional::{Cacheable, Freshness},
    fingerprint::fingerprint,
    origin::origin,
    refusal::Refusal,
    stock::Stock,
};

/// The sitemap.
///
/// # Errors
///
/// 400 when the shop's own address is neither configured nor in the request.
pub async fn show(State(app): State<Arc<App>>, headers: HeaderMap) -> Result<Response, Refusal> {
    let origin = origin(&app, &headers).ok_or(Refusal::new(StatusCode::BAD_REQUEST))?;
    let xml = sitemap(&app.stock(), &origin);
    let tag = fingerprint(xml.as_bytes());
    let content_type = "application/xml; charset=utf-8";
    Ok(Cacheable { content_type, tag, freshness: Freshness::Hour, body: xml.into() }.answer(&headers))
}

/// Paths are made of slugs and numbers, and the origin of letters that XML lets stand.
fn sitemap(stock: &Stock, origin: &str) -> String {
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    let mut add = |path: std::fmt::Arguments<'_>| {
        writeln!(xml, "<url><loc>{origin}{path}</loc></url>")
            .expect("a string takes whatever is written to it");
    };
    add(format_args!("/"));
    add(format_args!("/about"));
    for shelf in stock.shelves() {
        add(format_args!("/category/{}", shelf.category.slug()));
    }
    for book in stock.catalog().books() {
        add(format_args!("/book/{}", book.id));
    }
    xml.push_str("</urlset>\n");
    xml
}
