//! How much two items resemble each other, from what is written about them.
//!
//! ```text
//! likeness(a, b) = 0.35 · [same author] + 0.15 · [same category] + 0.5 · cosine(a, b)      in 0 ..= 1
//! cosine(a, b)   = Σ rarity(s)² over shared subjects / (norm(a) · norm(b))
//! norm(a)        = √ Σ rarity(s)² over the subjects of a
//! rarity(s)      = ln(1 + items / items with s)
//! ```
//!
//! Two items that share neither author nor subject do not count as alike: a shelf alone is no resemblance.
//! Each item keeps its [`MAX_NEIGHBOURS`] most alike ones, computed once.

use std::collections::HashMap;

use crate::item::{Items, Position};

/// What the same author adds to a likeness.
pub const AUTHOR_WEIGHT: f32 = 0.35;
/// What the same category adds to a likeness.
pub const CATEGORY_WEIGHT: f32 = 0.15;
/// What wholly equal subjects add to a likeness.
pub const SUBJECTS_WEIGHT: f32 = 0.5;
/// How many neighbours an item keeps.
pub const MAX_NEIGHBOURS: usize = 64;

/// An item that resembles another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Neighbour {
    pub(crate) position: u32,
    pub(crate) likeness: f32,
}

/// The neighbours of every item.
#[derive(Debug)]
pub(crate) struct Likeness {
    neighbours: Vec<Box<[Neighbour]>>,
    rarity_by_subject: Vec<f32>,
}

impl Likeness {
    pub(crate) fn new(items: &Items) -> Self {
        let relations = Relations::new(items);
        let mut cosines = vec![0.0; items.len()];
        let neighbours =
            (0..items.len()).map(|position| relations.neighbours(position, &mut cosines)).collect();
        Self { neighbours, rarity_by_subject: relations.rarity_by_subject }
    }

    /// The most alike first, equally alike ones in the order of the items.
    pub(crate) fn neighbours(&self, position: Position) -> &[Neighbour] {
        &self.neighbours[position]
    }

    /// The subject that says most about what two items have in common.
    pub(crate) fn rarest_shared_subject(&self, items: &Items, a: Position, b: Position) -> Option<u32> {
        let others = items.subjects(b);
        let shared =
            items.subjects(a).iter().copied().filter(|subject| others.binary_search(subject).is_ok());
        shared.max_by(|&a, &b| self.rarity(a).total_cmp(&self.rarity(b)).then(b.cmp(&a)))
    }

    fn rarity(&self, subject: u32) -> f32 {
        self.rarity_by_subject[subject as usize]
    }
}

/// Who shares what with whom; needed only while the neighbours are computed.
struct Relations<'a> {
    items: &'a Items,
    positions_by_author: HashMap<u32, Vec<Position>>,
    positions_by_subject: Vec<Vec<Position>>,
    rarity_by_subject: Vec<f32>,
    norms: Vec<f32>,
}

impl<'a> Relations<'a> {
    fn new(items: &'a Items) -> Self {
        let mut positions_by_author: HashMap<u32, Vec<Position>> = HashMap::new();
        let mut positions_by_subject = vec![Vec::new(); items.subject_count()];
        for position in 0..items.len() {
            positions_by_author.entry(items.author(position)).or_default().push(position);
            for &subject in items.subjects(position) {
                positions_by_subject[subject as usize].push(position);
            }
        }
        let rarity = |with_subject: &Vec<Position>| (items.len() as f32 / with_subject.len() as f32).ln_1p();
        let rarity_by_subject: Vec<f32> = positions_by_subject.iter().map(rarity).collect();
        let norm = |position| {
            let squares =
                items.subjects(position).iter().map(|&subject| rarity_by_subject[subject as usize].powi(2));
            squares.sum::<f32>().sqrt()
        };
        let norms = (0..items.len()).map(norm).collect();
        Self { items, positions_by_author, positions_by_subject, rarity_by_subject, norms }
    }

    /// `products` is all zero before and after; it is passed in to be allocated once.
    fn neighbours(&self, position: Position, products: &mut [f32]) -> Box<[Neighbour]> {
        let mut related = self.positions_by_author[&self.items.author(position)].clone();
        for &subject in self.items.subjects(position) {
            let square = self.rarity_by_subject[subject as usize].powi(2);
            for &other in &self.positions_by_subject[subject as usize] {
                products[other] += square;
                related.push(other);
            }
        }
        related.sort_unstable();
        related.dedup();
        let mut neighbours = Vec::with_capacity(related.len());
        for other in related {
            let likeness = self.likeness(position, other, std::mem::take(&mut products[other]));
            if other != position {
                neighbours.push(Neighbour { position: u32::try_from(other).unwrap_or(u32::MAX), likeness });
            }
        }
        neighbours.sort_by(|a, b| b.likeness.total_cmp(&a.likeness).then(a.position.cmp(&b.position)));
        neighbours.truncate(MAX_NEIGHBOURS);
        neighbours.into_boxed_slice()
    }

    fn likeness(&self, a: Position, b: Position, product: f32) -> f32 {
        let flag = |same: bool| f32::from(u8::from(same));
        let same_author = flag(self.items.author(a) == self.items.author(b));
        let same_category = flag(self.items.category(a) == self.items.category(b));
        let norms = self.norms[a] * self.norms[b];
        let cosine = if norms > 0.0 { (product / norms).min(1.0) } else { 0.0 };
        AUTHOR_WEIGHT * same_author + CATEGORY_WEIGHT * same_category + SUBJECTS_WEIGHT * cosine
    }
}
