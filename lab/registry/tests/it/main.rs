//! Pushes to a registry of our own at the wire, which can also be a bad one.

mod fake;
mod push;
