//! Reads a catalogue file and refuses one that is wrong anywhere.
//!
//! The file is UTF-8 text. The first line is [`FORMAT_LINE`], the second one names the columns
//! ([`COLUMNS`]), every further line is a book. Values are parted by tabs; there is no escaping, so no value
//! holds a tab. Subjects are parted by semicolons. `born`, `died`, `year`, `subjects` and `sentence` may be
//! empty; years before the common era are negative.
//!
//! A reader sees every mistake at once: parsing goes on after one, until [`MAX_ERRORS`] are listed and the rest
//! is counted. It never panics, whatever the text.

mod errors;
mod row;

use std::collections::HashMap;
use std::ops::RangeInclusive;

pub use self::errors::{ParseError, ParseErrors, Problem};
use self::row::Row;
use crate::Book;

/// The first line of a file: the format's name and its version.
pub const FORMAT_LINE: &str = "ninehops-catalogue\t1";

/// The columns, in this order.
pub const COLUMNS: [&str; 10] =
    ["id", "title", "author", "born", "died", "category", "year", "price", "subjects", "sentence"];

/// A larger text is refused unread, in bytes.
pub const MAX_BYTES: usize = 16 * 1024 * 1024;

/// The most books that a file may hold.
pub const MAX_BOOKS: usize = 50_000;

/// The most subjects that a book may have.
pub const MAX_SUBJECTS: usize = 12;

/// The longest title, author or subject, in bytes.
pub const MAX_NAME_BYTES: usize = 200;

/// The longest sentence, in bytes.
pub const MAX_SENTENCE_BYTES: usize = 600;

/// Years that are believed.
pub const YEARS: RangeInclusive<i32> = -3000..=2100;

/// The longest life that is believed, in years.
pub const MAX_LIFE_YEARS: i32 = 125;

/// Prices that are believed, in pence.
pub const PRICE_MINOR_UNITS: RangeInclusive<u32> = 1..=100_000;

/// How many mistakes are listed; further ones are only counted.
pub const MAX_ERRORS: usize = 20;

/// The books of a file, in its order.
pub(crate) fn books(text: &str) -> Result<Vec<Book>, ParseErrors> {
    let mut errors = ParseErrors::none();
    if text.len() > MAX_BYTES {
        errors.add(1, "file", Problem::TooLarge { bytes: text.len() });
        return Err(errors);
    }
    let mut lines = text.strip_prefix('\u{feff}').unwrap_or(text).lines().zip(1..);
    check_head(&mut lines, &mut errors);
    // Rows of another format would only repeat that it is another format.
    if !errors.is_empty() {
        return Err(errors);
    }
    let books = read_rows(lines, &mut errors);
    if errors.is_empty() { Ok(books) } else { Err(errors) }
}

fn check_head<'a>(lines: &mut impl Iterator<Item = (&'a str, usize)>, errors: &mut ParseErrors) {
    let format = lines.next().map_or("", |(line, _)| line);
    if format != FORMAT_LINE {
        errors.add(1, "format", Problem::UnknownFormat { found: errors::excerpt(format) });
        return;
    }
    let header = lines.next().map_or("", |(line, _)| line);
    if !header.split('\t').eq(COLUMNS) {
        errors.add(2, "header", Problem::UnknownColumns { found: errors::excerpt(header) });
    }
}

fn read_rows<'a>(lines: impl Iterator<Item = (&'a str, usize)>, errors: &mut ParseErrors) -> Vec<Book> {
    let mut books = Vec::new();
    let mut line_by_id = HashMap::new();
    let mut last_line = 2;
    for (text, line) in lines {
        last_line = line;
        if books.len() == MAX_BOOKS {
            errors.add(line, "file", Problem::TooManyBooks);
            return books;
        }
        let Some(book) = Row::split(text, line, errors).and_then(|mut row| row.book()) else { continue };
        match line_by_id.insert(book.id, line) {
            Some(first_line) => errors.add(line, "id", Problem::RepeatedId { id: book.id.0, first_line }),
            None => books.push(book),
        }
    }
    if books.is_empty() && errors.is_empty() {
        errors.add(last_line, "file", Problem::NoBooks);
    }
    books
}
