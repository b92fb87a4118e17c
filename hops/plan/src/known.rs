//! The third truth value.

use std::fmt;

/// What a plan says of one attribute.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Known<T> {
    /// It will be this.
    Value(T),
    /// It will be something: known after apply.
    Unknown,
    /// It is not given.
    Absent,
}

impl<T> Known<T> {
    /// The value, if it is known.
    pub fn value(self) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Unknown | Self::Absent => None,
        }
    }

    /// Whether it is known only after apply.
    pub fn is_unknown(&self) -> bool {
        matches!(self, Self::Unknown)
    }

    /// The same, borrowed.
    pub fn as_ref(&self) -> Known<&T> {
        match self {
            Self::Value(value) => Known::Value(value),
            Self::Unknown => Known::Unknown,
            Self::Absent => Known::Absent,
        }
    }

    /// The value changed, if it is known.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Known<U> {
        match self {
            Self::Value(value) => Known::Value(change(value)),
            Self::Unknown => Known::Unknown,
            Self::Absent => Known::Absent,
        }
    }

    /// What follows from the value, if it is known.
    pub fn and_then<U>(self, next: impl FnOnce(T) -> Known<U>) -> Known<U> {
        match self {
            Self::Value(value) => next(value),
            Self::Unknown => Known::Unknown,
            Self::Absent => Known::Absent,
        }
    }

    /// A default where nothing is given. What is unknown stays so.
    #[must_use]
    pub fn or(self, default: T) -> Self {
        match self {
            Self::Absent => Self::Value(default),
            other => other,
        }
    }
}

impl<T> From<Option<T>> for Known<T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Absent, Self::Value)
    }
}

impl<T: fmt::Display> fmt::Display for Known<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Value(value) => value.fmt(formatter),
            Self::Unknown => formatter.pad("(known after apply)"),
            Self::Absent => formatter.pad("(not given)"),
        }
    }
}
