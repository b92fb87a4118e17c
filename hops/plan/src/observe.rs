//! What plans show before anything is applied.

use std::collections::BTreeSet;
use std::path::PathBuf;

use hops_model::rules::Need;
use hops_model::{Family, Observation, Outcome, Unseen};

use crate::{Direction, Machine, Network, Plan, Setup, Style};

mod machines;
mod ranges;
mod rules;

/// How bad it is.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Level {
    /// It is as it should be, or worth knowing.
    Note,
    /// It breaks something under a condition that the plan does not tell.
    Warning,
    /// It breaks something.
    Error,
}

/// Something that is seen, and where.
#[derive(Clone, Debug)]
pub struct Sight {
    /// What.
    pub observation: Observation,
    /// How bad it is.
    pub level: Level,
    /// Resources or outputs that it is about, the one to change first.
    pub addresses: Vec<String>,
    /// What security groups do not admit, in the words of the model.
    pub needs: Vec<Need>,
    /// Whether it is about packets that come or that go.
    pub direction: Direction,
    /// A group of the other end, where that is another one.
    pub peer: Option<String>,
    /// How the rules of the group are written that should admit it.
    pub style: Option<Style>,
    /// The plan that they are in.
    pub file: Option<PathBuf>,
}

/// What plans show, and what they do not.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    /// What is seen.
    pub sights: Vec<Sight>,
    /// What is not.
    pub unseen: Vec<Unseen>,
}

impl Seen {
    /// For a diagnosis: all but what is only worth knowing.
    pub fn observations(&self) -> impl Iterator<Item = &Observation> {
        let counts = |sight: &&Sight| sight.level > Level::Note || sight.observation.outcome == Outcome::Ok;
        self.sights.iter().filter(counts).map(|sight| &sight.observation)
    }

    fn unseen(&mut self, reason: impl Into<String>, way_out: Option<&str>) {
        let unseen = Unseen {
            families: vec![Family::StaticRules],
            reason: reason.into(),
            way_out: way_out.map(str::to_owned),
        };
        if !self.unseen.contains(&unseen) {
            self.unseen.push(unseen);
        }
    }
}

/// Answers to [`Family::StaticRules`] from plans that belong to one cluster.
pub fn observe(plans: &[Plan], setup: &Setup) -> Seen {
    let mut seen = Seen::default();
    ranges::observe(setup, &mut seen);
    let mut any = false;
    for plan in plans {
        let file = Some(plan.file.clone());
        if !plan.complete {
            seen.unseen(
                format!("plan `{}` is incomplete: Terraform could not plan all of it", plan.file.display()),
                Some("plan it again without errors"),
            );
        }
        if let Some(network) = Network::of(plan, setup) {
            any = true;
            judge(&network, setup, file.as_ref(), &mut seen);
        }
    }
    for decision in &setup.decisions {
        any = true;
        judge(&Network::decided(decision, setup), setup, None, &mut seen);
    }
    if !any {
        seen.unseen("no plan has security groups or machines", Some("give the plan of the platform too"));
    }
    seen
}

fn judge(network: &Network, setup: &Setup, file: Option<&PathBuf>, seen: &mut Seen) {
    let before = seen.sights.len();
    rules::observe(network, setup, seen);
    machines::observe(network, setup, seen);
    for sight in &mut seen.sights[before..] {
        sight.file = file.cloned();
    }
}

/// Machines that are nodes, as far as one can tell.
pub fn nodes(network: &Network) -> impl Iterator<Item = &Machine> {
    let nodes: BTreeSet<_> = network.nodes.iter().map(|node| (node.role, &node.groups)).collect();
    let is_node = move |machine: &&Machine| {
        nodes.contains(&(machine.role.unwrap_or(crate::Role::Worker), &machine.groups))
    };
    network.machines.iter().filter(is_node)
}

fn sight(outcome: Outcome, level: Level, subject: String, seen: String, addresses: Vec<String>) -> Sight {
    let observation = Observation::new(Family::StaticRules, subject, outcome, seen);
    Sight {
        observation,
        level,
        addresses,
        needs: Vec::new(),
        direction: Direction::In,
        peer: None,
        style: None,
        file: None,
    }
}

#[cfg(test)]
mod tests;
