//! Where the picture of a request puts its lines: five lanes, a row for each hop.
//!
//! The template draws; this module only knows places, in units of the picture's `viewBox` (340 wide).

use super::{Hop, HopsPage, Sight};

const FIRST_ROW: u16 = 56;
const ROW: u16 = 70;

/// One who takes part, as a vertical line under a word or two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Lane {
    pub(super) x: u16,
    pub(super) word: &'static str,
    pub(super) second_word: &'static str,
}

pub(super) const LANES: [Lane; 5] = [
    Lane { x: 34, word: "your", second_word: "browser" },
    Lane { x: 102, word: "the", second_word: "node" },
    Lane { x: 170, word: "market-", second_word: "place" },
    Lane { x: 238, word: "name", second_word: "server" },
    Lane { x: 306, word: "recommen-", second_word: "dations" },
];

/// From which lane to which each hop goes; to itself when it happens in one place.
const WAYS: [(usize, usize); 9] = [(0, 1), (1, 1), (1, 2), (2, 2), (2, 3), (2, 2), (2, 4), (4, 2), (2, 0)];

/// A hop with its place in the picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) hop: Hop,
    /// Baseline of the words.
    pub(super) y: u16,
    /// Height of the line.
    pub(super) line: u16,
    pub(super) from: u16,
    pub(super) to: u16,
    /// Where the line ends so that the head of the arrow touches the lane.
    pub(super) shaft_end: u16,
}

impl Row {
    pub(super) fn stays(&self) -> bool {
        self.from == self.to
    }

    pub(super) fn goes_back(&self) -> bool {
        self.to < self.from
    }

    pub(super) fn failed(&self) -> bool {
        self.hop.sight == Sight::Failed
    }

    pub(super) fn middle(&self) -> u16 {
        u16::midpoint(self.from, self.to)
    }
}

impl HopsPage<'_> {
    pub(super) fn rows(&self) -> Vec<Row> {
        let placed = self.hops().into_iter().zip(WAYS).zip(0u16..);
        placed.map(|((hop, way), index)| row(hop, way, index)).collect()
    }
}

pub(super) const fn height() -> u16 {
    FIRST_ROW + ROW * 9
}

fn row(hop: Hop, (from, to): (usize, usize), index: u16) -> Row {
    let y = FIRST_ROW + ROW * index + 14;
    let (from, to) = (LANES[from].x, LANES[to].x);
    let shaft_end = match from.cmp(&to) {
        std::cmp::Ordering::Less => to - 6,
        std::cmp::Ordering::Equal => to,
        std::cmp::Ordering::Greater => to + 6,
    };
    Row { hop, y, line: y + 34, from, to, shaft_end }
}
