//! Answers that a browser may keep, and `304 Not Modified` for one that still has them (RFC 9110 §13).

use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, StatusCode, header};

/// How long a browser may use its copy without asking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Freshness {
    /// The address changes with the content.
    Immutable,
    /// One day.
    Day,
    /// One hour.
    Hour,
}

impl Freshness {
    const fn cache_control(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::Immutable => "public, max-age=31536000, immutable",
            Self::Day => "public, max-age=86400",
            Self::Hour => "public, max-age=3600",
        })
    }
}

/// Something that stays the same for a while.
#[derive(Debug, Clone)]
pub struct Cacheable {
    /// `Content-Type`.
    pub content_type: &'static str,
    /// Changes with the content; letters, digits and hyphens.
    pub tag: String,
    /// How long it may be kept.
    pub freshness: Freshness,
    /// The content.
    pub body: Bytes,
}

impl Cacheable {
    /// The content, or 304 when the client has it: `If-None-Match` compares weakly, so the tag of a
    /// compressed copy counts as well.
    pub fn answer(self, request: &HeaderMap) -> Response {
        let tag = format!("W/\"{}\"", self.tag);
        let known = matches_any(request, &tag);
        let Ok(tag) = HeaderValue::try_from(tag) else {
            return StatusCode::INTERNAL_SERVER_ERROR.into_response();
        };
        let caching = [(header::ETAG, tag), (header::CACHE_CONTROL, self.freshness.cache_control())];
        if known {
            return (StatusCode::NOT_MODIFIED, caching).into_response();
        }
        (caching, [(header::CONTENT_TYPE, self.content_type)], self.body).into_response()
    }
}

fn matches_any(request: &HeaderMap, tag: &str) -> bool {
    let opaque = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    let wanted = opaque(tag);
    let values = request.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).any(|known| known.trim() == "*" || opaque(known) == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked_with(if_none_match: &'static str) -> StatusCode {
        let headers =
            HeaderMap::from_iter([(header::IF_NONE_MATCH, HeaderValue::from_static(if_none_match))]);
        let style = Cacheable {
            content_type: "text/css",
            tag: "abc".to_owned(),
            freshness: Freshness::Immutable,
            body: Bytes::from_static(b"p{}"),
        };
        style.answer(&headers).status()
    }

    #[test]
    fn a_client_that_has_it_is_told_so() {
        for tags in ["\"abc\"", "W/\"abc\"", "\"x\", W/\"abc\"", "*"] {
            assert_eq!(asked_with(tags), StatusCode::NOT_MODIFIED, "{tags}");
        }
        for tags in ["\"abd\"", "abc", ""] {
            assert_eq!(asked_with(tags), StatusCode::OK, "{tags}");
        }
    }
}
