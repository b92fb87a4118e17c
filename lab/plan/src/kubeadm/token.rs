//! The secret with which a worker joins.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Six characters that name it, a full stop and sixteen that are secret, of `a-z` and `0-9` (Kubernetes, "Bootstrap
/// token format").
#[derive(Clone, Deserialize, Eq, PartialEq, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct BootstrapToken(String);

/// The text is no bootstrap token; it is not repeated, since it may be a secret.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("not a bootstrap token: 6 and 16 characters of a-z and 0-9 with a full stop between")]
pub struct TokenError;

impl BootstrapToken {
    /// Makes a token of random bytes: five bits of each, 80 of them secret.
    pub fn from_random(bytes: [u8; 22]) -> Self {
        const ALPHABET: [u8; 32] = *b"abcdefghijkmnpqrstuvwxyz23456789";
        let mut text = String::with_capacity(23);
        for (index, byte) in bytes.into_iter().enumerate() {
            if index == 6 {
                text.push('.');
            }
            text.push(char::from(ALPHABET[usize::from(byte % 32)]));
        }
        Self(text)
    }

    /// The token, secret and all.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for BootstrapToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}.…", &self.0[..6])
    }
}

impl FromStr for BootstrapToken {
    type Err = TokenError;

    fn from_str(text: &str) -> Result<Self, TokenError> {
        let allowed = |part: &str, length| {
            part.len() == length
                && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        };
        match text.split_once('.') {
            Some((id, secret)) if allowed(id, 6) && allowed(secret, 16) => Ok(Self(text.to_owned())),
            _ => Err(TokenError),
        }
    }
}

impl TryFrom<String> for BootstrapToken {
    type Error = TokenError;

    fn try_from(text: String) -> Result<Self, TokenError> {
        text.parse()
    }
}

impl From<BootstrapToken> for String {
    fn from(token: BootstrapToken) -> Self {
        token.0
    }
}
