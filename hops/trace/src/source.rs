//! Who answers which question.

use hops_model::{Access, Family, Hop};

/// Somebody who answers in one go.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Source {
    /// The API server.
    Api,
    /// The network, from here.
    External,
    /// Agents in the cluster.
    Agents,
    /// Registries.
    Images,
    /// Terraform's plans, and whether what they create is there.
    Plans,
}

impl Source {
    /// Whom a family is asked of; `None` for what nobody asks yet.
    pub(crate) fn of(family: Family) -> Option<Self> {
        match family {
            Family::ImagePlatforms => Some(Self::Images),
            Family::StaticRules | Family::ExistingObjects => Some(Self::Plans),
            _ => match family.row().access {
                Access::Api => Some(Self::Api),
                Access::External => Some(Self::External),
                Access::PodAgent | Access::HostAgent => Some(Self::Agents),
                Access::Static | Access::Aws => None,
            },
        }
    }

    /// Whose answers a hop's line is made of.
    pub(crate) fn of_hop(hop: Hop) -> Vec<Self> {
        let rows = hops_model::FAMILIES.iter().filter(|row| row.hop == hop);
        let mut sources: Vec<_> = rows.filter_map(|row| Self::of(row.family)).collect();
        // What comes back at the NodePort and the page says something of these too.
        if matches!(hop, Hop::NodePort | Hop::Backend) {
            sources.push(Self::External);
        }
        // Nobody asks the network card.
        if hop == Hop::Edge {
            sources.retain(|source| *source == Self::External);
        }
        sources.sort_unstable();
        sources.dedup();
        sources
    }
}
