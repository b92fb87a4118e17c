//! What a case is made of.

use std::fmt;

use hops_model::CauseId;
use serde::Serialize;
use serde_json::Value;

/// One situation and what must be said of it.
#[derive(Clone, Debug)]
pub struct Case {
    /// As it is chosen with `--case`.
    pub name: String,
    /// Whose bar it counts for.
    pub group: Group,
    /// How many workers its lab has, beside the control plane.
    pub workers: u8,
    /// The nodes on which `CoreDNS` has a pod each; where it happens to be if `None`.
    pub dns_on: Option<&'static [&'static str]>,
    /// What `trace` may ask in the cluster.
    pub agent: Agent,
    /// What is done to the lab, in this order; undone in the other.
    pub breaks: Vec<Break>,
    /// By what one sees from outside that it has come about.
    pub shown: Vec<Shown>,
    /// What must be said.
    pub expects: Expects,
    /// What is done with the fix that is printed.
    pub cure: Cure,
    /// Whether it belongs to the short exam.
    pub quick: bool,
}

/// Whose bar a case counts for.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Group {
    /// The four failures that the system is known for, in their variants.
    Four,
    /// Everything else that `lab break` breaks, and more.
    Fault,
    /// Nothing is broken, though much goes on.
    Healthy,
    /// Two things are broken at once.
    Double,
    /// Too little can be seen.
    Blind,
}

/// What `trace` may ask in the cluster.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Agent {
    /// The agent runs on every node.
    Installed,
    /// There is none.
    Absent,
    /// There is none, and the API server answers few questions.
    AbsentAndHalfForbidden,
}

/// One thing that is done to a lab.
#[derive(Clone, Debug)]
pub enum Break {
    /// As `ninehops lab break`, perhaps at a node.
    Fault(&'static str, Option<&'static str>),
    /// An object is changed by a strategic merge patch.
    Patch {
        /// Its namespace.
        namespace: &'static str,
        /// `KIND/NAME`.
        object: &'static str,
        /// What of it.
        patch: Value,
    },
    /// A Deployment of the shop, and its container of the same name, get an image for another processor.
    Image(&'static str, ForeignImage),
    /// Objects that live are taken for made by hand: they belong to kubectl, and the plan is to create them.
    ByHand(&'static [&'static str]),
    /// Objects are applied that nothing else has.
    Apply(Value),
    /// kubectl does something, and perhaps something else when it is undone.
    Kubectl(&'static [&'static str], &'static [&'static str]),
    /// A command in a node, and the one that undoes it.
    Exec {
        /// Where.
        node: &'static str,
        /// What.
        does: &'static [&'static str],
        /// And back.
        undoes: &'static [&'static str],
    },
    /// Rules of security groups, by group and key, are taken away.
    WithoutRules(&'static [(&'static str, &'static str)]),
    /// The shop is removed, and deployed again when this is undone.
    WithoutShop,
    /// Nothing is done until this is seen.
    Await(Shown),
    /// A node loses its power and gets it back.
    PowerCycle(&'static str),
}

/// An image for another processor.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum ForeignImage {
    /// An index with one manifest.
    Index,
    /// A manifest and no index.
    Manifest,
}

/// What one sees from outside of a thing that takes its time.
#[derive(Clone, Debug)]
pub enum Shown {
    /// A container of the Deployment waits for one of these reasons.
    Waiting(&'static str, &'static [&'static str]),
    /// The Deployment has as many pods of its newest template as it wants, and no other.
    RolledOut(&'static str, &'static str),
    /// No visitor gets a page with live recommendations any more.
    NotLive,
    /// A node answers no visitor.
    NoPage(&'static str),
    /// No node answers a visitor.
    NoPageAnywhere,
    /// A node is not Ready.
    NotReady(&'static str),
    /// Every node is Ready.
    AllReady,
    /// No pod of the label in `kube-system` is left.
    NoPods(&'static str),
    /// The Service has no ready endpoint.
    NoEndpoints(&'static str, &'static str),
}

/// What must be said.
#[derive(Clone, Debug)]
pub enum Expects {
    /// This cause first, and a fix with all of these words in it.
    Named(CauseId, Vec<String>),
    /// This cause first; or, where nothing that is seen tells it from the others, this as the likeliest of all of them.
    Likeliest(CauseId, &'static [CauseId]),
    /// Both, in whichever order, and no other.
    Both(CauseId, CauseId),
    /// No cause at all.
    Healthy,
    /// That it cannot be told; or the one that is right, if it can.
    CannotTell(CauseId),
}

/// What is done with the fix that is printed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Cure {
    /// Nothing: what was broken is undone in its own way.
    None,
    /// It is a command, which is run where `kubectl` and `docker` are those of the lab.
    Command,
    /// It is HCL, whose rules are added to the lab's security groups.
    Rules,
    /// It is import blocks, which are applied to the plan.
    Imports,
}

impl Group {
    /// All, in the order of the report.
    pub const ALL: [Self; 5] = [Self::Four, Self::Fault, Self::Healthy, Self::Double, Self::Blind];

    /// How many of a hundred cases must be right.
    pub fn bar(self) -> u32 {
        match self {
            Self::Four | Self::Healthy | Self::Blind => 100,
            Self::Fault => 95,
            Self::Double => 80,
        }
    }

    /// In a few words.
    pub fn title(self) -> &'static str {
        match self {
            Self::Four => "the four failures",
            Self::Fault => "other faults",
            Self::Healthy => "healthy",
            Self::Double => "two at once",
            Self::Blind => "too little to see",
        }
    }
}

impl fmt::Display for Group {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.title())
    }
}

impl fmt::Display for Expects {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Named(cause, _) => write!(formatter, "{}", name(*cause)),
            Self::Likeliest(cause, _) => write!(formatter, "{}, or as the likeliest", name(*cause)),
            Self::Both(one, other) => write!(formatter, "{}, {}", name(*one), name(*other)),
            Self::Healthy => formatter.write_str("healthy"),
            Self::CannotTell(cause) => write!(formatter, "cannot tell, or {}", name(*cause)),
        }
    }
}

impl Case {
    /// One with an agent on a lab of two workers, in which nothing is done yet.
    pub(crate) fn new(group: Group, name: impl Into<String>, expects: Expects) -> Self {
        Self {
            name: name.into(),
            group,
            workers: 2,
            dns_on: None,
            agent: Agent::Installed,
            breaks: Vec::new(),
            shown: Vec::new(),
            expects,
            cure: Cure::None,
            quick: false,
        }
    }

    pub(crate) fn workers(self, workers: u8) -> Self {
        Self { workers, ..self }
    }

    pub(crate) fn dns_on(self, nodes: &'static [&'static str]) -> Self {
        Self { dns_on: Some(nodes), ..self }
    }

    pub(crate) fn agent(self, agent: Agent) -> Self {
        Self { agent, ..self }
    }

    pub(crate) fn breaks(mut self, broken: Break) -> Self {
        self.breaks.push(broken);
        self
    }

    pub(crate) fn shown(mut self, shown: Shown) -> Self {
        self.shown.push(shown);
        self
    }

    pub(crate) fn cure(self, cure: Cure) -> Self {
        Self { cure, ..self }
    }

    pub(crate) fn quick(self) -> Self {
        Self { quick: true, ..self }
    }
}

/// As it is written in JSON.
pub(crate) fn name(cause: CauseId) -> String {
    match serde_json::to_value(cause) {
        Ok(Value::String(name)) => name,
        _ => format!("{cause:?}"),
    }
}
