//! `GET /about`: what this shop is.

use std::sync::Arc;

use axum::{extract::State, response::Response};

use crate::{app::App, caller::Caller, page::Page, views::AboutPage};

/// The page.
pub async fn show(State(app): State<Arc<App>>, caller: Caller) -> Response {
    let page = Page::new(&app, &caller, "/about");
    page.html(&AboutPage { frame: page.frame(), books: app.stock().catalog().books().len() })
}
