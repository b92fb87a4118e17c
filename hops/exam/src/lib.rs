//! The exam of the diagnosis: a lab is broken on purpose, and the program says what is wrong with it.
//!
//! A [`Case`] is data: what is set up, what is broken, what `ninehops trace` must name. [`sit`] boots labs, works
//! through the cases and asks the program as anybody would: a process of its own, with the rights of a reader, and
//! without a hint. [`Report`] is what came of it, beside the bars.
//!
//! Nothing here prints: progress is an [`Event`], a failure is an error with a `hint()`.

mod answer;
mod breaking;
mod by_hand;
mod case;
mod cases;
mod cluster;
mod cure;
mod error;
mod event;
mod exam;
mod image;
mod judge;
mod program;
mod reader;
mod report;
mod shown;
mod stage;
mod visitor;

pub use case::{Agent, Break, Case, Cure, Expects, ForeignImage, Group, Shown};
pub use cases::all;
pub use error::ExamError;
pub use event::{Event, Events};
pub use exam::{Options, sit};
pub use report::{Markdown, Report, Row};
