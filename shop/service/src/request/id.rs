use std::fmt;
use std::time::{SystemTime, UNIX_EPOCH};

use http::{HeaderMap, HeaderName, HeaderValue};

/// Carries a [`RequestId`] in and out.
pub const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The longest id that is taken from a caller.
const MAX_LENGTH: usize = 64;

/// Names one request in log lines, error pages and calls to other services.
///
/// It holds 1 to 64 of `A-Z a-z 0-9 _ -`, and so needs no escaping anywhere.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RequestId(HeaderValue);

impl RequestId {
    /// The caller's id if it sent a usable one, else a new one.
    pub fn of(headers: &HeaderMap) -> Self {
        match headers.get(X_REQUEST_ID) {
            Some(id) if is_usable(id.as_bytes()) => Self(id.clone()),
            _ => Self::mint(),
        }
    }

    /// A new id: a UUID version 7 (RFC 9562), which sorts by time. It is unique, not secret.
    #[expect(clippy::missing_panics_doc, reason = "the expectation cannot fail")]
    pub fn mint() -> Self {
        let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let milliseconds = u64::try_from(since_epoch.as_millis()).unwrap_or(u64::MAX);
        let mut random = [0; 10];
        fastrand::fill(&mut random);
        let id = uuid::Builder::from_unix_timestamp_millis(milliseconds, &random).into_uuid();
        let mut buffer = uuid::Uuid::encode_buffer();
        let text = id.hyphenated().encode_lower(&mut buffer);
        Self(HeaderValue::from_str(text).expect("hexadecimal digits and hyphens are valid in a header"))
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        // Only visible ASCII is accepted or minted.
        self.0.to_str().unwrap_or_default()
    }

    /// The id as the value of [`X_REQUEST_ID`].
    pub fn to_header(&self) -> HeaderValue {
        self.0.clone()
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

fn is_usable(id: &[u8]) -> bool {
    let is_allowed = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    (1..=MAX_LENGTH).contains(&id.len()) && id.iter().all(is_allowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id_for(sent: &str) -> RequestId {
        let value = HeaderValue::from_bytes(sent.as_bytes()).unwrap();
        RequestId::of(&HeaderMap::from_iter([(X_REQUEST_ID, value)]))
    }

    #[test]
    fn a_usable_id_is_kept() {
        let longest = "x".repeat(64);
        for sent in ["a", "trace_7-B", &longest] {
            assert_eq!(id_for(sent).as_str(), sent);
        }
    }

    #[test]
    fn an_id_that_could_do_harm_is_replaced() {
        let too_long = "x".repeat(65);
        for sent in ["", "a b", "<script>", "a\"b", "ä", &too_long] {
            assert_ne!(id_for(sent).as_str(), sent);
        }
    }

    #[test]
    fn a_minted_id_is_a_uuid_of_version_7_and_unlike_the_next() {
        let id = RequestId::mint();
        let uuid: uuid::Uuid = id.as_str().parse().unwrap();
        assert_eq!(uuid.get_version_num(), 7);
        assert_ne!(id, RequestId::mint());
    }
}
