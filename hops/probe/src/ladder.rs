//! How long a packet may be: an echo server is sent more and more at once.

use std::net::SocketAddr;
use std::time::Duration;

use crate::Failure;

/// How far up the sizes came back.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Ladder {
    /// The largest size that came back; `None` when not even the first did.
    pub passed: Option<usize>,
    /// The first size that did not, and why. Nothing above it was tried.
    pub lost: Option<(usize, Failure)>,
}

/// Sends each of `sizes`, the smallest first, over a connection of its own, and waits `limit` for each to come back
/// whole from an [`echo`](crate::echo) server.
pub async fn largest(address: SocketAddr, sizes: &[usize], limit: Duration) -> Ladder {
    unimplemented!("{address} {sizes:?} {limit:?}")
}

impl Ladder {
    /// In the words of [`Family::PodLarge`](hops_model::Family::PodLarge); `None` when nothing was learned about the way.
    pub fn outcome(&self) -> Option<hops_model::Outcome> {
        unimplemented!()
    }
}
