//! The catalogue's search, alone and in process.

use std::hint::black_box;
use std::time::{Duration, Instant};

use shop_catalog::Catalog;

use crate::figure::{Bar, Figure, Unit};

/// Short and long, common and absent, with accents, several words.
const QUERIES: [&str; 9] = [
    "a",
    "the",
    "dune",
    "murder on the orient express",
    "bronte",
    "brontë",
    "science fiction",
    "history of england war",
    "zzzzzz",
];
const REPEATS: usize = 301;

/// The median of the slowest query.
pub(super) fn figure() -> Figure {
    let catalog = Catalog::embedded();
    let slowest = QUERIES.iter().map(|query| (median(catalog, query), *query)).max();
    let (time, query) = slowest.unwrap_or_default();
    let name = format!("search of {} books, slowest query (`{query}`)", catalog.books().len());
    Figure::new(name, time.as_secs_f64() * 1e6, Unit::Microseconds, Bar::only_at_most(200.0))
}

fn median(catalog: &Catalog, query: &str) -> Duration {
    let mut times = Vec::with_capacity(REPEATS);
    for _ in 0..REPEATS {
        let begun = Instant::now();
        black_box(catalog.search(black_box(query)));
        times.push(begun.elapsed());
    }
    times.sort_unstable();
    times[REPEATS / 2]
}
