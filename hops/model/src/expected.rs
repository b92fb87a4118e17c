//! What a cause lets a family of probes see.

use crate::{Family, Outcome};

/// What a cause lets a family of probes see.
///
/// An answer is admitted if it is no fault, or in one of the three lists. Expectations differ in what else they want.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Expected {
    /// At least one answer is one of these, unless there are none.
    pub shows: &'static [Outcome],
    /// If one of these is seen, it speaks for the cause; it need not be.
    pub may_show: &'static [Outcome],
    /// If one of these is seen, it is what the cause breaks on its way. It speaks for nothing.
    pub suffers: &'static [Outcome],
    /// How widely.
    pub reach: Reach,
}

/// How widely a cause is seen among those that a family asks.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Reach {
    /// By some or all.
    Some,
    /// By all: there is no other answer than those of the lists, not even a good one.
    All,
    /// Not by all: somebody is answered, well or badly. The contrast is what tells.
    Contrast,
    /// By some or all, but not by one node alone: where there are good answers too, the others are not all of the
    /// same node.
    Nodes,
    /// By one node alone, which others know to be down.
    Node,
}

impl Expected {
    /// No fault.
    pub const CLEAR: Self = Self { shows: &[], may_show: &[], suffers: &[], reach: Reach::Some };

    /// At least one of these.
    pub const fn shows(outcomes: &'static [Outcome]) -> Self {
        Self { shows: outcomes, ..Self::CLEAR }
    }

    /// Nothing but these.
    pub const fn only(outcomes: &'static [Outcome]) -> Self {
        Self { shows: outcomes, reach: Reach::All, ..Self::CLEAR }
    }

    /// Perhaps one of these, as a sign.
    pub const fn may_show(outcomes: &'static [Outcome]) -> Self {
        Self { may_show: outcomes, ..Self::CLEAR }
    }

    /// Perhaps one of these, as a consequence.
    pub const fn suffers(outcomes: &'static [Outcome]) -> Self {
        Self { suffers: outcomes, ..Self::CLEAR }
    }

    /// And perhaps one of these, as a consequence.
    #[must_use]
    pub const fn and_suffers(self, outcomes: &'static [Outcome]) -> Self {
        Self { suffers: outcomes, ..self }
    }

    /// And not silence everywhere.
    #[must_use]
    pub const fn not_everywhere(self) -> Self {
        Self { reach: Reach::Contrast, ..self }
    }

    /// And not of one node alone.
    #[must_use]
    pub const fn at_several_nodes(self) -> Self {
        Self { reach: Reach::Nodes, ..self }
    }

    /// And only of a node that is down.
    #[must_use]
    pub const fn at_one_node(self) -> Self {
        Self { reach: Reach::Node, ..self }
    }

    /// Whether this one answer may be among them.
    pub fn admits(&self, outcome: Outcome) -> bool {
        if outcome.is_fault() || self.reach == Reach::All { self.lists(outcome) } else { true }
    }

    /// Whether these may be all answers.
    pub fn admits_all(&self, outcomes: &[Outcome]) -> bool {
        outcomes.iter().all(|outcome| self.admits(*outcome)) && self.is_satisfied(outcomes)
    }

    /// Whether a fault speaks for the cause.
    pub fn is_told_by(&self, outcome: Outcome) -> bool {
        outcome.is_fault() && (self.shows.contains(&outcome) || self.may_show.contains(&outcome))
    }

    /// Whether there is no set of answers that both admit: then asking tells one from the other.
    pub fn excludes(&self, other: &Self, family: Family) -> bool {
        let answers = family.row().outcomes.iter().copied();
        let common: Vec<_> = answers.filter(|answer| self.admits(*answer) && other.admits(*answer)).collect();
        common.is_empty() || !self.is_satisfied(&common) || !other.is_satisfied(&common)
    }

    fn lists(&self, outcome: Outcome) -> bool {
        [self.shows, self.may_show, self.suffers].iter().any(|list| list.contains(&outcome))
    }

    fn is_satisfied(&self, outcomes: &[Outcome]) -> bool {
        let shown = self.shows.is_empty() || outcomes.iter().any(|outcome| self.shows.contains(outcome));
        shown && self.has_contrast(outcomes)
    }

    pub(crate) fn has_contrast(&self, outcomes: &[Outcome]) -> bool {
        let silent = |outcome: &Outcome| *outcome == Outcome::Timeout;
        self.reach != Reach::Contrast || outcomes.is_empty() || !outcomes.iter().all(silent)
    }
}
