//! What comes of API servers that behave and that do not, at the wire.

mod api;
mod broken_servers;
mod kubeconfigs;
mod objects;
mod snapshots;
mod tls;
