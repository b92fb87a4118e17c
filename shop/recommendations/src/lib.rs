//! The gRPC server that recommends books.
//!
//! It answers `marketplace.recommendations.v1` and, for the first clients, `Recommendations/Recommend`, from one port.
//! Lists come from the model in `shop-recommender`; events go to the [`store`] before they are acknowledged and from
//! there into the model, at every start again. A second port answers probes and serves metrics.
//!
//! A process that hosts it beside others calls [`serve`] with sockets of its own. This crate writes no HTML, decides
//! no ranking and installs nothing global.

mod catalogue;
pub mod config;
mod grpc;
mod ingest;
mod metrics;
mod server;
mod shelf;
mod shop;
pub mod store;

pub use config::{Config, Limits, SETTINGS};
pub use server::{ServeError, Sockets, serve};
pub use store::{Location, OpenError};
