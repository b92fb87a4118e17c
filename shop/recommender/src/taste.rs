//! What a visitor is after: the items that others are compared with.
//!
//! ```text
//! score(x)  = Σ weight(s) · likeness(s, x) / Σ weight(s) over all sources s      in 0 ..= 1
//! weight(s) = 0.9^n · interest(s), where n sources are later than s
//! ```
//!
//! The seeds of a query come first, then the visitor's history, each with the latest one first. Interest is 1
//! for a seed and for an item that was viewed, 1.5 for one put into the cart and 2 for one bought.

use crate::history::Entry;
use crate::item::{Items, Position};
use crate::likeness::Likeness;
use crate::ranking::{Candidate, Origin, PositionSet};

/// What each source counts of the one before it.
const FADING: f32 = 0.9;

/// Sources of likeness, the weightiest question first.
#[derive(Debug)]
pub(crate) struct Taste(Vec<Source>);

#[derive(Clone, Copy, Debug)]
struct Source {
    position: Position,
    weight: f32,
    /// What the items that resemble it are offered as.
    origin: Origin,
}

/// What the sources say about one item.
#[derive(Clone, Copy, Debug)]
struct Sum {
    parts: f32,
    largest_part: f32,
    /// Of the source with the largest part.
    origin: Origin,
}

impl Taste {
    /// Each item counts once, where it is first met.
    pub(crate) fn new(
        item_count: usize,
        seeds: impl Iterator<Item = Position>,
        history: impl Iterator<Item = Entry>,
    ) -> Self {
        let seeds =
            seeds.map(|position| Source { position, weight: 1.0, origin: Origin::LikeNamed(position) });
        let history = history.map(|entry| Source {
            position: entry.position(),
            weight: entry.strongest.interest(),
            origin: Origin::LikeHistory(entry.position()),
        });
        let mut met = PositionSet::new(item_count);
        let mut fading = 1.0;
        let mut sources = Vec::new();
        for source in seeds.chain(history).filter(|source| met.insert(source.position)) {
            sources.push(Source { weight: source.weight * fading, ..source });
            fading *= FADING;
        }
        Self(sources)
    }

    /// The latest item, a seed before one of the history.
    pub(crate) fn latest(&self) -> Option<Position> {
        self.0.first().map(|source| source.position)
    }

    /// What resembles the sources, the best first, equally good ones in the order of the items.
    pub(crate) fn alike(&self, items: &Items, likeness: &Likeness) -> Vec<Candidate> {
        if self.0.is_empty() {
            return Vec::new();
        }
        let nothing = Sum { parts: 0.0, largest_part: 0.0, origin: Origin::Popular };
        let mut sums = vec![nothing; items.len()];
        for source in &self.0 {
            for neighbour in likeness.neighbours(source.position) {
                sums[neighbour.position as Position].add(source.weight * neighbour.likeness, source.origin);
            }
        }
        let total: f32 = self.0.iter().map(|source| source.weight).sum();
        let candidate = |(position, sum): (Position, Sum)| Candidate {
            position,
            score: 1.0 + f64::from(sum.parts / total),
            origin: sum.origin,
        };
        let found = sums.into_iter().enumerate().filter(|(_, sum)| sum.parts > 0.0);
        let mut alike: Vec<Candidate> = found.map(candidate).collect();
        alike.sort_unstable_by(|a, b| b.score.total_cmp(&a.score).then(a.position.cmp(&b.position)));
        alike
    }
}

impl Sum {
    fn add(&mut self, part: f32, origin: Origin) {
        self.parts += part;
        if part > self.largest_part {
            (self.largest_part, self.origin) = (part, origin);
        }
    }
}
