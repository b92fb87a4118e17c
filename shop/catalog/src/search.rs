//! An index of folded words over title, author and subjects.
//!
//! All words of all books stand in one sorted list, so that the words that begin with a query's word are one
//! run of it; each word knows the books that hold it and where. A search costs one such run for each word of
//! the query and a sort of what is left.

mod fold;

use std::collections::HashMap;
use std::ops::Range;

use crate::Book;

/// Where in a book a word stands; the smaller, the better the match.
const TITLE: u8 = 0;
const AUTHOR: u8 = 1;
const SUBJECT: u8 = 2;

/// The rank of a book that lacks a word of the query.
const MISSING: u32 = u32::MAX;

/// Finds the positions of books by words.
#[derive(Debug)]
pub(crate) struct SearchIndex {
    /// Sorted; each word once.
    words: Vec<Word>,
    places: Vec<Place>,
    /// By position, for the order of equal matches.
    ids: Vec<u32>,
}

#[derive(Debug)]
struct Word {
    folded: Box<str>,
    places: Range<u32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    position: u32,
    field: u8,
}

impl SearchIndex {
    /// Indexes the books; the answers of [`search`](Self::search) are positions in this slice.
    pub(crate) fn new(books: &[Book]) -> Self {
        let mut places_by_word: HashMap<String, Vec<Place>> = HashMap::new();
        for (book, position) in books.iter().zip(0..) {
            let mut add = |words: Vec<String>, field| {
                for word in words {
                    places_by_word.entry(word).or_default().push(Place { position, field });
                }
            };
            add(fold::words(&book.title), TITLE);
            add(fold::words(&book.author.name), AUTHOR);
            add(fold::joined_initials(&book.author.name), AUTHOR);
            for subject in &book.subjects {
                add(fold::words(subject), SUBJECT);
            }
        }
        let mut index =
            Self { words: Vec::new(), places: Vec::new(), ids: books.iter().map(|book| book.id.0).collect() };
        let mut sorted: Vec<(String, Vec<Place>)> = places_by_word.into_iter().collect();
        sorted.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
        for (word, mut places) in sorted {
            places.sort_unstable();
            places.dedup_by_key(|place| place.position);
            index.push(word, &places);
        }
        index
    }

    fn push(&mut self, word: String, places: &[Place]) {
        let start = length(&self.places);
        self.places.extend_from_slice(places);
        self.words.push(Word { folded: word.into_boxed_str(), places: start..length(&self.places) });
    }

    /// The positions of the books that match every word of `query`, in the order to show them.
    pub(crate) fn search(&self, query: &str) -> Vec<usize> {
        let mut words = fold::words(query);
        words.sort_unstable();
        words.dedup();
        let Some((first, others)) = words.split_first() else { return Vec::new() };
        let mut ranks = self.ranks(first);
        for word in others {
            for (rank, of_word) in ranks.iter_mut().zip(self.ranks(word)) {
                *rank = if of_word == MISSING { MISSING } else { rank.saturating_add(of_word) };
            }
        }
        let mut found: Vec<(u32, u32, usize)> = ranks
            .into_iter()
            .zip(0..)
            .filter(|&(rank, _)| rank != MISSING)
            .map(|(rank, position)| (rank, self.ids[position], position))
            .collect();
        found.sort_unstable();
        found.into_iter().map(|(_, _, position)| position).collect()
    }

    /// For each book how well it matches one word: twice the field, and one more when only the word's
    /// beginning matches.
    fn ranks(&self, word: &str) -> Vec<u32> {
        let mut ranks = vec![MISSING; self.ids.len()];
        let start = self.words.partition_point(|known| &*known.folded < word);
        let matching = self.words[start..].iter().take_while(|known| known.folded.starts_with(word));
        for known in matching {
            let only_beginning = u32::from(known.folded.len() > word.len());
            for place in &self.places[known.places.start as usize..known.places.end as usize] {
                let rank = &mut ranks[place.position as usize];
                *rank = (*rank).min(u32::from(place.field) * 2 + only_beginning);
            }
        }
        ranks
    }
}

/// The parser's limits on books and on the length of a name keep this far below `u32::MAX`.
fn length(places: &[Place]) -> u32 {
    u32::try_from(places.len()).unwrap_or(u32::MAX)
}
