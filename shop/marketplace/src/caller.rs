//! Who asks, and under which circumstances: what handlers need of a request besides its address.

use std::{convert::Infallible, sync::Arc};

use axum::extract::FromRequestParts;
use http::{Method, header, request::Parts};
use shop_service::request::RequestContext;

use crate::{
    app::App,
    cookies::{Visit, VisitorId},
    negotiation::prefers_text,
    refusal::Refusal,
};

/// The circumstances of a request.
#[derive(Debug, Clone)]
pub struct Caller {
    /// Carries the request's id, and takes what its log line shall say.
    pub context: RequestContext,
    /// What the cookies said.
    pub visit: Visit,
    /// Whether the visitor's own connection is encrypted, as far as a trusted proxy says.
    pub secure: bool,
    /// Whether a text is wanted instead of a page.
    pub prefers_text: bool,
    /// Whether somebody looks at the answer: not for `HEAD`, and not when a browser fetches ahead.
    pub is_looking: bool,
}

impl Caller {
    /// The id in logs, on pages and in calls.
    pub fn request_id(&self) -> &str {
        self.context.id().as_str()
    }

    /// The visitor, or a new one when there was none; a new one needs its cookie set.
    pub fn visitor_or_new(&self) -> VisitorId {
        self.visit.visitor.unwrap_or_else(VisitorId::random)
    }

    /// The visitor that a form came from.
    ///
    /// # Errors
    ///
    /// 403 when the form has no token, or the token of somebody else.
    pub fn check_form(&self, app: &App, token: Option<&str>) -> Result<VisitorId, Refusal> {
        let visitor = self.visit.visitor.ok_or(Refusal::forged())?;
        let is_own = token.is_some_and(|token| app.keyring.is_csrf_token_of(visitor, token));
        if is_own { Ok(visitor) } else { Err(Refusal::forged()) }
    }
}

impl FromRequestParts<Arc<App>> for Caller {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Infallible> {
        let Ok(context) = RequestContext::from_request_parts(parts, app).await;
        let header = |name: &str| parts.headers.get(name).and_then(|value| value.to_str().ok());
        let fetched_ahead = header("sec-purpose").is_some_and(|purpose| purpose.contains("prefetch"));
        let secure = app.config.trust_proxy && header("x-forwarded-proto") == Some("https");
        Ok(Self {
            context,
            visit: if parts.headers.contains_key(header::COOKIE) {
                app.keyring.visit(&parts.headers)
            } else {
                Visit::default()
            },
            secure,
            prefers_text: prefers_text(&parts.headers),
            is_looking: parts.method == Method::GET && !fetched_ahead,
        })
    }
}
