//! Dresses every answer: the security headers on all of them, and a body for those that refuse.
//!
//! A route, an extractor or axum itself only says the status. Here it becomes a page, a text for `curl`, or a
//! problem document below `/api/`. No internal text gets out, whoever made the error.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};

use crate::{app::App, caller::Caller, page::Page, problem::Problem, refusal::Explanation, views::ErrorPage};

/// Headers of every answer. There is no script, no frame, no plug-in and nothing from elsewhere on any page.
const SECURITY: [(HeaderName, HeaderValue); 6] = [
    (
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(
            "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'",
        ),
    ),
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
    (
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static("camera=(), geolocation=(), microphone=(), payment=()"),
    ),
    (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
];

/// The middleware, for [`axum::middleware::from_fn_with_state`].
pub async fn dress(State(app): State<Arc<App>>, caller: Caller, request: Request, next: Next) -> Response {
    let is_api = request.uri().path().starts_with("/api/");
    let mut response = next.run(request).await;
    if response.status().is_client_error() || response.status().is_server_error() {
        response = refusal(&app, &caller, is_api, response);
    }
    for (name, value) in SECURITY {
        response.headers_mut().insert(name, value);
    }
    response
}

fn refusal(app: &App, caller: &Caller, is_api: bool, mut bare: Response) -> Response {
    let status = bare.status();
    let explanation = bare.extensions_mut().remove::<Explanation>();
    let explanation = explanation.as_ref().map(|explanation| explanation.0.as_str());
    let mut dressed = if is_api {
        Problem::new(status, explanation, caller.request_id()).into_response()
    } else if caller.prefers_text {
        text(caller, status, explanation)
    } else {
        let page = Page::new(app, caller, "/");
        let view = ErrorPage { frame: page.frame(), status: status.as_u16(), explanation };
        page.html(&view)
    };
    *dressed.status_mut() = status;
    let headers = dressed.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    keep(header::ALLOW, bare.headers(), headers);
    keep(header::RETRY_AFTER, bare.headers(), headers);
    if status == StatusCode::SERVICE_UNAVAILABLE && !headers.contains_key(header::RETRY_AFTER) {
        headers.insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
    }
    dressed
}

fn keep(name: HeaderName, from: &HeaderMap, to: &mut HeaderMap) {
    if let Some(value) = from.get(&name) {
        to.insert(name, value.clone());
    }
}

fn text(caller: &Caller, status: StatusCode, explanation: Option<&str>) -> Response {
    let said = explanation.or(status.canonical_reason()).unwrap_or("Error");
    format!("{} {said}\nRequest {}\n", status.as_u16(), caller.request_id()).into_response()
}
