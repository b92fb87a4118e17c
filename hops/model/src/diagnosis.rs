//! What the observations, taken together, mean.

use serde::{Deserialize, Serialize};

use crate::{CauseId, Family, Hop, Observation, Unseen};

/// The answer to "what is broken?".
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Diagnosis {
    /// In one word.
    pub verdict: Verdict,
    /// What is named, the first broken hop first. More than one when the observations need it. Empty unless
    /// [`Verdict::Named`].
    pub findings: Vec<Finding>,
    /// Causes that all fit and that nothing seen tells apart, the likeliest first. Empty unless
    /// [`Verdict::Ambiguous`].
    pub candidates: Vec<Finding>,
    /// What is wrong but not on the way of this request.
    pub beside: Vec<Finding>,
    /// Faults that no cause explains.
    pub unexplained: Vec<Observation>,
    /// The cheapest question that would tell more, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<NextProbe>,
    /// What could not be asked.
    pub unseen: Vec<Unseen>,
}

/// In one word.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Nothing wrong was seen, and enough was seen to say so.
    Healthy,
    /// The causes are named.
    Named,
    /// Something is wrong; several causes fit and want different cures.
    Ambiguous,
    /// Too little was seen, or what was seen fits no cause.
    CannotTell,
}

/// A cause, and why it is believed.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Finding {
    /// Which cause.
    pub cause: CauseId,
    /// In a few words.
    pub title: String,
    /// Where the request dies of it.
    pub hop: Hop,
    /// Why what was seen means this and nothing else, in one sentence without a full stop. Empty in reports of before
    /// there was such a sentence.
    #[serde(default)]
    pub why: String,
    /// What speaks for it: sentences of the observations that it explains and nothing else does, first.
    pub evidence: Vec<String>,
    /// What else it explains: consequences, not causes.
    pub explains: Vec<String>,
    /// How it is mended.
    pub fix: FixText,
    /// Where one can read about it.
    pub sources: Vec<String>,
}

/// A cure, with every name filled in.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct FixText {
    /// What `text` is.
    pub kind: FixKind,
    /// Ready to be pasted.
    pub text: String,
    /// One sentence of what it does, without a full stop.
    pub summary: String,
}

/// What a cure is written in.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum FixKind {
    /// Terraform.
    Hcl,
    /// A command for a shell.
    Command,
    /// A Kubernetes manifest, or a part of one.
    Yaml,
    /// Neither can be written down ready to use.
    Words,
}

/// The question that splits the survivors best for its cost.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct NextProbe {
    /// Which question.
    pub family: Family,
    /// How many of the surviving causes remain after the least telling of the answers that one of them would give.
    pub remaining: usize,
}
