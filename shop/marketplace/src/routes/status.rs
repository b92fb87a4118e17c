//! `GET /status`: the shop as this process sees it. No secrets, and it asks nobody.

use std::sync::Arc;

use axum::{extract::State, response::Response};

use super::hops::{endpoints, resolution};
use crate::{
    app::App,
    caller::Caller,
    ladder::Source,
    page::Page,
    views::{Answers, ReplicaSeen, StatusPage},
};

/// The page.
pub async fn show(State(app): State<Arc<App>>, caller: Caller) -> Response {
    let stock = app.stock();
    let last_live = app.last_live();
    let page = Page::new(&app, &caller, "/status");
    let known = |word: &'_ str| !word.is_empty();
    page.html(&StatusPage {
        frame: page.frame(),
        version: env!("CARGO_PKG_VERSION"),
        uptime: app.started.elapsed(),
        node: app.identity().node.as_deref(),
        catalog_version: stock.catalog().version(),
        books: stock.catalog().books().len(),
        deadline: app.config.rpc_deadline,
        resolution: resolution(app.backend.channel()),
        endpoints: endpoints(app.backend.channel()),
        replicas: replicas(&app),
        strategy: Some(last_live.strategy).filter(|word| known(word)),
        model_version: Some(last_live.model_version.as_str()).filter(|word| known(word)),
        last_source: app.last_source(),
        answers: answers(&app),
    })
}

fn replicas(app: &App) -> Vec<ReplicaSeen> {
    let seen = app.backend.replicas().seen().into_iter();
    seen.map(|replica| ReplicaSeen {
        name: replica.name,
        calls: replica.answers,
        last_seen: replica.last.elapsed(),
    })
    .collect()
}

fn answers(app: &App) -> Answers {
    Answers {
        live: app.responses.total(Source::Live),
        stale: app.responses.total(Source::Stale),
        default: app.responses.total(Source::Default),
        none: app.responses.total(Source::None),
    }
}
