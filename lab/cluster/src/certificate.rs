//! The public key of a certificate, as kubeadm pins it.
//!
//! X.509 is read as far as the key and no further (RFC 5280, section 4.1; X.690 for the encoding).

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

const SEQUENCE: u8 = 0x30;
/// `[0] EXPLICIT Version`, absent in version 1.
const VERSION: u8 = 0xa0;
/// Serial number, signature algorithm, issuer, validity and subject stand before the key.
const FIELDS_BEFORE_KEY: usize = 5;

/// `sha256:` and the hexadecimal SHA-256 of the `SubjectPublicKeyInfo` of the first certificate in a PEM text
/// (RFC 7469, section 2.4, with other digits). `None` if there is none.
pub(crate) fn public_key_pin(pem: &str) -> Option<String> {
    let (_, rest) = pem.split_once("-----BEGIN CERTIFICATE-----")?;
    let (body, _) = rest.split_once("-----END CERTIFICATE-----")?;
    let body: String = body.split_ascii_whitespace().collect();
    let certificate = STANDARD.decode(body).ok()?;
    let key = subject_public_key_info(&certificate)?;
    Some(format!("sha256:{}", hexadecimal(&Sha256::digest(key))))
}

/// Lower-case digits.
pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut digits, byte| {
        write!(digits, "{byte:02x}").expect("a string takes everything");
        digits
    })
}

fn subject_public_key_info(certificate: &[u8]) -> Option<&[u8]> {
    let certificate = Element::first(certificate, Some(SEQUENCE))?;
    let mut rest = Element::first(certificate.contents, Some(SEQUENCE))?.contents;
    if rest.first() == Some(&VERSION) {
        rest = Element::first(rest, Some(VERSION))?.after;
    }
    for _ in 0..FIELDS_BEFORE_KEY {
        rest = Element::first(rest, None)?.after;
    }
    Some(Element::first(rest, Some(SEQUENCE))?.whole)
}

/// One tag, length and contents.
struct Element<'a> {
    whole: &'a [u8],
    contents: &'a [u8],
    after: &'a [u8],
}

impl<'a> Element<'a> {
    fn first(bytes: &'a [u8], tag: Option<u8>) -> Option<Self> {
        let (&found, &length) = (bytes.first()?, bytes.get(1)?);
        if tag.is_some_and(|tag| tag != found) {
            return None;
        }
        // Below 128 it is the length itself; above, the number of bytes that hold it.
        let (begin, length) = if length < 0x80 {
            (2, usize::from(length))
        } else {
            let bytes_of_length = bytes.get(2..2 + usize::from(length & 0x7f)).filter(|it| it.len() <= 4)?;
            let length = bytes_of_length.iter().fold(0, |sum, byte| sum << 8 | usize::from(*byte));
            (2 + bytes_of_length.len(), length)
        };
        let end = begin.checked_add(length)?;
        Some(Self { whole: bytes.get(..end)?, contents: bytes.get(begin..end)?, after: bytes.get(end..)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Made, and its key's hash taken, with OpenSSL.
    const CERTIFICATE: &str = "\
-----BEGIN CERTIFICATE-----
MIIBfjCCASWgAwIBAgIUcFid6oBmYf+nn3bqMzDuAAHYMIYwCgYIKoZIzj0EAwIw
FTETMBEGA1UEAwwKa3ViZXJuZXRlczAeFw0yNjExMjQwNzUzMDJaFw0zNjExMjEw
NzUzMDJaMBUxEzARBgNVBAMMCmt1YmVybmV0ZXMwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAAS9SgGkBBigcLgXeW0zGSVVt5sCDWj3S7P2EZCWIBoYq5lrOKNp0kvB
t8Ygm/Ax1stiD+m6RD1XUjOaQjUlZjJwo1MwUTAdBgNVHQ4EFgQUAZXWPSVAjki5
fmb0azkSRzWkiSgwHwYDVR0jBBgwFoAUAZXWPSVAjki5fmb0azkSRzWkiSgwDwYD
VR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNHADBEAiAdl26lWcBGRcz7Umgy+yc7
O8DGLNtlLJrdHGmUJOHZoQIgQIKH9bNZBNvGEpdoUOBYKsEQGFD1FCPf83gzOMMQ
8Fw=
-----END CERTIFICATE-----
";

    #[test]
    fn the_pin_is_that_of_openssl() {
        assert_eq!(
            public_key_pin(CERTIFICATE).unwrap(),
            "sha256:32673d8f61bbfcdc30bd4adbd47ede24b152efb36ecf20ef49a6393af0efc169"
        );
    }

    #[test]
    fn a_certificate_that_is_cut_off_anywhere_has_no_pin() {
        let body: String = CERTIFICATE.lines().filter(|line| !line.starts_with('-')).collect();
        let bytes = STANDARD.decode(body).unwrap();
        for length in 0..bytes.len() {
            assert_eq!(subject_public_key_info(&bytes[..length]), None, "{length} bytes");
        }
        assert!(subject_public_key_info(&bytes).is_some());
        assert_eq!(public_key_pin("no certificate"), None);
    }
}
