//! One call of `grpc.health.v1.Health/Check` over plain HTTP/2.

use std::net::SocketAddr;
use std::time::Duration;

use crate::Failure;

/// What the peer says of itself.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Serving {
    /// SERVING.
    Serving,
    /// `NOT_SERVING`.
    NotServing,
    /// It speaks gRPC and says neither: no such service, or no health service at all.
    Unknown,
}

/// An answer.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Health {
    /// What it says.
    pub serving: Serving,
    /// From the first packet to the end of the answer.
    pub took: Duration,
}

/// Asks whether `service` serves; an empty name asks for the whole server.
///
/// # Errors
/// When there is no answer within `limit`, it is not gRPC, or its status tells of a failure.
pub async fn health(address: SocketAddr, service: &str, limit: Duration) -> Result<Health, Failure> {
    unimplemented!("{address} {service} {limit:?}")
}

impl Health {
    /// Itself, unless it does not serve.
    ///
    /// # Errors
    /// [`FailureKind::NotServing`](crate::FailureKind::NotServing).
    pub fn accepted(self) -> Result<Self, Failure> {
        unimplemented!()
    }
}
