//! The catalogue: books by position, by id and by category.

use std::collections::HashMap;
use std::sync::Arc;

use crate::search::SearchIndex;
use crate::{Book, BookId, Category, ParseErrors, embedded, parse};

/// Every book of the shop. Immutable; share it behind an [`Arc`].
#[derive(Debug)]
pub struct Catalog {
    version: String,
    books: Vec<Book>,
    position_by_id: HashMap<BookId, usize>,
    positions_by_category: [Vec<usize>; Category::ALL.len()],
    search_index: SearchIndex,
}

impl Catalog {
    /// The catalogue that is compiled in. Parsed on first use, in about ten milliseconds.
    pub fn embedded() -> &'static Arc<Self> {
        embedded::catalog()
    }

    /// Reads the text of a catalogue file, whose format [`parse`](crate::parse) describes.
    ///
    /// # Errors
    /// All that is wrong with the text, up to [`parse::MAX_ERRORS`].
    pub fn parse(text: &str) -> Result<Self, ParseErrors> {
        Ok(Self::new(parse::books(text)?, content_hash(text)))
    }

    fn new(books: Vec<Book>, version: String) -> Self {
        let mut positions_by_category = [const { Vec::new() }; Category::ALL.len()];
        for (position, book) in books.iter().enumerate() {
            positions_by_category[shelf(book.category)].push(position);
        }
        let position_by_id = books.iter().enumerate().map(|(position, book)| (book.id, position)).collect();
        let search_index = SearchIndex::new(&books);
        Self { version, books, position_by_id, positions_by_category, search_index }
    }

    /// Names the content: equal for equal text. 16 hexadecimal digits.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Every book, in the order of the file. Never empty.
    pub fn books(&self) -> &[Book] {
        &self.books
    }

    /// The book of this id.
    pub fn book(&self, id: BookId) -> Option<&Book> {
        self.position_by_id.get(&id).map(|&position| &self.books[position])
    }

    /// The books of one category, in the order of the file.
    pub fn in_category(
        &self,
        category: Category,
    ) -> impl DoubleEndedIterator<Item = &Book> + ExactSizeIterator + Clone {
        self.positions_by_category[shelf(category)].iter().map(|&position| &self.books[position])
    }

    /// Every category that holds a book and how many it holds, by number.
    pub fn categories(&self) -> impl Iterator<Item = (Category, usize)> + Clone {
        let counted = Category::ALL
            .into_iter()
            .map(|category| (category, self.positions_by_category[shelf(category)].len()));
        counted.filter(|&(_, count)| count > 0)
    }

    /// Every book whose title, author or subjects hold each word of `query`, the best match first.
    ///
    /// Case and accents do not matter, and the last letters of a word may be missing. A word in the title
    /// counts more than one in the author's name and that more than one in a subject; within each, a whole
    /// word counts more than a beginning. Equal matches are ordered by id. A query without a letter or a digit
    /// finds nothing.
    pub fn search(&self, query: &str) -> Vec<&Book> {
        self.search_index.search(query).into_iter().map(|position| &self.books[position]).collect()
    }
}

/// Index of a category in arrays that have one element for each.
fn shelf(category: Category) -> usize {
    Category::ALL.iter().position(|&known| known == category).unwrap_or_default()
}

/// FNV-1a with 64 bits: it tells versions apart and promises nothing against somebody who wants them equal.
fn content_hash(text: &str) -> String {
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("{hash:016x}")
}
