//! `GET /book/{id}`: one book, and others like it.
//!
//! Opening a book is what the shop learns from: it sets the visitor's cookies and queues an event. `HEAD` and a
//! browser that fetches ahead do neither.

use std::sync::Arc;

use axum::{
    extract::{Path, State},
    response::Response,
};
use shop_catalog::BookId;

use crate::{
    app::App, backend::Ask, caller::Caller, outbox::Deed, page::Page, refusal::Refusal, views::BookPage,
};

/// Books like this one.
const SIMILAR: usize = 12;

/// The book.
///
/// # Errors
///
/// 404 when the catalogue does not hold it.
pub async fn show(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    caller: Caller,
) -> Result<Response, Refusal> {
    let stock = app.stock();
    let id: BookId = id.parse().map(BookId).map_err(|_| Refusal::not_found())?;
    let book = stock.catalog().book(id).ok_or(Refusal::not_found())?;
    let ask = Ask::beside(id, caller.request_id());
    let served = app.recommend(&stock, &ask, || stock.curated().beside(book)).await;

    let visitor = caller.visitor_or_new();
    let mut page =
        Page::new(&app, &caller, format!("/book/{id}")).of_category(book.category).with_list(&served);
    if caller.is_looking {
        let mut viewed = caller.visit.viewed.clone();
        viewed.open(id);
        let cookie = app.keyring.set_viewed(&viewed, caller.secure);
        page = page.for_visitor(visitor).with_cookie(cookie);
        app.outbox.put(visitor, id, Deed::View);
    }
    Ok(page.html(&BookPage {
        frame: page.frame(),
        book,
        cover: stock.cover(id),
        csrf: &app.keyring.csrf_token(visitor),
        similar: stock.cards(&served.answer.list, SIMILAR),
    }))
}
