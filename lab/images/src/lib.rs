//! The shop and the agent as OCI images: static binaries, reproducible, with a bill of materials.
//!
//! [`build`] compiles the programs of a checkout for this machine's processor, linked statically, and packs each as an
//! image that holds the program and nothing else: no shell, no passwd file, no root. Equal sources and compilers give
//! equal bytes, wherever the checkout and Cargo's home are.

mod build;
mod cargo;
mod checkout;
mod error;
mod materials;
mod pack;
mod person;
mod recipe;

pub use build::{BuiltImage, Event, Events, Options, build};
pub use error::ImagesError;
