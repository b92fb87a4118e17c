//! What an exam says while it is held.

use std::time::Duration;

use crate::report::Row;

/// One thing that happened.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Event {
    /// A lab is booted.
    Booting {
        /// Its nodes, the control plane among them.
        nodes: usize,
    },
    /// It is up, with the shop on it.
    Ready {
        /// How long that took.
        took: Duration,
    },
    /// A case begins.
    Began {
        /// Which of how many, from 1.
        number: usize,
        /// How many there are.
        of: usize,
        /// Its name.
        case: String,
    },
    /// What is done at the moment.
    Doing(&'static str),
    /// What came of a case.
    Done(Row),
    /// Something to know that is no failure, as one sentence.
    Note(String),
}

/// Receives what happens, in order; it must not block.
pub type Events<'a> = dyn Fn(Event) + Send + Sync + 'a;
