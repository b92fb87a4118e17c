//! Book covers, drawn as SVG from title, author and category, and shelves seen from the side.
//!
//! A cover is a pure function of the book: the same book has the same cover in every process and every release
//! that leaves this module alone. Nothing is measured with a font, because the server has none; widths are
//! estimated for a bold book face and leave room for one that is a sixth wider.
//!
//! The drawings use presentation attributes only (a strict content security policy forbids `style`), no ids
//! (several covers share a page) and few bytes: most patterns are one thick, dashed line. Words are escaped.
//! A cover says nothing that the text beside it does not, so it is hidden from assistive technology.

use std::sync::LazyLock;

use shop_catalog::{Book, Category};

mod composition;
mod dice;
mod lettering;
mod palette;
mod patterns;
mod pen;
mod scenes;
mod shelf;

/// Width of a cover in units of its `viewBox`.
pub const WIDTH: i32 = 200;
/// Height of a cover in units of its `viewBox`.
pub const HEIGHT: i32 = 300;

/// The cover of a book as an inline `<svg>`, about one kilobyte.
///
/// Takes some ten microseconds: draw covers once for a catalogue and keep them.
pub fn svg(book: &Book) -> String {
    composition::cover(book)
}

/// A shelf of a category with the spines of its books, as an inline `<svg>` in the category's colours.
pub fn spines(category: Category) -> &'static str {
    static SHELVES: LazyLock<Vec<String>> =
        LazyLock::new(|| Category::ALL.into_iter().map(shelf::spines).collect());
    let position = Category::ALL.into_iter().position(|other| other == category);
    position.map_or("", |position| SHELVES[position].as_str())
}

#[cfg(test)]
mod tests;
