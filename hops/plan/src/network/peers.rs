//! The other end of every flow, sorted by what rules can tell apart.
//!
//! Asking each node about each other one takes a second for some dozens of groups and a minute for some hundreds. But
//! to the rules of one node most others are alike: those in no group that the rules name differ by their network alone.

use std::collections::{BTreeSet, HashMap};

use hops_model::rules::{Rule, Source};
use ipnet::IpNet;

use super::Profile;

/// A node in one of its networks.
#[derive(Debug)]
pub(super) struct Peer<'a> {
    pub(super) profile: &'a Profile,
    /// None where it is not known.
    pub(super) network: Option<IpNet>,
}

/// All of them.
#[derive(Debug)]
pub(super) struct Peers<'a> {
    all: Vec<Peer<'a>>,
    /// Members of each group, and whether they certainly are.
    by_group: HashMap<&'a str, Vec<(usize, bool)>>,
    /// The class of each to rules that name no group.
    classes: Vec<usize>,
}

impl<'a> Peers<'a> {
    /// One for each network of each: every one of them must be let through, by whichever rule.
    pub(super) fn of(profiles: impl IntoIterator<Item = &'a Profile>) -> Self {
        let mut all = Vec::new();
        for profile in profiles {
            if profile.networks.is_empty() {
                all.push(Peer { profile, network: None });
            }
            all.extend(profile.networks.iter().map(|network| Peer { profile, network: Some(*network) }));
        }
        let mut by_group: HashMap<_, Vec<_>> = HashMap::new();
        let (mut numbers, mut classes) = (HashMap::new(), Vec::with_capacity(all.len()));
        for (number, peer) in all.iter().enumerate() {
            let groups = &peer.profile.groups;
            for group in &groups.sure {
                by_group.entry(group.as_str()).or_default().push((number, true));
            }
            for group in groups.perhaps.difference(&groups.sure) {
                by_group.entry(group.as_str()).or_default().push((number, false));
            }
            let next = numbers.len();
            classes.push(*numbers.entry((peer.network, groups.open)).or_insert(next));
        }
        Self { all, by_group, classes }
    }

    pub(super) fn get(&self, number: usize) -> &Peer<'a> {
        &self.all[number]
    }

    pub(super) fn len(&self) -> usize {
        self.all.len()
    }

    /// Those who are certainly in a group.
    pub(super) fn members(&self, group: &str) -> impl Iterator<Item = usize> {
        let members = self.by_group.get(group).into_iter().flatten();
        members.filter(|(_, sure)| *sure).map(|(number, _)| *number)
    }

    /// Peers of which these rules say the same, by their numbers.
    pub(super) fn alike(&self, rules: &[Rule]) -> Vec<Vec<usize>> {
        let named: BTreeSet<_> = rules.iter().filter_map(group_of).collect();
        let mut classes = self.classes.clone();
        let mut next = self.all.len();
        for group in named {
            let mut split = HashMap::new();
            for (number, sure) in self.by_group.get(group).into_iter().flatten() {
                let class = *split.entry((classes[*number], *sure)).or_insert_with(|| {
                    next += 1;
                    next - 1
                });
                classes[*number] = class;
            }
        }
        let mut alike = vec![Vec::new(); next];
        for (number, class) in classes.into_iter().enumerate() {
            alike[class].push(number);
        }
        alike.retain(|members| !members.is_empty());
        alike.sort_by_key(|members| members[0]);
        alike
    }
}

fn group_of(rule: &Rule) -> Option<&str> {
    match &rule.source {
        Source::Group(group) => Some(group),
        Source::Itself | Source::Network(_) | Source::Unknown => None,
    }
}

#[cfg(test)]
mod tests;
