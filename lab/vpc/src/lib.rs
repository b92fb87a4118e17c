//! The router between the nodes: routes, security groups, the source/destination check.
//!
//! As in a VPC, nodes share a subnet but no wire. Each has a link of its own to a [`Router`], which answers for every
//! other address (proxy ARP) and forwards what the [`Firewall`] admits; the [`host`] is the Internet beyond its
//! gateway. Links, addresses and routes go through netlink; rules are text for `nft`.

mod error;
mod firewall;
pub mod host;
pub mod kernel;
mod link;
mod parameter;
mod router;

pub use error::NetworkError;
pub use firewall::Firewall;
pub use router::Router;
