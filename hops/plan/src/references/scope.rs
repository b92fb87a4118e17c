//! Where an expression stands.

use serde_json::Value;

use super::{Choice, Traversal};
use crate::{Index, ModuleStep};

/// In which instance of a module, and of which repeated block.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scope<'a> {
    pub(super) module: &'a [ModuleStep],
    /// The instance's own index.
    pub(super) index: Option<&'a Index>,
    /// What `for_each` or `count` is.
    pub(super) repeated: Option<&'a Value>,
}

impl<'a> Scope<'a> {
    /// Which of several a reference without an index means, by what else the expression refers to.
    pub(super) fn choice(&self, traversals: &[Traversal]) -> Choice<'a> {
        let mut choices = traversals.iter().filter(|traversal| !traversal.is_thing()).peekable();
        if choices.peek().is_none() {
            return Choice::All;
        }
        let own = choices.all(Traversal::is_own_index);
        match self.index {
            Some(index) if own => Choice::Own(index),
            _ => Choice::Some,
        }
    }
}
