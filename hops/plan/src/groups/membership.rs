//! Which groups something is in.

use std::collections::BTreeSet;

use super::GROUP_TYPES;
use crate::Referred;

/// The groups of a machine, or that a rule names.
#[derive(Clone, Debug, Default, Eq, Ord, PartialEq, PartialOrd)]
pub struct Membership {
    /// Certainly these.
    pub sure: BTreeSet<String>,
    /// Perhaps these.
    pub perhaps: BTreeSet<String>,
    /// Perhaps others that are not seen.
    pub open: bool,
}

impl Membership {
    /// The only group that is meant.
    pub fn only(&self) -> Option<&str> {
        match (self.sure.len(), self.perhaps.is_empty(), self.open) {
            (1, true, false) => self.sure.first().map(String::as_str),
            _ => None,
        }
    }

    /// Every group that may be meant.
    pub fn all(&self) -> impl Iterator<Item = &str> {
        self.sure.iter().chain(&self.perhaps).map(String::as_str)
    }

    /// None is named.
    pub fn is_empty(&self) -> bool {
        self.sure.is_empty() && self.perhaps.is_empty() && !self.open
    }

    /// It is known of every group whether it is among them.
    pub fn is_certain(&self) -> bool {
        self.perhaps.is_empty() && !self.open
    }

    /// These too.
    pub(crate) fn join(&mut self, other: Self) {
        self.sure.extend(other.sure);
        self.perhaps.extend(other.perhaps);
        self.open |= other.open;
    }

    pub(super) fn add_referred(&mut self, referred: &Referred) {
        let is_group = |kind: &str| GROUP_TYPES.contains(&kind);
        let known = |address: &&crate::Address| is_group(&address.kind);
        self.open |= referred.open || referred.all().any(|address| !is_group(&address.kind));
        self.sure.extend(referred.sure.iter().filter(known).map(ToString::to_string));
        self.perhaps.extend(referred.perhaps.iter().filter(known).map(ToString::to_string));
        // It is known after apply, and nothing in the configuration says what it is.
        self.open |= self.is_empty();
    }
}
