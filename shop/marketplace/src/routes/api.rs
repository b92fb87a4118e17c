//! `GET /api/v1/recommendations`: the list as JSON, the same for everybody.
//!
//! Errors are problem documents (RFC 9457); the ladder and `X-Marketplace-Source` are those of the pages.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Query, State, rejection::QueryRejection},
    response::{IntoResponse, Response},
};
use http::{HeaderValue, StatusCode, header};
use serde::{Deserialize, Serialize};
use shop_catalog::{Book, BookId, Category};

use crate::{
    app::{App, Served},
    backend::Ask,
    caller::Caller,
    cookies::Visit,
    ladder::{List, Place, Reason, Source},
    page,
    refusal::Refusal,
    server_timing::SERVER_TIMING,
    stock::Stock,
};

/// Books in an answer when nobody says how many.
const LIMIT: usize = 10;

/// The most books in an answer.
const MOST: usize = 15;

/// What may follow the question mark.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    category: Option<String>,
    book: Option<String>,
    limit: Option<String>,
}

#[derive(Debug, Serialize)]
struct Recommendations<'a> {
    source: &'static str,
    strategy: &'a str,
    model_version: &'a str,
    recommendation_id: &'a str,
    items: Vec<Item<'a>>,
}

#[derive(Debug, Serialize)]
struct Item<'a> {
    id: BookId,
    title: &'a str,
    author: &'a str,
    category: &'static str,
    price: Price,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<Why<'a>>,
    url: String,
    cover: String,
}

#[derive(Debug, Serialize)]
struct Price {
    currency: &'static str,
    minor_units: u32,
}

#[derive(Debug, Serialize)]
struct Why<'a> {
    code: &'static str,
    subject: &'a str,
}

/// The list: of a category, of books like one book, or of the whole shop.
///
/// # Errors
///
/// 400 for a parameter that is unknown or wrong, 404 for a book that the catalogue does not hold.
pub async fn recommendations(
    State(app): State<Arc<App>>,
    parameters: Result<Query<Parameters>, QueryRejection>,
    caller: Caller,
) -> Result<Response, Refusal> {
    let Query(parameters) =
        parameters.map_err(|_| bad("the parameters are `category` or `book`, and `limit`, each once"))?;
    let stock = app.stock();
    let limit = limit(parameters.limit.as_deref())?;
    let served = serve(&app, &stock, &parameters, &caller).await?;
    let list = &served.answer.list;
    let body = Recommendations {
        source: served.answer.source.name(),
        strategy: list.strategy,
        model_version: &list.model_version,
        recommendation_id: &list.recommendation_id,
        items: items(&stock, list, limit),
    };
    let mut response = Json(body).into_response();
    let is_live = served.answer.source == Source::Live;
    let caching = HeaderValue::from_static(if is_live { "public, max-age=30" } else { "no-store" });
    response.headers_mut().insert(header::CACHE_CONTROL, caching);
    if let Some(timing) = page::timing(&app, &served).into_value() {
        response.headers_mut().insert(SERVER_TIMING, timing);
    }
    page::mark(&mut response, &caller, &served);
    Ok(response)
}

async fn serve(
    app: &App,
    stock: &Stock,
    parameters: &Parameters,
    caller: &Caller,
) -> Result<Served, Refusal> {
    let request_id = caller.request_id();
    let nobody = Visit::default();
    match (&parameters.category, &parameters.book) {
        (Some(_), Some(_)) => Err(bad("either `category` or `book`, not both")),
        (Some(slug), None) => {
            let category =
                Category::from_slug(slug).ok_or_else(|| bad("`category` is not a shelf of the shop"))?;
            let ask = Ask::personal(Place::Category(category), &nobody, request_id);
            Ok(app.recommend(stock, &ask, || stock.curated().category(category)).await)
        }
        (None, Some(id)) => {
            let id = id.parse().map(BookId).map_err(|_| bad("`book` is a number"))?;
            let unknown = || Refusal::because(StatusCode::NOT_FOUND, "the catalogue does not hold that book");
            let book = stock.catalog().book(id).ok_or_else(unknown)?;
            let ask = Ask::beside(id, request_id);
            Ok(app.recommend(stock, &ask, || stock.curated().beside(book)).await)
        }
        (None, None) => {
            let ask = Ask::personal(Place::Home, &nobody, request_id);
            Ok(app.recommend(stock, &ask, || stock.curated().home()).await)
        }
    }
}

fn limit(limit: Option<&str>) -> Result<usize, Refusal> {
    let Some(limit) = limit else { return Ok(LIMIT) };
    let wanted = || bad(format!("`limit` is a number from 1 to {MOST}"));
    limit.parse().ok().filter(|limit| (1..=MOST).contains(limit)).ok_or_else(wanted)
}

fn items<'a>(stock: &'a Stock, list: &'a List, limit: usize) -> Vec<Item<'a>> {
    let known = list
        .books
        .iter()
        .filter_map(|listed| Some(item(stock.catalog().book(listed.book)?, listed.reason.as_ref())));
    known.take(limit).collect()
}

fn item<'a>(book: &'a Book, reason: Option<&'a Reason>) -> Item<'a> {
    Item {
        id: book.id,
        title: &book.title,
        author: &book.author.name,
        category: book.category.slug(),
        price: Price { currency: book.price.currency.code(), minor_units: book.price.minor_units },
        reason: reason.map(|reason| Why { code: reason.code.as_str(), subject: &reason.subject }),
        url: format!("/book/{}", book.id),
        cover: format!("/cover/{}.svg", book.id),
    }
}

fn bad(why: impl Into<String>) -> Refusal {
    Refusal::because(StatusCode::BAD_REQUEST, why)
}
