//! The table of connections: its room, and what could not be put into it.

use hops_model::{Family, Observation, Outcome};

use crate::kernel;

/// From here on new connections are dropped at random.
const FULL_PERCENT: u64 = 97;
/// Now and then two packets race on a node that is well; so many in one epoch is what people feel.
const MANY_RACES: u64 = 10;

/// Counters of the last epoch.
#[derive(Debug, Default)]
pub(super) struct Connections {
    failed: Option<u64>,
}

impl Connections {
    /// `None` where the kernel keeps no such table, or does not show it.
    pub(super) fn look(&mut self, node: &str) -> Option<Observation> {
        let statistics = kernel::text("/proc/net/stat/nf_conntrack");
        let now = kernel::conntrack_counter(&statistics, "insert_failed");
        let before = std::mem::replace(&mut self.failed, now);
        let races = now.zip(before).map_or(0, |(now, before)| now.saturating_sub(before));
        let count = kernel::number("/proc/sys/net/netfilter/nf_conntrack_count")?;
        let most = kernel::number("/proc/sys/net/netfilter/nf_conntrack_max")?;
        Some(judge(count, most, races, node))
    }
}

fn judge(count: u64, most: u64, races: u64, node: &str) -> Observation {
    let outcome = match () {
        () if count.saturating_mul(100) >= most.saturating_mul(FULL_PERCENT) => Outcome::ConntrackFull,
        () if races >= MANY_RACES => Outcome::ConntrackRace,
        () => Outcome::Ok,
    };
    let rest =
        if races > 0 { format!(", and {races} were not put in for another's sake") } else { String::new() };
    let seen = format!("{count} of {most} connections are in the node's table{rest}");
    Observation::new(Family::Conntrack, format!("node {node}"), outcome, seen)
        .fact("node", node)
        .fact("count", count.to_string())
        .fact("max", most.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_full_before_its_last_place_is_taken() {
        assert_eq!(judge(900, 1000, 3, "w1").outcome, Outcome::Ok);
        assert_eq!(judge(970, 1000, 0, "w1").outcome, Outcome::ConntrackFull);
        assert_eq!(judge(9, 1000, 40, "w1").outcome, Outcome::ConntrackRace);
        assert_eq!(
            judge(9, 1000, 3, "w1").seen,
            "9 of 1000 connections are in the node's table, and 3 were not put in for another's sake"
        );
    }
}
