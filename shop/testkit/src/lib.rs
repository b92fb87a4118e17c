//! Wire-level fakes for tests: a DNS server, a fault proxy and a recommendations peer.
//!
//! Each fake listens on a real loopback socket, so what is tested is the code that runs in production,
//! down to its system calls. A fake owns its tasks: dropping it closes its sockets and connections.
//! Ports come from the kernel and stay reserved while a fake is stopped, so no test can take another's.
//!
//! Nothing here simulates time or packet loss below TCP; for those use a paused clock or the lab.

mod dns;
mod frames;
mod owned;
mod peer;
mod proxy;
mod reserved;

pub use dns::DnsServer;
pub use peer::RecommendationsPeer;
pub use proxy::{Fault, FaultProxy};
pub use reserved::ReservedAddress;
