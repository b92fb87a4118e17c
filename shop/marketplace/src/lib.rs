//! The storefront: server-rendered pages that never fail for want of recommendations.
//!
//! The whole catalogue is in this process, so every page has a meaning of its own. Only the lists of recommended books
//! come from elsewhere, by way of the [`ladder`], which cannot fail: live, else stale, else curated, else one sentence.
//! Everything works without scripts; a visitor is remembered in signed [`cookies`] and nowhere else.
//!
//! A process that hosts it beside others calls [`serve`] with sockets of its own. This crate ranks no books, stores
//! nothing and installs nothing global.

pub mod app;
pub mod assets;
pub mod backend;
pub mod caller;
pub mod cart;
pub mod catalogue;
pub mod conditional;
pub mod config;
pub mod cookies;
pub mod covers;
pub mod fingerprint;
pub mod identity;
pub mod ladder;
pub mod metrics;
pub mod middleware;
pub mod negotiation;
pub mod origin;
pub mod outbox;
pub mod page;
pub mod paging;
pub mod percent;
pub mod problem;
pub mod refusal;
pub mod router;
pub mod routes;
pub mod server;
pub mod server_timing;
pub mod stock;
pub mod views;

pub use config::{Config, SETTINGS};
pub use server::{ServeError, Sockets, serve};
