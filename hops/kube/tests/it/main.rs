//! What comes of API servers that behave and that do not, at the wire.

#![expect(clippy::unwrap_used, reason = "a test that cannot set its scene has failed")]

mod api;
mod broken_servers;
mod kubeconfigs;
mod objects;
mod snapshots;
mod tls;
