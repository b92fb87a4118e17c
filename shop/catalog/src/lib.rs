//! The books of the shop: parsing, validation, search and paging, without IO.
//!
//! A [`Catalog`] is made once from text and never changes. One is compiled in ([`Catalog::embedded`]); another
//! may be parsed from a file that the caller has read. Text that is wrong anywhere is refused as a whole, with
//! the line and the field of each mistake ([`ParseErrors`]), so that a caller can keep the catalogue it has.
//!
//! This crate opens no file, knows no clock and holds no state besides the books.

mod book;
mod catalog;
mod category;
mod embedded;
mod money;
pub mod page;
pub mod parse;
mod search;

pub use book::{Author, Book, BookId};
pub use catalog::Catalog;
pub use category::Category;
pub use money::{Currency, Money};
pub use page::Page;
pub use parse::{ParseError, ParseErrors, Problem};
