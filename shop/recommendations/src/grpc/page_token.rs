//! Page tokens: opaque to clients, bound to the request that they continue, and never believed.
//!
//! A token holds a version, a fingerprint of everything that shapes the list (method, every field of the request
//! but the paging ones, version of the catalogue) and the offset of the next page. It is no secret and carries no
//! signature: whoever makes one up reads only what the same request shows page by page, since the offset is
//! bounded. The page size may change from page to page, as [AIP-158] has it.
//!
//! [AIP-158]: https://google.aip.dev/158

use std::fmt;

use shop_api::status::FieldViolation;

/// Offsets beyond this are refused, so that no request makes the model rank for nothing.
pub(crate) const MAX_OFFSET: usize = 10_000;

const VERSION: &str = "1";
const LENGTH: usize = VERSION.len() + FINGERPRINT_LENGTH + OFFSET_LENGTH;
const FINGERPRINT_LENGTH: usize = 16;
const OFFSET_LENGTH: usize = 8;

/// Says that two requests page through the same list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Fingerprint(u64);

/// Where a list goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PageToken {
    fingerprint: Fingerprint,
    offset: usize,
}

impl Fingerprint {
    /// Of a method, a version of the catalogue and a request whose paging fields are cleared.
    ///
    /// FNV-1a, because replicas of different builds must agree; `std`'s hasher may differ between them.
    pub(crate) fn of(method: &str, catalog_version: &str, request: &impl prost::Message) -> Self {
        let request = request.encode_to_vec();
        let parts = [method.as_bytes(), catalog_version.as_bytes(), request.as_slice()];
        Self(parts.into_iter().fold(0xcbf2_9ce4_8422_2325, |hash, part| {
            let length = u64::try_from(part.len()).unwrap_or(u64::MAX).to_le_bytes();
            length
                .iter()
                .chain(part)
                .fold(hash, |hash: u64, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3))
        }))
    }
}

impl PageToken {
    /// The token that goes on at `offset`; `None` behind the last offset that would be accepted.
    pub(crate) fn next(fingerprint: Fingerprint, offset: usize) -> Option<Self> {
        (offset <= MAX_OFFSET).then_some(Self { fingerprint, offset })
    }

    /// The offset that a client's token stands for; 0 without one.
    ///
    /// # Errors
    /// A token that is malformed, too far, or of another request or catalogue.
    pub(crate) fn offset_in(token: &str, fingerprint: Fingerprint) -> Result<usize, FieldViolation> {
        if token.is_empty() {
            return Ok(0);
        }
        let refused = |why| Err(FieldViolation::new("page_token", why));
        match Self::parse(token) {
            Some(token) if token.fingerprint != fingerprint => {
                refused("belongs to another request or to an older catalogue; begin again without it")
            }
            Some(token) => Ok(token.offset),
            None => refused("must be taken from an earlier answer as it is"),
        }
    }

    fn parse(token: &str) -> Option<Self> {
        let digits = token.strip_prefix(VERSION)?;
        let is_digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        if token.len() != LENGTH || !digits.bytes().all(is_digit) {
            return None;
        }
        let (fingerprint, offset) = digits.split_at(FINGERPRINT_LENGTH);
        let fingerprint = Fingerprint(u64::from_str_radix(fingerprint, 16).ok()?);
        let offset = usize::from_str_radix(offset, 16).ok()?;
        Self::next(fingerprint, offset)
    }
}

impl fmt::Display for PageToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{VERSION}{:016x}{:08x}", self.fingerprint.0, self.offset)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use shop_api::v1::ListBooksRequest;

    use super::*;

    fn fingerprint(category: i32) -> Fingerprint {
        Fingerprint::of("ListBooks", "v", &ListBooksRequest { category, ..ListBooksRequest::default() })
    }

    proptest! {
        #[test]
        fn a_token_leads_back_to_its_offset(offset in 0..=MAX_OFFSET, category in 0..14) {
            let token = PageToken::next(fingerprint(category), offset).unwrap().to_string();
            prop_assert_eq!(PageToken::offset_in(&token, fingerprint(category)), Ok(offset));
        }

        #[test]
        fn a_token_of_another_request_is_refused(offset in 0..=MAX_OFFSET, category in 1..14) {
            let token = PageToken::next(fingerprint(0), offset).unwrap().to_string();
            let violation = PageToken::offset_in(&token, fingerprint(category)).unwrap_err();
            prop_assert_eq!(violation.field, "page_token");
        }

        #[test]
        fn a_made_up_token_never_panics_and_never_reaches_far(token in ".{0,40}") {
            if let Ok(offset) = PageToken::offset_in(&token, fingerprint(0)) {
                prop_assert!(offset <= MAX_OFFSET);
            }
        }

        #[test]
        fn a_token_that_looks_right_never_reaches_far(token in "1[0-9a-f]{24}") {
            if let Some(token) = PageToken::parse(&token) {
                prop_assert!(token.offset <= MAX_OFFSET);
            }
        }
    }

    #[test]
    fn the_catalogue_and_the_method_are_part_of_the_fingerprint() {
        let request = ListBooksRequest::default();
        let fingerprint = Fingerprint::of("ListBooks", "v", &request);
        assert_ne!(fingerprint, Fingerprint::of("ListBooks", "w", &request));
        assert_ne!(fingerprint, Fingerprint::of("SearchBooks", "v", &request));
        assert_ne!(fingerprint, Fingerprint::of("ListBooksv", "", &request));
    }

    #[test]
    fn a_sign_is_no_digit() {
        assert_eq!(PageToken::parse("1+00000000000000000000000"), None);
        assert_eq!(PageToken::next(fingerprint(0), MAX_OFFSET + 1), None);
    }
}
