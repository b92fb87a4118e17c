//! The cart: books and copies, small enough for a cookie.
//!
//! Prices are not in it. A line whose book has left the catalogue is kept out of sight and of the sum.

use shop_catalog::{Book, BookId, Catalog};

/// The most different books in a cart.
pub const MOST_LINES: usize = 40;

/// The most copies of one book.
pub const MOST_COPIES: u32 = 9;

/// A cart in the order in which books were added.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cart(Vec<Line>);

/// Copies of one book.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// The book.
    pub book: BookId,
    /// From 1 to [`MOST_COPIES`].
    pub copies: u32,
}

/// The cart holds [`MOST_LINES`] other books already.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the cart holds `{MOST_LINES}` different books and takes no other")]
pub struct Full;

impl Cart {
    /// Adds copies; more than [`MOST_COPIES`] are taken as that many.
    ///
    /// # Errors
    ///
    /// [`Full`] when it would be a line too many.
    pub fn add(&mut self, book: BookId, copies: u32) -> Result<(), Full> {
        let present = self.0.iter().find(|line| line.book == book).map_or(0, |line| line.copies);
        if present == 0 && self.0.len() >= MOST_LINES {
            return Err(Full);
        }
        self.set(book, present.saturating_add(copies));
        Ok(())
    }

    /// Sets the copies of a book; 0 removes it. A book that is not there is added at the end if there is room.
    pub fn set(&mut self, book: BookId, copies: u32) {
        let copies = copies.min(MOST_COPIES);
        if copies == 0 {
            self.remove(book);
        } else if let Some(line) = self.0.iter_mut().find(|line| line.book == book) {
            line.copies = copies;
        } else if self.0.len() < MOST_LINES {
            self.0.push(Line { book, copies });
        }
    }

    /// Takes a book out.
    pub fn remove(&mut self, book: BookId) {
        self.0.retain(|line| line.book != book);
    }

    /// Copies of all books.
    pub fn copies(&self) -> u32 {
        self.0.iter().map(|line| line.copies).sum()
    }

    /// The lines whose books the catalogue holds.
    pub fn lines<'c>(&self, catalog: &'c Catalog) -> impl Iterator<Item = (&'c Book, u32)> {
        self.0.iter().filter_map(|line| Some((catalog.book(line.book)?, line.copies)))
    }

    /// As in the cookie: `1x2.7x1`.
    pub fn encode(&self) -> String {
        self.0.iter().map(|line| format!("{}x{}", line.book, line.copies)).collect::<Vec<_>>().join(".")
    }

    /// Reads what [`Cart::encode`] wrote; what does not read as a line is left out.
    pub fn decode(value: &str) -> Self {
        let mut cart = Self::default();
        for line in value.split('.') {
            if let Some((book, copies)) = line.split_once('x')
                && let (Ok(book), Ok(copies)) = (book.parse(), copies.parse())
            {
                cart.set(BookId(book), copies);
            }
        }
        cart
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn copies_of_one_book_add_up_to_the_most_and_no_further() {
        let mut cart = Cart::default();
        cart.add(BookId(1), 2).unwrap();
        cart.add(BookId(1), 1).unwrap();
        assert_eq!(cart.copies(), 3);
        cart.add(BookId(1), u32::MAX).unwrap();
        assert_eq!(cart.copies(), MOST_COPIES);
    }

    #[test]
    fn a_full_cart_takes_more_copies_but_no_other_book() {
        let mut cart = Cart::default();
        for id in 1..=u32::try_from(MOST_LINES).unwrap() {
            cart.add(BookId(id), 1).unwrap();
        }
        assert_eq!(cart.add(BookId(9_999), 1), Err(Full));
        assert_eq!(cart.add(BookId(1), 1), Ok(()));
    }

    #[test]
    fn zero_copies_take_the_book_out() {
        let mut cart = Cart::default();
        cart.add(BookId(1), 2).unwrap();
        cart.set(BookId(1), 0);
        assert_eq!(cart, Cart::default());
    }

    proptest! {
        #[test]
        fn whatever_was_put_in_comes_back_from_the_cookie(lines in prop::collection::vec((1u32..2_000, 0u32..20), 0..60)) {
            let mut cart = Cart::default();
            for (book, copies) in lines {
                cart.set(BookId(book), copies);
            }
            let encoded = cart.encode();
            prop_assert!(encoded.len() < 1_024, "{} bytes", encoded.len());
            prop_assert_eq!(Cart::decode(&encoded), cart);
        }

        #[test]
        fn no_cookie_makes_a_cart_beyond_its_bounds(value in ".{0,400}") {
            let cart = Cart::decode(&value);
            prop_assert!(cart.0.len() <= MOST_LINES);
            prop_assert!(cart.0.iter().all(|line| (1..=MOST_COPIES).contains(&line.copies)));
        }
    }
}
