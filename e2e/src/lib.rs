//! Whole-system tests in a real browser: this crate is their harness, `tests/it` holds the tests.
//!
//! A [`Shop`] is a `ninehops up` process on free ports with a fresh data directory; a [`Browser`] is Chromium
//! under Debian's chromedriver. Neither is mocked, so each test costs seconds: only what needs a browser to be
//! seen belongs here.
//!
//! The tests are ignored unless asked for, because a machine without Chromium must still be able to prove the
//! rest. They need `cargo build -p ninehops` first; `.ci/run` does all of it.

mod artifacts;
mod axe;
mod browser;
mod media;
mod page;
mod process;
mod shop;
mod validator;

pub use artifacts::artifacts;
pub use axe::Axe;
pub use browser::{Browser, Scripts};
pub use media::{Motion, Scheme};
pub use page::{PAGES, PAGES_WHILE_AWAY, Page, Reach};
pub use shop::Shop;
pub use validator::Validator;
