//! Whether a client wants a page or a text.

use http::{HeaderMap, header};

/// Whether the answer should be plain text: for `curl`, and for whoever accepts `text/plain` and not
/// `text/html`. A client that names `text/html` gets HTML, `curl` too.
pub fn prefers_text(headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if accept.contains("text/html") {
        return false;
    }
    let agent = headers.get(header::USER_AGENT).map_or(&b""[..], |value| value.as_bytes());
    accept.contains("text/plain") || agent.starts_with(b"curl/")
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn prefers(agent: &'static str, accept: &'static str) -> bool {
        prefers_text(&HeaderMap::from_iter([
            (header::USER_AGENT, HeaderValue::from_static(agent)),
            (header::ACCEPT, HeaderValue::from_static(accept)),
        ]))
    }

    #[test]
    fn curl_gets_text_and_browsers_get_pages() {
        assert!(prefers("curl/8.14.1", "*/*"));
        assert!(prefers("", "text/plain"));
        assert!(!prefers("curl/8.14.1", "text/html"));
        assert!(!prefers("Mozilla/5.0", "text/html,application/xhtml+xml,*/*;q=0.8"));
        assert!(!prefers("python-requests/2.32", "*/*"));
        assert!(!prefers_text(&HeaderMap::new()));
    }
}
