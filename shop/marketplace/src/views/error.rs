//! The page for a request that cannot be answered.

use askama::Template;

use super::Frame;

/// A page for 4xx and 5xx: what happened in plain words, the request id, the way home. Never internal text.
#[derive(Debug, Clone, Template)]
#[template(path = "error.html")]
pub struct ErrorPage<'a> {
    /// What every page has.
    pub frame: Frame<'a>,
    /// The HTTP status code.
    pub status: u16,
    /// A sentence to put in place of the usual one for this status.
    pub explanation: Option<&'a str>,
}

impl ErrorPage<'_> {
    const fn heading(&self) -> &'static str {
        match self.status {
            400 | 415 | 422 => "That request did not make sense to us",
            403 => "That form is no longer valid",
            404 => "We could not find that page",
            405 => "That page cannot be used in this way",
            408 => "That took too long to arrive",
            413 | 414 | 431 => "That request was too long",
            429 => "Too many requests at once",
            503 => "We are busy for a moment",
            _ => "Something went wrong on our side",
        }
    }

    const fn usual_explanation(&self) -> &'static str {
        match self.status {
            403 => "The form was older than your visit. Go back, reload the page and send it again.",
            404 => "The address may be mistyped, or the book may have left the shop.",
            405 => "It answers, but not to this kind of request.",
            429 | 503 => "Nothing is lost. Please try again in a few seconds.",
            400..=499 => "Please check the address or the form, and try again.",
            _ => "It has been written down with the number below. Please try again in a little while.",
        }
    }
}
