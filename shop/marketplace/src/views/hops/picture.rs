//! Where the picture of a request puts its lines: five lanes, a row for each hop.
//!
//! The template draws; this module only knows places, in units of the picture's `viewBox` (340 wide).

use std::time::Duration;

use super::{Attempt, Hop, HopsPage, Sight};

const FIRST_ROW: u16 = 56;
const ROW: u16 = 72;
/// What fits into a row of the picture; the table has it all.
const BRIEF: usize = 46;

/// One who takes part, as a vertical line under a word or two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Lane {
    pub(super) x: u16,
    pub(super) word: &'static str,
    pub(super) second_word: &'static str,
}

pub(super) const LANES: [Lane; 5] = [
    Lane { x: 34, word: "your", second_word: "browser" },
    Lane { x: 100, word: "the", second_word: "node" },
    Lane { x: 166, word: "market-", second_word: "place" },
    Lane { x: 232, word: "name", second_word: "server" },
    Lane { x: 298, word: "recommen-", second_word: "dations" },
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

    /// The most telling fact, cut to the width of the picture.
    pub(super) fn brief(&self) -> String {
        let whole = &self.hop.brief;
        match whole.char_indices().nth(BRIEF) {
            Some((end, _)) => format!("{}…", whole[..end].trim_end()),
            None => whole.clone(),
        }
    }

    /// Whether the endpoints known belong into this row.
    pub(super) fn chooses(&self) -> bool {
        self.hop.map.number == 6
    }

    pub(super) fn failed(&self) -> bool {
        self.hop.sight == Sight::Failed
    }

    pub(super) fn middle(&self) -> u16 {
        u16::midpoint(self.from, self.to)
    }
}

/// An endpoint as a dot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Dot {
    pub(super) x: u16,
    pub(super) class: &'static str,
}

/// An attempt as a bar on a line of time, 0 to 300 wide.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Bar {
    pub(super) x: f64,
    pub(super) y: usize,
    pub(super) width: f64,
    pub(super) answered: bool,
}

impl HopsPage<'_> {
    /// The first six endpoints known: chosen, usable or not.
    pub(super) fn dots(&self) -> Vec<Dot> {
        let class = |endpoint| match (self.is_chosen(endpoint), endpoint.usable) {
            (true, _) => "chosen",
            (false, true) => "usable",
            (false, false) => "unusable",
        };
        let places = (196u16..).step_by(18);
        self.endpoints
            .iter()
            .take(6)
            .zip(places)
            .map(|(endpoint, x)| Dot { x, class: class(endpoint) })
            .collect()
    }

    /// From the start of the call to the end of its last attempt.
    pub(super) fn whole_call(&self) -> Duration {
        let ends = self.attempts.iter().map(|attempt| attempt.started_after + attempt.took);
        ends.max().unwrap_or_default()
    }

    pub(super) fn bars(&self) -> Vec<Bar> {
        let whole = self.whole_call().as_secs_f64().max(f64::EPSILON);
        let scaled = |part: Duration| (part.as_secs_f64() / whole * 3000.0).round() / 10.0;
        let bar = |(row, attempt): (usize, &Attempt)| Bar {
            x: scaled(attempt.started_after),
            y: 14 * row + 2,
            width: scaled(attempt.took).max(1.0),
            answered: attempt.answered,
        };
        self.attempts.iter().enumerate().map(bar).collect()
    }

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
    Row { hop, y, line: y + 36, from, to, shaft_end }
}
