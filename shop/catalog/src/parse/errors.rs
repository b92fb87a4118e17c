//! What can be wrong with a catalogue file, in words.

use std::fmt;

use thiserror::Error;

use super::{
    COLUMNS, FORMAT_LINE, MAX_BOOKS, MAX_BYTES, MAX_ERRORS, MAX_LIFE_YEARS, MAX_SUBJECTS, PRICE_MINOR_UNITS,
    YEARS,
};
use crate::Category;

/// One mistake in a catalogue file.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("line {line}, field `{field}`: {problem}")]
pub struct ParseError {
    /// From 1, as editors count.
    pub line: usize,
    /// A column's name, or `file`, `format`, `header` or `row` where no column is to blame.
    pub field: &'static str,
    /// What is wrong there.
    pub problem: Problem,
}

/// What is wrong with a value.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[expect(missing_docs, reason = "the messages say what the fields hold")]
pub enum Problem {
    #[error("{bytes} bytes are too many; at most {MAX_BYTES} are read")]
    TooLarge { bytes: usize },
    #[error("more than {MAX_BOOKS} books")]
    TooManyBooks,
    #[error("there is no book")]
    NoBooks,
    #[error("`{found}` is not `{}`", spaced(FORMAT_LINE))]
    UnknownFormat { found: String },
    #[error("`{found}` is not `{}`, parted by tabs", COLUMNS.join(" "))]
    UnknownColumns { found: String },
    #[error("there are {found} values, parted by tabs; the header names {}", COLUMNS.len())]
    WrongValueCount { found: usize },
    #[error("it is empty")]
    Empty,
    #[error("it has {bytes} bytes; at most {limit} are shown well")]
    TooLong { bytes: usize, limit: usize },
    #[error("it holds the control character {found:?}")]
    ControlCharacter { found: char },
    #[error("`{found}` is not a whole number")]
    NotANumber { found: String },
    #[error("`{found}` is not between 1 and {}", i32::MAX)]
    IdOutOfRange { found: u32 },
    #[error("`{id}` is already the book of line {first_line}")]
    RepeatedId { id: u32, first_line: usize },
    #[error("`{found}` is not one of {}", known_categories())]
    UnknownCategory { found: String },
    #[error("`{found}` pence are not between {} and {}", PRICE_MINOR_UNITS.start(), PRICE_MINOR_UNITS.end())]
    PriceOutOfRange { found: u32 },
    #[error("`{found}` is not between {} and {}", YEARS.start(), YEARS.end())]
    YearOutOfRange { found: i32 },
    #[error("`{died}` is before the birth in {born}")]
    DiedBeforeBirth { born: i32, died: i32 },
    #[error("`{died}` is more than {MAX_LIFE_YEARS} years after the birth in {born}")]
    LivedTooLong { born: i32, died: i32 },
    #[error("`{year}` is before the author's birth in {born}")]
    PublishedBeforeBirth { born: i32, year: i32 },
    #[error("there are {found} subjects; at most {MAX_SUBJECTS} are kept")]
    TooManySubjects { found: usize },
    #[error("`{subject}` is there twice")]
    RepeatedSubject { subject: String },
}

/// Every mistake in a catalogue file, in the order of its lines.
///
/// Displayed as one line that counts them and one line for each; never more than [`MAX_ERRORS`] of these.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseErrors {
    listed: Vec<ParseError>,
    unlisted_count: usize,
}

impl ParseErrors {
    /// The mistakes, at most [`MAX_ERRORS`] of them.
    pub fn listed(&self) -> &[ParseError] {
        &self.listed
    }

    /// How many there are, with those that are not listed.
    pub fn count(&self) -> usize {
        self.listed.len() + self.unlisted_count
    }

    pub(super) fn none() -> Self {
        Self { listed: Vec::new(), unlisted_count: 0 }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.listed.is_empty()
    }

    pub(super) fn add(&mut self, line: usize, field: &'static str, problem: Problem) {
        if self.listed.len() < MAX_ERRORS {
            self.listed.push(ParseError { line, field, problem });
        } else {
            self.unlisted_count += 1;
        }
    }
}

impl fmt::Display for ParseErrors {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.count() {
            1 => write!(formatter, "the catalogue has a mistake")?,
            count => write!(formatter, "the catalogue has {count} mistakes")?,
        }
        for error in &self.listed {
            write!(formatter, "\n{error}")?;
        }
        match self.unlisted_count {
            0 => Ok(()),
            count => write!(formatter, "\nand {count} more"),
        }
    }
}

impl std::error::Error for ParseErrors {}

/// The beginning of a value, short enough for a message and without characters that would break its line.
pub(super) fn excerpt(value: &str) -> String {
    const CHARS: usize = 100;
    let mut short: String = value.chars().take(CHARS).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if value.chars().nth(CHARS).is_some() {
        short.push('…');
    }
    short
}

fn spaced(line: &str) -> String {
    line.replace('\t', " ")
}

fn known_categories() -> String {
    Category::ALL.map(|category| format!("`{}`", category.slug())).join(", ")
}
