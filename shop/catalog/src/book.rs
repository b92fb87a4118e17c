//! A book and who wrote it.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{Category, Money};

/// Names one book: greater than zero, at most `i32::MAX` and stable between versions of a catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct BookId(pub u32);

impl fmt::Display for BookId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

/// The person who wrote a book.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Author {
    /// As printed on a cover: given name first.
    pub name: String,
    /// Year of birth; negative before the common era; `None` when it is not known.
    pub born: Option<i32>,
    /// Year of death; `None` for the living and the unknown.
    pub died: Option<i32>,
}

/// All that the shop knows of a book.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Book {
    /// What the rest of the world calls it.
    pub id: BookId,
    /// Never empty.
    pub title: String,
    /// The one author: the shop sells no book by several.
    pub author: Author,
    /// The one shelf that it stands on.
    pub category: Category,
    /// What it is about, the source's first subject first; at most [`MAX_SUBJECTS`](crate::parse::MAX_SUBJECTS).
    pub subjects: Vec<String>,
    /// Year of first publication; `None` when it is not known.
    pub year: Option<i32>,
    /// Never zero.
    pub price: Money,
    /// One sentence about the book; `None` when nobody has written one.
    pub sentence: Option<String>,
}
