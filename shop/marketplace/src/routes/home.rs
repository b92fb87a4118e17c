//! `GET /`: the first page.
//!
//! A client without cookies gets none here, and its list is the same for everybody.

use std::sync::Arc;

use axum::{extract::State, response::Response};

use crate::{
    app::App,
    backend::Ask,
    caller::Caller,
    ladder::Place,
    page::Page,
    views::{HomePage, HomeText},
};

/// Recommendations on the first page: three greet, the others follow.
const RECOMMENDED: usize = 15;

/// Recommendations in the text for terminals.
const RECOMMENDED_IN_TEXT: usize = 5;

/// The page, or a text for `curl`.
pub async fn show(State(app): State<Arc<App>>, caller: Caller) -> Response {
    let stock = app.stock();
    let ask = Ask::personal(Place::Home, &caller.visit, caller.request_id());
    let served = app.recommend(&stock, &ask, || stock.curated().home()).await;
    let page = Page::new(&app, &caller, "/").with_list(&served);
    let shelves = stock.shelves().to_vec();
    if caller.prefers_text {
        let recommended = stock.cards(&served.answer.list, RECOMMENDED_IN_TEXT);
        return page.text(&HomeText { frame: page.frame(), recommended, shelves });
    }
    let recommended = stock.cards(&served.answer.list, RECOMMENDED);
    page.html(&HomePage { frame: page.frame(), recommended, shelves })
}
