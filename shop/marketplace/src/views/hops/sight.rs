//! Which hops a request's facts speak of, and what they say.

use std::net::IpAddr;
use std::time::Duration;

use super::{HopOnTheMap, HopsPage, NINE_HOPS, Resolution};
use crate::views::words::Milliseconds;

/// A hop of this request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hop {
    /// Which hop it is.
    pub map: HopOnTheMap,
    /// Whether it was seen, and went well.
    pub sight: Sight,
    /// The most telling fact, short enough for the picture.
    pub brief: String,
    /// Further facts, a sentence each.
    pub facts: Vec<String>,
    /// How long it took, where that is known.
    pub took: Option<Duration>,
}

/// What this process knows of a hop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sight {
    /// It happened and went well.
    Seen,
    /// It happened and failed.
    Failed,
    /// It cannot be seen from here.
    OutOfSight,
}

impl Sight {
    /// The word beside the colour.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Seen => "seen",
            Self::Failed => "failed",
            Self::OutOfSight => "out of sight",
        }
    }

    /// The CSS class.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Seen => "seen",
            Self::Failed => "failed",
            Self::OutOfSight => "unseen",
        }
    }
}

pub(super) fn of(page: &HopsPage<'_>) -> [Hop; 9] {
    [
        out_of_sight(0, "Only your browser knows how it found the node."),
        out_of_sight(1, "The packet was rewritten before it came here."),
        pod(page),
        call(page),
        name(&page.resolution),
        endpoint(page),
        crossing(page),
        answer(page),
        hop(8, Sight::Seen, format!("status 200, list: {}", page.source_name()), None),
    ]
}

fn hop(index: usize, sight: Sight, brief: impl Into<String>, took: Option<Duration>) -> Hop {
    Hop { map: NINE_HOPS[index], sight, brief: brief.into(), facts: Vec::new(), took }
}

fn out_of_sight(index: usize, why: &str) -> Hop {
    hop(index, Sight::OutOfSight, why, None)
}

fn pod(page: &HopsPage<'_>) -> Hop {
    let mut hop = hop(2, Sight::Seen, page.frame.served_by, None);
    hop.facts.push(match page.node {
        Some(node) => format!("On node {node}."),
        None => "The process was not told its node.".to_owned(),
    });
    hop
}

fn call(page: &HopsPage<'_>) -> Hop {
    let mut hop = hop(3, Sight::Seen, page.target, None);
    hop.facts.push(format!("At most {} for all attempts together.", Milliseconds(page.deadline)));
    hop
}

fn name(resolution: &Resolution) -> Hop {
    let known = addresses(&resolution.addresses);
    let mut hop = match &resolution.error {
        Some(error) => hop(4, Sight::Failed, error.as_str(), resolution.took),
        None if resolution.addresses.is_empty() => {
            hop(4, Sight::Failed, "no address answered", resolution.took)
        }
        None => hop(4, Sight::Seen, known.as_str(), resolution.took),
    };
    hop.facts.push(format!("Name asked: {}.", resolution.name));
    if hop.sight == Sight::Failed && !resolution.addresses.is_empty() {
        hop.facts.push(format!("Last addresses known: {known}."));
    }
    if let Some(age) = resolution.age {
        hop.facts
            .push(format!("Asked {} before this page; all requests share the answer.", Milliseconds(age)));
    } else if resolution.took.is_none() && resolution.error.is_none() {
        hop.facts.push("The name needs no DNS server.".to_owned());
    }
    hop
}

fn addresses(addresses: &[IpAddr]) -> String {
    let shown: Vec<String> = addresses.iter().take(3).map(ToString::to_string).collect();
    let more = addresses.len().saturating_sub(shown.len());
    if more == 0 { shown.join(", ") } else { format!("{} and {more} more", shown.join(", ")) }
}

fn endpoint(page: &HopsPage<'_>) -> Hop {
    let usable = page.endpoints.iter().filter(|endpoint| endpoint.usable).count();
    let mut hop = match page.chosen() {
        Some(address) => hop(5, Sight::Seen, address.to_string(), None),
        None => hop(5, Sight::Failed, "no endpoint was ready", None),
    };
    hop.facts.push(format!("{} known, {usable} ready.", page.endpoints.len()));
    if page.attempts.len() > 1 {
        hop.facts.push(format!("Attempt {} of this request.", page.attempts.len()));
    }
    hop
}

fn crossing(page: &HopsPage<'_>) -> Hop {
    let Some(last) = page.attempts.last() else {
        return out_of_sight(6, "No packet was sent.");
    };
    let server_time = page.server.as_ref().and_then(|server| server.time);
    match (last.answered, server_time) {
        (true, Some(time)) => {
            let mut hop = hop(6, Sight::Seen, "there and back", Some(last.took.saturating_sub(time)));
            hop.facts.push("The round trip less the server's own time.".to_owned());
            hop
        }
        (true, None) => out_of_sight(6, "The server did not say how long it took."),
        (false, _) => out_of_sight(6, "From here the way and the server look alike."),
    }
}

fn answer(page: &HopsPage<'_>) -> Hop {
    let Some(last) = page.attempts.last() else {
        return out_of_sight(7, "It was not asked.");
    };
    if !last.answered {
        return hop(7, Sight::Failed, last.outcome.as_str(), Some(last.took));
    }
    let server = page.server.clone().unwrap_or_default();
    let name = server.name.unwrap_or_else(|| last.endpoint.to_string());
    let mut hop = hop(7, Sight::Seen, name, server.time);
    if let Some(strategy) = server.strategy {
        hop.facts.push(format!("Strategy: {strategy}."));
    }
    hop
}
