//! Security groups of a plan and what they let in.

use std::collections::{BTreeMap, BTreeSet};

use hops_model::rules::{Ports, Protocol, Rule, Source};

use crate::{Address, Change, Known, Plan, References};

mod inline;
mod membership;
mod separate;
mod values;

pub use membership::Membership;

/// A group and the rules by which it lets packets in.
#[derive(Clone, Debug)]
pub struct Group {
    /// As rules name it: the address of its resource, or its number where it is in no plan.
    pub id: String,
    /// Its own name, where that is known.
    pub name: Option<String>,
    /// What it lets in, or may let in.
    pub rules: Vec<Rule>,
    /// What it lets out, or may let out. The [`Source`] of these is where packets go.
    pub egress: Vec<Rule>,
    /// How the first of these is written.
    pub egress_style: Option<Style>,
    /// The resources that its rules certainly come from, by the way in which they are written.
    pub styles: BTreeMap<Style, BTreeSet<String>>,
}

/// Which packets a rule is about.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Direction {
    /// Those that come.
    In,
    /// Those that go.
    Out,
}

/// How a rule is written. Each way takes away what the others made.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Style {
    /// `ingress` inside of `aws_security_group`.
    Inline,
    /// `aws_security_group_rule`.
    Rule,
    /// `aws_vpc_security_group_ingress_rule`.
    VpcRule,
    /// The output of a module that decides and makes nothing.
    Output,
}

/// The groups of a plan by their ids.
#[derive(Clone, Debug, Default)]
pub struct Groups {
    by_id: BTreeMap<String, Group>,
    /// Rules of which it is not known what group they are in.
    strays: Vec<Rule>,
    /// The same of rules that let packets out.
    has_stray_egress: bool,
}

/// Types that are a group.
pub(crate) const GROUP_TYPES: &[&str] = &["aws_security_group", "aws_default_security_group"];

/// A rule that may admit anything, since nothing is known of it.
pub(crate) const ANYTHING: Rule =
    Rule { protocol: Protocol::Unknown, ports: Ports::Unknown, source: Source::Unknown };

impl Groups {
    /// Of a plan.
    pub fn of(plan: &Plan, references: &References) -> Self {
        let mut groups = Self::default();
        for change in plan.of_kinds(GROUP_TYPES) {
            let id = change.address.to_string();
            let name = change.text("name").value();
            groups.by_id.insert(id.clone(), Group::new(id, name));
        }
        let numbers = Numbers::of(plan);
        let lookup = Lookup { references, numbers: &numbers };
        separate::add(plan, &lookup, &mut groups);
        inline::add(plan, &lookup, &mut groups);
        groups
    }

    /// Those that a module has decided on.
    pub(crate) fn decided(groups: impl IntoIterator<Item = Group>) -> Self {
        let by_id = groups.into_iter().map(|group| (group.id.clone(), group)).collect();
        Self { by_id, ..Self::default() }
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Group> {
        self.by_id.values()
    }

    /// One of them.
    pub fn get(&self, id: &str) -> Option<&Group> {
        self.by_id.get(id)
    }

    /// What a machine in these groups lets in. Rules of groups that it may be in can be no more than unknown.
    pub fn rules(&self, membership: &Membership) -> Vec<Rule> {
        let mut rules = self.strays.clone();
        for id in &membership.sure {
            match self.by_id.get(id) {
                Some(group) => rules.extend(group.rules.iter().cloned()),
                // It is there already and in no plan.
                None => rules.push(ANYTHING),
            }
        }
        for group in membership.perhaps.iter().filter_map(|id| self.by_id.get(id)) {
            rules.extend(group.rules.iter().map(doubtful));
        }
        if membership.open {
            rules.push(ANYTHING);
        }
        rules
    }

    /// What a machine in these groups lets out. `None` where nobody says what: AWS then lets out everything, and a group
    /// whose rules are elsewhere cannot be told from that.
    fn egress(&self, membership: &Membership) -> Option<Vec<Rule>> {
        let known: Option<Vec<_>> = membership.sure.iter().map(|id| self.by_id.get(id)).collect();
        let known = known.filter(|_| membership.is_certain())?;
        let rules: Vec<_> = known.into_iter().flat_map(|group| group.egress.iter().cloned()).collect();
        (!rules.is_empty() && !self.has_stray_egress).then_some(rules)
    }

    /// The rules of a machine in these groups that are about packets of one direction.
    pub(crate) fn rules_of(&self, direction: Direction, membership: &Membership) -> Option<Vec<Rule>> {
        match direction {
            Direction::In => Some(self.rules(membership)),
            Direction::Out => self.egress(membership),
        }
    }

    /// The same for a rule that lets packets out.
    fn place_egress(&mut self, groups: &Membership, style: Style, rules: &[Rule]) {
        let Some(id) = groups.only() else {
            self.has_stray_egress |= !rules.is_empty();
            return;
        };
        let group = self.by_id.entry(id.to_owned()).or_insert_with(|| Group::new(id.to_owned(), None));
        group.add_egress(style, rules);
    }

    /// A rule in a group that is meant, or in all that may be.
    fn place(&mut self, groups: &Membership, style: Style, resource: &Address, rules: &[Rule]) {
        if let Some(id) = groups.only() {
            let group = self.by_id.entry(id.to_owned()).or_insert_with(|| Group::new(id.to_owned(), None));
            group.rules.extend_from_slice(rules);
            group.styles.entry(style).or_default().insert(resource.to_string());
            return;
        }
        let doubtful: Vec<_> = rules.iter().map(doubtful).collect();
        if groups.open {
            self.strays.extend(doubtful);
            return;
        }
        for id in groups.all() {
            if let Some(group) = self.by_id.get_mut(id) {
                group.rules.extend_from_slice(&doubtful);
            }
        }
    }
}

impl Group {
    pub(crate) fn new(id: String, name: Option<String>) -> Self {
        Self { id, name, rules: Vec::new(), egress: Vec::new(), egress_style: None, styles: BTreeMap::new() }
    }

    pub(crate) fn add_egress(&mut self, style: Style, rules: &[Rule]) {
        if !rules.is_empty() {
            self.egress.extend_from_slice(rules);
            self.egress_style.get_or_insert(style);
        }
    }
}

/// A rule that may be there or not.
fn doubtful(rule: &Rule) -> Rule {
    Rule { source: Source::Unknown, ..*rule }
}

/// Groups that exist have numbers, by which everything else names them.
struct Numbers(BTreeMap<String, String>);

impl Numbers {
    fn of(plan: &Plan) -> Self {
        let numbered = plan.of_kinds(GROUP_TYPES).filter_map(|change| {
            let number = change.text("id").value()?;
            Some((number, change.address.to_string()))
        });
        Self(numbered.collect())
    }
}

/// How the value of an attribute becomes groups.
pub(crate) struct Lookup<'a> {
    references: &'a References<'a>,
    numbers: &'a Numbers,
}

impl Lookup<'_> {
    /// The same of an attribute that the provider fills in where nobody wrote it.
    fn written_groups(&self, change: &Change, attribute: &str) -> Membership {
        if self.references.is_written(change, attribute) {
            self.groups(change, attribute)
        } else {
            Membership::default()
        }
    }

    /// The groups that an attribute names, one or a list.
    pub(crate) fn groups(&self, change: &Change, path: &str) -> Membership {
        let (texts, more) = match change.get(path) {
            Known::Value(serde_json::Value::String(text)) => (vec![text.clone()], false),
            Known::Unknown => (Vec::new(), true),
            Known::Value(_) => change.texts(path),
            Known::Absent => return Membership::default(),
        };
        let id = |number: &String| self.numbers.0.get(number).unwrap_or(number).clone();
        let mut membership = Membership { sure: texts.iter().map(id).collect(), ..Membership::default() };
        if more {
            membership.add_referred(&self.references.referred(change, path));
        }
        membership
    }
}

/// Which groups the machines of a plan are in.
pub(crate) fn with_lookup<T>(plan: &Plan, references: &References, ask: impl FnOnce(&Lookup) -> T) -> T {
    let numbers = Numbers::of(plan);
    ask(&Lookup { references, numbers: &numbers })
}

#[cfg(test)]
mod tests;
