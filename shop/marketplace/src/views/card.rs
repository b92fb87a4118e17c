//! A book in a list, and why it is there.

use std::fmt;

use shop_catalog::{Book, Category};

/// A book as lists show it: cover, title, author, price, and the reason when there is one.
#[derive(Debug, Clone, Copy)]
pub struct Card<'a> {
    /// The book.
    pub book: &'a Book,
    /// Its cover as inline SVG, from [`crate::covers::svg`].
    pub cover: &'a str,
    /// Why it is recommended.
    pub reason: Option<Reason<'a>>,
}

/// Why a book is recommended, as `Display` says it to the visitor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason<'a> {
    /// The visitor looked at the book with this title.
    BecauseYouViewed(&'a str),
    /// By the author with this name, whose book the visitor looks at.
    SameAuthor(&'a str),
    /// About this subject.
    SameSubject(&'a str),
    /// From the same shelf as the book in question.
    SameCategory(Category),
    /// Popular among the books of this shelf.
    PopularInCategory(Category),
    /// Popular in the whole shop.
    Popular,
    /// New in the shop.
    Newest,
}

impl fmt::Display for Reason<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BecauseYouViewed(title) => write!(formatter, "Because you viewed {title}"),
            Self::SameAuthor(name) => write!(formatter, "Also by {name}"),
            Self::SameSubject(subject) => write!(formatter, "Also about: {subject}"),
            Self::SameCategory(category) => write!(formatter, "Also in {}", category.title()),
            Self::PopularInCategory(category) => write!(formatter, "Popular in {}", category.title()),
            Self::Popular => formatter.write_str("Popular with our readers"),
            Self::Newest => formatter.write_str("New on the shelf"),
        }
    }
}
