//! How numbers read.

use std::fmt;
use std::time::Duration;

use shop_catalog::Author;

/// An author's years, as a printed catalogue gives them: `1894–1961`, `born 1951`, `died 1616`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct LifeSpan {
    born: Option<i32>,
    died: Option<i32>,
}

impl LifeSpan {
    pub(crate) fn of(author: &Author) -> Option<Self> {
        (author.born.is_some() || author.died.is_some())
            .then_some(Self { born: author.born, died: author.died })
    }
}

impl fmt::Display for LifeSpan {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.born, self.died) {
            (Some(born), Some(died)) if born < 0 && died < 0 => write!(formatter, "{}–{} BC", -born, -died),
            (Some(born), Some(died)) => write!(formatter, "{}–{}", Year(born), Year(died)),
            (Some(born), None) => write!(formatter, "born {}", Year(born)),
            (None, Some(died)) => write!(formatter, "died {}", Year(died)),
            (None, None) => Ok(()),
        }
    }
}

/// A year of the common era, or before it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Year(pub(crate) i32);

impl fmt::Display for Year {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 < 0 { write!(formatter, "{} BC", -self.0) } else { write!(formatter, "{}", self.0) }
    }
}

/// A duration with as many digits as matter: `0.04 ms`, `1.8 ms`, `250 ms`, `2.3 s`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Milliseconds(pub(crate) Duration);

impl Milliseconds {
    /// Takes a reference, as templates pass it.
    pub(crate) fn of(duration: &Duration) -> Self {
        Self(*duration)
    }
}

impl fmt::Display for Milliseconds {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 >= Duration::from_secs(1) {
            return write!(formatter, "{:.1} s", self.0.as_secs_f64());
        }
        let milliseconds = self.0.as_secs_f64() * 1e3;
        let digits = match milliseconds {
            ..1.0 => 2,
            1.0..100.0 => 1,
            _ => 0,
        };
        write!(formatter, "{milliseconds:.digits$} ms")
    }
}

/// How long something has been so, in its two largest units: `3 d 4 h`, `12 min 5 s`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Span(pub(crate) Duration);

impl Span {
    /// Takes a reference, as templates pass it.
    pub(crate) fn of(duration: &Duration) -> Self {
        Self(*duration)
    }
}

impl fmt::Display for Span {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.0.as_secs();
        match seconds {
            0..60 => write!(formatter, "{seconds} s"),
            60..3_600 => write!(formatter, "{} min {} s", seconds / 60, seconds % 60),
            3_600..86_400 => write!(formatter, "{} h {} min", seconds / 3_600, seconds % 3_600 / 60),
            _ => write!(formatter, "{} d {} h", seconds / 86_400, seconds % 86_400 / 3_600),
        }
    }
}
