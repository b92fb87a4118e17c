//! How often an item was wanted.
//!
//! ```text
//! popularity(i) = 30 · (1 − position(i) / items) + 1 · views + 3 · additions to a cart + 5 · purchases
//! ```
//!
//! The first term is a prior: before anybody came, the order of the items as given is the order of popularity,
//! and a few visits do not turn it upside down. An event counts once for a user, an item and a kind as long as
//! the user's history remembers it, so that reloading a page makes nothing popular.
//!
//! The orders, over all items and in each category, are kept sorted: an event moves one item up.

use std::collections::BTreeMap;

use crate::EventKind;
use crate::item::{Items, Position};

/// The popularity with which the first item begins; the last one begins just above 0.
pub const PRIOR: f64 = 30.0;

/// The popularity of every item and the orders that follow from it.
#[derive(Debug)]
pub(crate) struct Popularity {
    values: Vec<f64>,
    all: Order,
    by_category: BTreeMap<u8, Order>,
}

impl Popularity {
    pub(crate) fn new(items: &Items) -> Self {
        let prior = |position: Position| PRIOR * (1.0 - position as f64 / items.len() as f64);
        let mut by_category: BTreeMap<u8, Order> = BTreeMap::new();
        let mut all = Order::default();
        for position in 0..items.len() {
            all.0.push(position);
            by_category.entry(items.category(position)).or_default().0.push(position);
        }
        Self { values: (0..items.len()).map(prior).collect(), all, by_category }
    }

    /// Counts an event.
    pub(crate) fn count(&mut self, items: &Items, position: Position, kind: EventKind) {
        let before = self.values[position];
        self.values[position] += kind.popularity();
        self.all.raise(position, before, &self.values);
        if let Some(order) = self.by_category.get_mut(&items.category(position)) {
            order.raise(position, before, &self.values);
        }
    }

    /// The most popular first, equally popular ones in the order of the items.
    pub(crate) fn order(&self) -> &[Position] {
        &self.all.0
    }

    /// The same within a category.
    pub(crate) fn order_in_category(&self, category: u8) -> &[Position] {
        self.by_category.get(&category).map_or(&[], |order| &order.0)
    }

    /// Popularity brought into 0 .. 1, larger for the more popular.
    pub(crate) fn share(&self, position: Position) -> f64 {
        let value = self.values[position];
        value / (value + PRIOR)
    }
}

/// Positions sorted by falling value, then by position.
#[derive(Debug, Default)]
struct Order(Vec<Position>);

impl Order {
    /// Moves an item whose value rose from `before` to where it now belongs.
    fn raise(&mut self, position: Position, before: f64, values: &[f64]) {
        // The item still stands where its old value put it; all others are sorted by their values.
        let value_in_order = |other: Position| if other == position { before } else { values[other] };
        let stands_before = |other: Position, value: f64| {
            value_in_order(other).total_cmp(&value).reverse().then(other.cmp(&position)).is_lt()
        };
        let old = self.0.partition_point(|&other| stands_before(other, before));
        let new = self.0[..old].partition_point(|&other| stands_before(other, values[position]));
        self.0[new..=old].rotate_right(1);
    }
}
