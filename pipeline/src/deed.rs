//! What a plan does, in the words of those who have to approve it.

use std::collections::BTreeMap;
use std::fmt;

use hops_plan::{Action, Change, Plan};
use serde::{Deserialize, Serialize};

/// What is done to one resource. The order is that of how much there is to lose.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Deed {
    /// It is deleted.
    Delete,
    /// It is deleted and another one made.
    Replace,
    /// Something that this program does not know: it is taken for the worst.
    Other,
    /// It is changed in place.
    Update,
    /// It is made.
    Create,
    /// It is there, and comes into the state as it is.
    Import,
    /// It has another address and is otherwise as it was.
    Move,
    /// It leaves the state and stays where it is.
    Forget,
}

impl Deed {
    /// What is done by a change; nothing for what stays as it is, or is only read.
    pub fn of(change: &Change) -> Option<Self> {
        match change.actions.as_slice() {
            [Action::NoOp] if change.importing => Some(Self::Import),
            [Action::NoOp] if is_moved(change) => Some(Self::Move),
            [Action::NoOp | Action::Read] => None,
            [Action::Create] => Some(Self::Create),
            [Action::Update] => Some(Self::Update),
            [Action::Delete] => Some(Self::Delete),
            [Action::Delete, Action::Create] | [Action::Create, Action::Delete] => Some(Self::Replace),
            [Action::Forget] => Some(Self::Forget),
            _ => Some(Self::Other),
        }
    }

    /// Something that was there may be lost.
    pub fn is_destructive(self) -> bool {
        matches!(self, Self::Delete | Self::Replace | Self::Other)
    }
}

impl fmt::Display for Deed {
    /// `delete`, as it stands after "to".
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(match self {
            Self::Delete => "delete",
            Self::Replace => "replace",
            Self::Other => "change in an unknown way",
            Self::Update => "update",
            Self::Create => "create",
            Self::Import => "import",
            Self::Move => "move",
            Self::Forget => "forget",
        })
    }
}

/// The resource has another address than it had.
pub(crate) fn is_moved(change: &Change) -> bool {
    change.past.address.as_ref().is_some_and(|address| *address != change.address)
}

/// How much of what a plan does.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct Counts {
    /// Resources. What does not occur is not among them.
    pub resources: BTreeMap<Deed, usize>,
    /// Outputs that change.
    pub outputs: usize,
}

impl Counts {
    /// Of a plan.
    pub fn of(plan: &Plan) -> Self {
        let mut counts = Self::default();
        for deed in plan.changes.iter().filter_map(Deed::of) {
            *counts.resources.entry(deed).or_default() += 1;
        }
        counts.outputs =
            plan.output_changes.values().filter(|output| output.actions != [Action::NoOp]).count();
        counts
    }

    /// How many resources something is done to.
    pub fn count(&self, deed: Deed) -> usize {
        self.resources.get(&deed).copied().unwrap_or_default()
    }

    /// How many resources may be lost.
    pub fn destructive(&self) -> usize {
        self.resources.iter().filter(|(deed, _)| deed.is_destructive()).map(|(_, count)| count).sum()
    }

    /// Nothing is done.
    pub fn is_empty(&self) -> bool {
        self.resources.is_empty() && self.outputs == 0
    }
}

impl fmt::Display for Counts {
    /// `1 to delete, 2 to update, 1 output to change`, or `no changes`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let deeds = self.resources.iter().map(|(deed, count)| format!("{count} to {deed}"));
        let outputs = match self.outputs {
            0 => None,
            1 => Some("1 output to change".to_owned()),
            outputs => Some(format!("{outputs} outputs to change")),
        };
        let parts: Vec<_> = deeds.chain(outputs).collect();
        formatter.pad(&if parts.is_empty() { "no changes".to_owned() } else { parts.join(", ") })
    }
}
