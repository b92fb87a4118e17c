//! The fakes themselves: a fake that lies makes every test that uses it worthless.

#![expect(clippy::unwrap_used, reason = "a test that cannot set its scene has failed")]

mod dns;
mod peer;
mod proxy;
