//! Who a visitor is: nobody but a number.

use std::{fmt, str::FromStr};

use uuid::Uuid;

/// A random, opaque id. It goes to recommendations as `user_id` and appears in no log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct VisitorId(Uuid);

impl VisitorId {
    /// A new visitor, from 122 random bits.
    pub fn random() -> Self {
        Self(Uuid::new_v4())
    }
}

impl fmt::Display for VisitorId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.as_simple().fmt(formatter)
    }
}

impl FromStr for VisitorId {
    type Err = uuid::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}
