//! The storefront from outside: a real listener, real connections, and peers that fail on command.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by panicking")]

mod api;
mod books_of_strangers;
mod browser;
mod cart;
mod errors;
mod events;
mod faults;
mod files;
mod first_clients;
mod for_you;
mod hops;
mod lifecycle;
mod neighbour;
mod pages;
mod process;
mod replicas;
mod shop;
mod shutdown;
mod telemetry;
mod texts;
