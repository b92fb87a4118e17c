//! `/for-you`: which shelves somebody likes, kept in a cookie, and a list made of that.

use std::sync::Arc;

use axum::{
    Form,
    extract::{Query, State},
    response::{IntoResponse, Redirect, Response},
};
use http::{HeaderValue, header};
use serde::Deserialize;
use shop_catalog::Category;

use crate::{
    app::App,
    backend::Ask,
    caller::Caller,
    cookies::Interests,
    ladder::Place,
    page::Page,
    refusal::Refusal,
    views::{ForYouPage, Preference},
};

/// Books in the list.
const RECOMMENDED: usize = 12;

/// What may follow the question mark.
#[derive(Debug, Deserialize)]
pub struct Parameters {
    saved: Option<String>,
}

/// `GET`: the form and the list.
pub async fn show(
    State(app): State<Arc<App>>,
    Query(parameters): Query<Parameters>,
    caller: Caller,
) -> Response {
    let stock = app.stock();
    let interests = &caller.visit.interests;
    let place = Place::ForYou(interests.categories().to_vec());
    let ask = Ask::personal(place, &caller.visit, caller.request_id());
    let served = app.recommend(&stock, &ask, || stock.curated().shelves(interests.categories())).await;

    let visitor = caller.visitor_or_new();
    let page = Page::new(&app, &caller, "/for-you").with_list(&served).for_visitor(visitor);
    let preference = |category| Preference { category, chosen: interests.contains(category) };
    page.html(&ForYouPage {
        frame: page.frame(),
        csrf: &app.keyring.csrf_token(visitor),
        saved: parameters.saved.is_some(),
        preferences: Category::ALL.into_iter().map(preference).collect(),
        recommended: stock.cards(&served.answer.list, RECOMMENDED),
    })
}

/// `POST`: keeps the shelves ticked, and sends the browser to the list.
///
/// # Errors
///
/// 403 when the form is not this visitor's.
pub async fn save(
    State(app): State<Arc<App>>,
    caller: Caller,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Refusal> {
    let values = |wanted: &'static str| {
        fields.iter().filter(move |(name, _)| name == wanted).map(|(_, value)| value.as_str())
    };
    caller.check_form(&app, values("csrf").next())?;
    let interests = Interests::from_slugs(values("category"));
    let cookie: HeaderValue = app.keyring.set_interests(&interests, caller.secure);
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to("/for-you?saved=1")).into_response())
}
