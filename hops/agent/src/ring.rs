//! Who asks whom: so few that the questions grow with the nodes and not with their square, and so placed that nobody is
//! forgotten.
//!
//! No pair of nodes is asked both ways. A security group keeps state of a protocol such as IP-in-IP by its two addresses
//! alone: once B has sent to A, what A sends to B is let in for ten minutes whatever the rules say. A prober that asks
//! both ways heals the fault that it looks for, and reports health that nobody else has.

use std::collections::{BTreeMap, BTreeSet};

/// The most that a node asks along the ring.
const LARGEST_DEGREE: usize = 5;
/// The most that it asks beside that, for the sake of subnets.
const MOST_BESIDE: usize = 3;
/// More of them are no subnets, and asking from each to each would be the square again.
const MOST_CLASSES: usize = 16;

/// From one position of a [`Ring`] to another.
pub type Edge = (usize, usize);

/// Nodes in an order that every agent computes alike, and that has nothing to do with their names' order: nodes of a
/// kind have names of a kind.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Ring<'n> {
    order: Vec<(&'n str, &'n str)>,
    edges: Vec<Edge>,
}

/// How many others a node of so many asks. Each of them is then asked by as many, and no two ask each other.
pub fn degree(nodes: usize) -> usize {
    LARGEST_DEGREE.min(nodes.saturating_sub(1) / 2)
}

impl<'n> Ring<'n> {
    /// Of nodes by name and class. A class is a subnet or whatever else may have a network of its own; from each class
    /// some node asks one of each other class, as far as that goes without asking a pair both ways.
    pub fn new(nodes: impl IntoIterator<Item = (&'n str, &'n str)>) -> Self {
        let mut order: Vec<_> = nodes.into_iter().collect();
        order.sort_by_key(|(name, _)| (hash(name), *name));
        order.dedup_by_key(|(name, _)| *name);
        let mut edges = along(order.len());
        cover_classes(&order, &mut edges);
        Self { order, edges }
    }

    /// Every question, by positions in the ring.
    pub fn edges(&self) -> &[Edge] {
        &self.edges
    }

    /// How many nodes there are.
    pub fn len(&self) -> usize {
        self.order.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.order.is_empty()
    }

    /// Where a node stands.
    pub fn position(&self, name: &str) -> Option<usize> {
        self.order.iter().position(|(other, _)| *other == name)
    }

    /// Whom a node asks.
    pub fn asked_by(&self, name: &str) -> impl Iterator<Item = &'n str> {
        let own = self.position(name);
        self.edges.iter().filter(move |edge| Some(edge.0) == own).map(|edge| self.order[edge.1].0)
    }
}

/// The ring itself.
fn along(nodes: usize) -> Vec<Edge> {
    // Two nodes: the first of the order asks the second, always. Taking turns would need ten minutes of silence between
    // (see above), and would tell little: a question and its answer cross the path both ways, so a route, a size or a
    // loss of either way shows, and both nodes are in the same groups.
    if nodes == 2 {
        return vec![(0, 1)];
    }
    let steps = 1..=degree(nodes);
    (0..nodes).flat_map(|from| steps.clone().map(move |step| (from, (from + step) % nodes))).collect()
}

/// Adds what the ring leaves out.
fn cover_classes(order: &[(&str, &str)], edges: &mut Vec<Edge>) {
    let mut classes: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (position, (_, class)) in order.iter().enumerate() {
        classes.entry(class).or_default().push(position);
    }
    if classes.len() > MOST_CLASSES {
        return;
    }
    let covered: BTreeSet<_> = edges.iter().map(|&(from, to)| (order[from].1, order[to].1)).collect();
    let mut beside = Beside {
        asked: edges.iter().copied().collect(),
        out: vec![0; order.len()],
        into: vec![0; order.len()],
    };
    for (from_class, from) in &classes {
        for (_, to) in classes.iter().filter(|(class, _)| !covered.contains(&(*from_class, **class))) {
            edges.extend(beside.choose(from, to));
        }
    }
}

/// What nodes ask and are asked beside the ring.
struct Beside {
    asked: BTreeSet<Edge>,
    out: Vec<usize>,
    into: Vec<usize>,
}

impl Beside {
    /// The pair that has least to do, if there is one that is not asked the other way.
    fn choose(&mut self, from: &[usize], to: &[usize]) -> Option<Edge> {
        let pairs = from.iter().flat_map(|a| to.iter().map(move |b| (*a, *b)));
        let free = |&(a, b): &Edge| {
            let has_room = self.out[a] < MOST_BESIDE && self.into[b] < MOST_BESIDE;
            a != b && has_room && !self.asked.contains(&(b, a))
        };
        let edge = pairs.filter(free).min_by_key(|&(a, b)| (self.out[a] + self.into[b], a, b))?;
        self.out[edge.0] += 1;
        self.into[edge.1] += 1;
        self.asked.insert(edge);
        Some(edge)
    }
}

/// FNV-1a: every agent of whatever version must get the same.
fn hash(name: &str) -> u64 {
    name.bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3))
}

#[cfg(test)]
mod tests;
