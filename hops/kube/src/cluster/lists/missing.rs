//! What could not be listed, in as few sentences as can be.

use std::collections::BTreeMap;

use hops_model::{Family, Unseen};

use super::Listed;
use crate::{Kind, Problem, Snapshot};

/// What could not be listed, until it is told in as few sentences as can be.
#[derive(Default)]
pub(super) struct Missing {
    lists: Vec<(Kind, usize, Problem)>,
    pub(super) certificate: Option<Problem>,
}

impl Missing {
    pub(super) fn take<T>(&mut self, kind: Kind, listed: Listed<T>) -> Vec<T> {
        if let Some(problem) = listed.problem {
            self.lists.push((kind, listed.items.len(), problem));
        }
        listed.items
    }

    /// The same problem of ten lists is one sentence.
    pub(super) fn tell(self, snapshot: &mut Snapshot) {
        let mut groups: BTreeMap<String, Group> = BTreeMap::new();
        for (kind, kept, problem) in self.lists {
            snapshot.missing.insert(kind);
            let group = groups.entry(words(&problem)).or_default();
            let some = if kept > 0 { format!(" (all but {kept})") } else { String::new() };
            group.lists.push(format!("{}{some}", kind.plural()));
            group.families.extend(kind.families());
            group.way_out = problem.hint();
        }
        snapshot.unseen.extend(groups.into_iter().map(|(words, group)| group.tell(&words)));
        if let Some(problem) = self.certificate {
            snapshot.unseen.push(Unseen {
                families: vec![Family::Certificates],
                reason: format!("no handshake with the API server: {problem}"),
                way_out: problem.hint(),
            });
        }
    }
}

/// Lists that failed alike.
#[derive(Default)]
struct Group {
    lists: Vec<String>,
    families: Vec<Family>,
    way_out: Option<String>,
}

impl Group {
    fn tell(mut self, problem: &str) -> Unseen {
        self.families.sort_unstable();
        self.families.dedup();
        let reason = format!("the API server cannot be asked for {}: {problem}", self.lists.join(", "));
        Unseen { families: self.families, reason, way_out: self.way_out }
    }
}

/// Without the words of a 403, which name the one list.
fn words(problem: &Problem) -> String {
    match problem {
        Problem::Forbidden(_) => "it does not allow it".to_owned(),
        other => other.to_string(),
    }
}
