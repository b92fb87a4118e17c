//! What a deployment says while it works.

use std::fmt;
use std::time::{Duration, Instant};

use crate::report::Planned;

/// One thing that happened.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Event {
    /// The shop's images are being built.
    Images(lab_images::Event),
    /// Images of addons are being built.
    Bundle(lab_bundle::Event),
    /// A step began.
    Began(Step),
    /// What a step is at.
    Detail(Step, String),
    /// A step is done.
    Done {
        /// Which.
        step: Step,
        /// How long it took.
        took: Duration,
    },
    /// What is about to be done, object by object.
    Plan(Vec<Planned>),
    /// What is about to be done, in Terraform's words.
    TerraformPlan {
        /// `addons` or `apps`.
        root: &'static str,
        /// Several lines.
        text: String,
    },
    /// Something to know that is no failure, as one sentence.
    Note(String),
}

/// A part of a deployment that takes time.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Step {
    /// Images go into the lab's registry.
    Push,
    /// Terraform evaluates the modules.
    Evaluate,
    /// The objects are compared with what the cluster has.
    Compare,
    /// Objects are applied.
    Apply,
    /// Terraform plans and applies a root.
    Terraform(&'static str),
    /// Workloads become ready.
    Rollout,
    /// The API server is asked for all that was applied.
    ReadBack,
    /// Objects are deleted and have gone.
    Delete,
}

/// Receives what happens, in order; it must not block.
pub type Events<'a> = dyn Fn(Event) + Send + Sync + 'a;

/// A step that has begun.
pub(crate) struct Running<'a> {
    step: Step,
    began: Instant,
    events: &'a Events<'a>,
}

impl<'a> Running<'a> {
    pub(crate) fn begin(step: Step, events: &'a Events<'a>) -> Self {
        events(Event::Began(step));
        Self { step, began: Instant::now(), events }
    }

    pub(crate) fn detail(&self, words: String) {
        (self.events)(Event::Detail(self.step, words));
    }

    pub(crate) fn end(self) {
        (self.events)(Event::Done { step: self.step, took: self.began.elapsed() });
    }
}

impl fmt::Display for Step {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Push => formatter.write_str("images pushed"),
            Self::Evaluate => formatter.write_str("modules evaluated"),
            Self::Compare => formatter.write_str("cluster compared"),
            Self::Apply => formatter.write_str("objects applied"),
            Self::Terraform(root) => write!(formatter, "{root} by Terraform"),
            Self::Rollout => formatter.write_str("workloads ready"),
            Self::ReadBack => formatter.write_str("every object read back"),
            Self::Delete => formatter.write_str("objects deleted"),
        }
    }
}
