//! One GET over plain HTTP/1.1.

use std::net::SocketAddr;
use std::time::Duration;

use crate::Failure;

/// Whom to ask for what.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct HttpTarget {
    /// Where the connection goes.
    pub address: SocketAddr,
    /// For the `Host` header.
    pub host: String,
    /// Path and query, beginning with `/`.
    pub path: String,
}

/// An answer.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Page {
    /// Of the response.
    pub status: u16,
    /// `X-Marketplace-Source`: where the storefront had its recommendations from.
    pub source: Option<String>,
    /// Bytes of the body that were read.
    pub bytes: usize,
    /// Until the connection was open.
    pub connect: Duration,
    /// Until the head of the answer was there, from the beginning.
    pub first_byte: Duration,
    /// Until the whole answer was there.
    pub took: Duration,
}

/// Asks and reads the whole answer.
///
/// # Errors
/// When there is no whole answer within `limit`, or it is not HTTP. A status is never an error here.
pub async fn get(target: &HttpTarget, limit: Duration) -> Result<Page, Failure> {
    unimplemented!("{target:?} {limit:?}")
}

impl Page {
    /// Itself, unless the status is a 5xx.
    ///
    /// # Errors
    /// [`FailureKind::ServerError`](crate::FailureKind::ServerError).
    pub fn accepted(self) -> Result<Self, Failure> {
        unimplemented!()
    }
}
