//! `GET /category/{slug}?page=`: one shelf, some books at a time, the recommended ones first of all.

use std::sync::Arc;

use axum::{
    extract::{Path, Query, State},
    response::Response,
};
use serde::Deserialize;
use shop_catalog::Category;

use crate::{
    app::App, backend::Ask, caller::Caller, ladder::Place, page::Page, paging::Paging, refusal::Refusal,
    views::CategoryPage,
};

/// Recommendations above the shelf.
const RECOMMENDED: usize = 6;

/// What may follow the question mark.
#[derive(Debug, Deserialize)]
pub struct Parameters {
    page: Option<String>,
}

/// The shelf. Only its first page asks for recommendations.
///
/// # Errors
///
/// 404 for an unknown shelf and for a page behind the last one.
pub async fn show(
    State(app): State<Arc<App>>,
    Path(slug): Path<String>,
    Query(parameters): Query<Parameters>,
    caller: Caller,
) -> Result<Response, Refusal> {
    let category = Category::from_slug(&slug).ok_or(Refusal::not_found())?;
    let stock = app.stock();
    let books = stock.catalog().in_category(category);
    let paging = Paging::new(parameters.page.as_deref(), books.len()).ok_or(Refusal::not_found())?;
    let address =
        |page| if page == 1 { format!("/category/{slug}") } else { format!("/category/{slug}?page={page}") };

    let served = if paging.is_first() {
        let ask = Ask::personal(Place::Category(category), &caller.visit, caller.request_id());
        Some(app.recommend(&stock, &ask, || stock.curated().category(category)).await)
    } else {
        None
    };
    let mut page = Page::new(&app, &caller, address(paging.number())).of_category(category);
    let mut recommended = Vec::new();
    if let Some(served) = &served {
        page = page.with_list(served);
        recommended = stock.cards(&served.answer.list, RECOMMENDED);
    }
    let shown = books.skip(paging.range().start).take(paging.range().len());
    Ok(page.html(&CategoryPage {
        frame: page.frame(),
        category,
        recommended,
        books: shown.map(|book| stock.card(book)).collect(),
        pager: paging.pager(address),
    }))
}
