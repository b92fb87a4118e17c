//! Which books a visitor may like and why: a model without IO and without a clock.
//!
//! A [`Recommender`] is built from the items of a catalogue and fed with events in the order in which they were
//! stored. Equal items and equal events give equal answers, on every machine and after every restart: there is
//! no randomness, no time and no thread in here, and state is lost with the process. Whoever owns the events
//! replays them.
//!
//! This model, `similarity-1`, knows two things: how much two items resemble each other ([`likeness`]) and how
//! often an item was wanted ([`popularity`]). A model that learns more replaces it behind the same calls.
//!
//! # How a list is made
//! Candidates come in stages, each in a fixed order:
//! 1. what resembles the seeds and the visitor's own history ([`taste`]), the best first;
//! 2. the category asked for, or else that of the latest seed, by popularity;
//! 3. everything, by popularity;
//! 4. what the visitor has already looked at.
//!
//! Seeds and excluded items never come back, nor do items of another category than the one asked for. Of any
//! ten neighbours in a list at most two are by one author, as long as others are left; the ones put off
//! follow as soon as they may. An answer of `limit` items is the beginning of that one list, so a longer limit
//! never changes what a shorter one gave: a page is a slice of it.

mod answer;
mod event;
mod history;
mod item;
pub mod likeness;
pub mod popularity;
mod ranking;
mod recommender;
pub mod taste;

pub use answer::{Answer, Query, Reason, Scored, Strategy};
pub use event::{Event, EventKind};
pub use history::{MAX_HISTORY_ITEMS, MAX_USERS};
pub use item::Item;
pub use recommender::{MODEL_VERSION, Recommender};
