//! Data on stdout.

use std::fmt::Display;
use std::io::Write as _;

use serde::Serialize;

use super::table::USUAL_PAGE;
use crate::failure::Failure;

/// Whether somebody reads on.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Reader {
    Present,
    Gone,
}

/// Prints a text that ends in a line break, or is empty.
pub(super) fn print(text: impl Display) -> Reader {
    // Whoever closed the pipe has read enough, which is no failure.
    match anstream::stdout().write_all(text.to_string().as_bytes()) {
        Ok(()) => Reader::Present,
        Err(_) => Reader::Gone,
    }
}

/// Prints tables, as wide as the terminal.
pub(super) fn print_tables(tables: impl Display) {
    let size = terminal_size::terminal_size_of(std::io::stdout());
    let page = size.map_or(USUAL_PAGE, |(width, _)| usize::from(width.0));
    print(format_args!("{tables:page$}"));
}

/// Prints one JSON document.
///
/// # Errors
/// For maps whose keys are no texts.
pub(super) fn print_json(data: &impl Serialize) -> Result<(), Failure> {
    let text = serde_json::to_string_pretty(data).map_err(Failure::new)?;
    print(text + "\n");
    Ok(())
}
