//! A request that is not answered with what it asked for.
//!
//! Handlers return a [`Refusal`]; it carries a status and at most one sentence for people, never internal
//! text. The page, the text or the problem document is made in one place, [`crate::middleware::dress`],
//! which also catches what axum refuses by itself (405, 413, 415, …).

use axum::response::{IntoResponse, Response};
use http::StatusCode;

/// A status and a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    status: StatusCode,
    explanation: Option<Explanation>,
}

/// What to say in place of the usual sentence for a status. Travels in the response's extensions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation(pub String);

impl Refusal {
    /// With the sentence that goes with the status.
    pub const fn new(status: StatusCode) -> Self {
        Self { status, explanation: None }
    }

    /// With a sentence of its own.
    pub fn because(status: StatusCode, explanation: impl Into<String>) -> Self {
        Self { status, explanation: Some(Explanation(explanation.into())) }
    }

    /// There is nothing at this address.
    pub const fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND)
    }

    /// The form did not come from this visitor's page.
    pub const fn forged() -> Self {
        Self::new(StatusCode::FORBIDDEN)
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        if let Some(explanation) = self.explanation {
            response.extensions_mut().insert(explanation);
        }
        response
    }
}
