//! `GET /hops`: what this process saw of the nine hops for this very request.

use std::sync::Arc;

use axum::{extract::State, response::Response};

mod sight;
mod text;

use crate::{
    app::App,
    backend::Ask,
    caller::Caller,
    ladder::{Place, Source},
    page::Page,
    views::{HopsPage, hops::Server},
};

/// The picture and the table, or a text for `curl`.
pub async fn show(State(app): State<Arc<App>>, caller: Caller) -> Response {
    let stock = app.stock();
    // As they are when the call begins: the call itself may change them.
    let endpoints = sight::endpoints(app.backend.channel());
    let ask = Ask::personal(Place::Home, &caller.visit, caller.request_id());
    let (served, resolution) = tokio::join!(
        app.recommend(&stock, &ask, || stock.curated().home()),
        sight::fresh_resolution(app.backend.channel(), app.config.rpc_deadline),
    );
    let page = Page::new(&app, &caller, "/hops").with_list(&served);

    let said = &served.sighting.server;
    let answered = served.answer.source == Source::Live;
    let target = app.config.target.to_string();
    let view = HopsPage {
        frame: page.frame(),
        node: app.identity().node.as_deref(),
        target: &target,
        deadline: app.config.rpc_deadline,
        resolution,
        endpoints,
        attempts: sight::attempts(&served.sighting.record),
        server: answered.then(|| Server {
            name: said.name.clone(),
            time: said.time,
            strategy: Some(served.answer.list.strategy.to_owned()),
        }),
    };
    if caller.prefers_text {
        page.lines(text::lines(&view.hops(), caller.request_id()))
    } else {
        page.html(&view)
    }
}

pub(super) use self::sight::{endpoints, resolution};
