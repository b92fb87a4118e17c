//! The nodes of a cluster, as the machines of one plan or as a module decided, with their security groups.

use std::collections::BTreeSet;

use ipnet::IpNet;

use crate::groups::with_lookup;
use crate::machines::machines;
use crate::setup::Decision;
use crate::{Groups, Known, Machine, Membership, Plan, References, Role, Setup};

mod flows;
mod peers;

pub(crate) use flows::{Lack, judge};

/// Nodes that may reach each other, and their groups.
#[derive(Debug)]
pub struct Network {
    /// The groups.
    pub groups: Groups,
    /// Every machine that the plan has.
    pub machines: Vec<Machine>,
    /// The nodes of the cluster, those that are alike as one.
    pub nodes: Vec<Profile>,
    /// Why it is not known who the nodes are.
    pub doubt: Option<String>,
}

/// Nodes that are alike to security groups.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct Profile {
    /// What they are.
    pub role: Role,
    /// Their groups.
    pub groups: Membership,
    /// The networks of their addresses. Empty when they are not known.
    pub networks: BTreeSet<IpNet>,
}

impl Network {
    /// Of the resources of a plan. `None` if it has neither groups nor machines.
    pub fn of(plan: &Plan, setup: &Setup) -> Option<Self> {
        let references = References::of(plan);
        let groups = Groups::of(plan, &references);
        let machines = with_lookup(plan, &references, |lookup| machines(plan, &references, lookup));
        if machines.is_empty() && groups.iter().next().is_none() {
            return None;
        }
        let mut network = Self { groups, machines, nodes: Vec::new(), doubt: None };
        let vpcs = vpcs(plan);
        if network.machines.is_empty() {
            network.nodes_by_groups(&vpcs);
        } else {
            network.nodes_by_machines(&vpcs, setup);
        }
        Some(network)
    }

    /// Of what a module decided.
    pub fn decided(decision: &Decision, setup: &Setup) -> Self {
        let networks: BTreeSet<_> = setup.vpcs.iter().map(|range| range.network).collect();
        let profile = |node: &crate::DecidedNode| Profile {
            role: node.role,
            groups: Membership { sure: node.groups.clone(), ..Membership::default() },
            networks: networks.clone(),
        };
        Self {
            groups: Groups::decided(decision.groups.iter().cloned()),
            machines: Vec::new(),
            nodes: decision.nodes.iter().filter(|node| node.role != Role::Other).map(profile).collect(),
            doubt: None,
        }
    }

    fn nodes_by_machines(&mut self, vpcs: &BTreeSet<IpNet>, setup: &Setup) {
        let some_told = self
            .machines
            .iter()
            .any(|machine| matches!(machine.role, Some(Role::ControlPlane | Role::Worker)));
        let mut known = BTreeSet::new();
        for machine in &self.machines {
            let role = match machine.role {
                Some(Role::Other) => continue,
                Some(role) => role,
                // Where it is a cluster that is planned, its machines need no telling names.
                None if !some_told && setup.travel.is_some() => Role::Worker,
                None => continue,
            };
            let networks = if machine.networks.is_empty() {
                vpcs.clone()
            } else {
                machine.networks.iter().copied().collect()
            };
            let profile = Profile { role, groups: machine.groups.clone(), networks };
            if known.insert(profile.clone()) {
                self.nodes.push(profile);
            }
        }
        if self.nodes.is_empty() {
            self.doubt = Some(
                "no machine of the plan says by its name or tags that it is a node of a cluster".to_owned(),
            );
        }
    }

    /// Machines are made elsewhere: groups that are called after nodes are theirs.
    fn nodes_by_groups(&mut self, vpcs: &BTreeSet<IpNet>) {
        for group in self.groups.iter() {
            let role =
                crate::machines::role_of_names(&[group.id.clone(), group.name.clone().unwrap_or_default()]);
            if role == Some(Role::Worker) {
                let sure: BTreeSet<_> = [group.id.clone()].into();
                let groups = Membership { sure, ..Membership::default() };
                self.nodes.push(Profile { role: Role::Worker, groups, networks: vpcs.clone() });
            }
        }
        // Which of several a node is in is not said here.
        if self.nodes.len() != 1 {
            self.nodes.clear();
            self.doubt = Some("the plan has security groups and no machine that is in them".to_owned());
        }
    }

    /// Groups that every node is certainly in.
    pub fn shared(&self) -> BTreeSet<&str> {
        let mut nodes = self.nodes.iter().map(|node| &node.groups.sure);
        let Some(first) = nodes.next() else { return BTreeSet::new() };
        let all = nodes.fold(first.clone(), |all, groups| all.intersection(groups).cloned().collect());
        first.iter().filter(|id| all.contains(*id)).map(String::as_str).collect()
    }
}

/// The networks of a plan's VPCs; none if one of them is not known.
fn vpcs(plan: &Plan) -> BTreeSet<IpNet> {
    let networks = plan.of_kinds(&["aws_vpc"]).map(|vpc| match vpc.text("cidr_block") {
        Known::Value(text) => text.parse().ok(),
        Known::Unknown | Known::Absent => None,
    });
    networks.collect::<Option<_>>().unwrap_or_default()
}
