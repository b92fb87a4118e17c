//! Nodes that are Ready as far as the API server knows, and of which nobody hears.
//!
//! The API server waits for most of a minute before it calls a node `NotReady`. Until then it is its neighbours that know.

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::{Access, Family, Observation, Outcome};

/// With an observation of [`Outcome::Unheard`] for each such node: a neighbour asked it in vain, it answers nobody, its own
/// agents say nothing, and every other pair of nodes gets through.
pub(super) fn with_unheard(observations: &[Observation]) -> Cow<'_, [Observation]> {
    let asked: Vec<_> = observations.iter().filter_map(Question::of).collect();
    let heard: BTreeSet<&str> = asked.iter().flat_map(Question::heard).collect();
    let in_vain = || asked.iter().filter(|question| question.is_silence).filter_map(|question| question.to);
    let unheard: BTreeSet<&str> =
        in_vain().filter(|node| !heard.contains(node) && !is_dead(node, observations)).collect();
    // Where those who speak do not reach each other, it is not the node.
    let is_elsewhere = in_vain().any(|node| heard.contains(node));
    if unheard.is_empty() || is_elsewhere {
        return Cow::Borrowed(observations);
    }
    let derived = unheard.into_iter().map(of);
    Cow::Owned(observations.iter().cloned().chain(derived).collect())
}

/// Whom a probe asked, and what of it came back.
struct Question<'a> {
    /// The node whose agent asked.
    from: Option<&'a str>,
    /// The node that was asked, of another.
    to: Option<&'a str>,
    /// The node that was asked, from outside.
    from_outside: Option<&'a str>,
    is_silence: bool,
}

impl<'a> Question<'a> {
    fn of(observation: &'a Observation) -> Option<Self> {
        let fact = |key: &str| observation.facts.get(key).map(String::as_str);
        let is_silence = matches!(
            observation.outcome,
            Outcome::Timeout | Outcome::TimeoutWithoutLocalPod | Outcome::Prohibited
        );
        let nobody = Self { from: None, to: None, from_outside: None, is_silence };
        match observation.family.row().access {
            Access::PodAgent | Access::HostAgent => {
                Some(Self { from: fact("from").or(fact("node")), to: fact("to"), ..nobody })
            }
            Access::External => Some(Self { from_outside: fact("node"), ..nobody }),
            Access::Static | Access::Api | Access::Aws => None,
        }
    }

    /// The nodes that it shows to be alive.
    fn heard(&self) -> impl Iterator<Item = &'a str> {
        let answered = [self.to, self.from_outside].into_iter().flatten().filter(|_| !self.is_silence);
        answered.chain(self.from)
    }
}

fn is_dead(node: &str, observations: &[Observation]) -> bool {
    observations.iter().any(|one| {
        one.family == Family::Nodes
            && one.outcome == Outcome::NotReady
            && one.facts.get("node").is_some_and(|dead| dead == node)
    })
}

fn of(node: &str) -> Observation {
    let seen =
        format!("node `{node}` is Ready as far as the API server knows, and nobody gets an answer of it");
    Observation::new(Family::Nodes, format!("node {node}"), Outcome::Unheard, seen).fact("node", node)
}

#[cfg(test)]
mod tests;
