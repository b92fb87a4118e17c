//! From a view model to a response: frame, headers, cookies.

use std::time::Instant;

use askama::Template;
use axum::{
    body::Body,
    response::{IntoResponse, Response},
};
use http::{HeaderName, HeaderValue, StatusCode, header};
use shop_catalog::Category;

use crate::{
    app::{App, Served},
    assets::{FAVICON, STYLESHEET},
    caller::Caller,
    cookies::VisitorId,
    server_timing::{SERVER_TIMING, ServerTiming},
    views::{Frame, Source},
};

/// Names the rung of the ladder on every answer that has a list.
pub const SOURCE: HeaderName = HeaderName::from_static("x-marketplace-source");

/// Larger than most pages, so that a page is written without the buffer growing.
const PAGE_BYTES: usize = 48 * 1024;

/// A page in the making.
#[derive(Debug)]
pub struct Page<'a> {
    app: &'a App,
    caller: &'a Caller,
    canonical: String,
    shelf: Option<Category>,
    served: Option<&'a Served>,
    cookies: Vec<HeaderValue>,
}

impl<'a> Page<'a> {
    /// A page without a list. `canonical` is its path and query in their one spelling.
    pub fn new(app: &'a App, caller: &'a Caller, canonical: impl Into<String>) -> Self {
        Self { app, caller, canonical: canonical.into(), shelf: None, served: None, cookies: Vec::new() }
    }

    /// The list that the page shows.
    #[must_use]
    pub fn with_list(self, served: &'a Served) -> Self {
        Self { served: Some(served), ..self }
    }

    /// The shelf that the page belongs to.
    #[must_use]
    pub fn of_category(self, category: Category) -> Self {
        Self { shelf: Some(category), ..self }
    }

    /// The visitor whom the page is made for; a new one gets a cookie.
    #[must_use]
    pub fn for_visitor(self, visitor: VisitorId) -> Self {
        if self.caller.visit.visitor.is_some() {
            return self;
        }
        let cookie = self.app.keyring.set_visitor(visitor, self.caller.secure);
        self.with_cookie(cookie)
    }

    /// A `Set-Cookie` value.
    #[must_use]
    pub fn with_cookie(mut self, cookie: HeaderValue) -> Self {
        self.cookies.push(cookie);
        self
    }

    /// What every page has.
    pub fn frame(&self) -> Frame<'_> {
        Frame {
            stylesheet: &STYLESHEET.path,
            favicon: &FAVICON.path,
            canonical: &self.canonical,
            cart_count: self.caller.visit.cart.copies(),
            shelf: self.shelf,
            source: self.source(),
            request_id: self.caller.request_id(),
            served_by: &self.app.identity().name,
        }
    }

    /// The page as HTML.
    pub fn html(&self, page: &impl Template) -> Response {
        self.rendered(page, "text/html; charset=utf-8")
    }

    /// The page as plain text.
    pub fn text(&self, page: &impl Template) -> Response {
        self.rendered(page, "text/plain; charset=utf-8")
    }

    /// A text that is written already.
    pub fn lines(&self, text: String) -> Response {
        self.response(text, "text/plain; charset=utf-8", self.timing())
    }

    fn source(&self) -> Option<Source> {
        self.served.map(|served| served.answer.source)
    }

    fn rendered(&self, page: &impl Template, content_type: &'static str) -> Response {
        let begun = Instant::now();
        let mut body = String::with_capacity(PAGE_BYTES);
        if let Err(error) = page.render_into(&mut body) {
            tracing::error!(%error, "a page was not rendered");
            return StatusCode::INTERNAL_SERVER_ERROR.into_response();
        }
        self.response(body, content_type, self.timing().with("render", begun.elapsed()))
    }

    fn response(&self, body: String, content_type: &'static str, timing: ServerTiming) -> Response {
        let mut response = Response::new(Body::from(body));
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
        headers.insert(header::CACHE_CONTROL, self.cache_control());
        headers.insert(header::VARY, HeaderValue::from_static("accept, cookie, user-agent"));
        for cookie in &self.cookies {
            headers.append(header::SET_COOKIE, cookie.clone());
        }
        if let Some(value) = timing.into_value() {
            headers.insert(SERVER_TIMING, value);
        }
        if let Some(served) = self.served {
            mark(&mut response, self.caller, served);
        }
        response
    }

    /// A page is one visitor's own, and one that is not live must not be kept at all.
    fn cache_control(&self) -> HeaderValue {
        let is_as_it_should_be = self.source().is_none_or(|source| source == Source::Live);
        HeaderValue::from_static(if is_as_it_should_be { "private, no-cache" } else { "no-store" })
    }

    fn timing(&self) -> ServerTiming {
        self.served.map_or_else(ServerTiming::default, |served| timing(self.app, served))
    }
}

/// Names the source of the list in the response's header and in the request's log line.
pub fn mark(response: &mut Response, caller: &Caller, served: &Served) {
    caller.context.add("source", served.answer.source.name());
    response.headers_mut().insert(SOURCE, served.source_header());
}

/// `dns`, `rpc` and the server's own time, as far as they are known.
pub fn timing(app: &App, served: &Served) -> ServerTiming {
    let mut timing = ServerTiming::default();
    let resolution = app.backend.channel().resolution();
    if resolution.at.is_some() {
        timing = timing.with_description("dns", resolution.took, "shared by many requests");
    }
    timing = timing.with_description("rpc", served.took, served.answer.source.name());
    if let Some(time) = served.sighting.server.time {
        timing = timing.with("server", time);
    }
    timing
}
