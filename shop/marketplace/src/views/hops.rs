//! The way of one request through the nine hops, as far as this process can see it.
//!
//! A process in a pod sees hops 3 to 9 of its own request, and of hop 7 only what is left of the round trip when
//! the server's own time is taken off. It never guesses at the rest: a hop out of its sight says so.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use askama::Template;

use super::words::Milliseconds;
use super::{Frame, Source};

mod picture;
mod sight;

pub use sight::{Hop, Sight};

/// A hop of the map: the same for every request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HopOnTheMap {
    /// Its number, 1 to 9.
    pub number: u8,
    /// Its name.
    pub title: &'static str,
    /// What happens there.
    pub happens: &'static str,
    /// What breaks it.
    pub breaks: &'static str,
}

/// The nine hops from a visitor's browser to the page and back.
pub const NINE_HOPS: [HopOnTheMap; 9] = [
    HopOnTheMap {
        number: 1,
        title: "Browser to node",
        happens: "Your browser opens the shop at a node's port, or at the load balancer in front of it.",
        breaks: "a firewall rule, a route, a traffic policy",
    },
    HopOnTheMap {
        number: 2,
        title: "Node port rule",
        happens: "The packet meets the rule that kube-proxy keeps for that port on the node.",
        breaks: "kube-proxy down, rules out of date",
    },
    HopOnTheMap {
        number: 3,
        title: "To a marketplace pod",
        happens: "The packet is sent on to one marketplace pod, which begins the page.",
        breaks: "an image for another processor, a crash, a probe, a selector",
    },
    HopOnTheMap {
        number: 4,
        title: "The call begins",
        happens: "Marketplace asks recommendations for a list, by gRPC and with a deadline.",
        breaks: "a wrong name, a URL scheme in it, no deadline",
    },
    HopOnTheMap {
        number: 5,
        title: "The name is looked up",
        happens: "A DNS server, perhaps on another node, answers with addresses.",
        breaks: "DNS down, a network policy, nodes that may not reach each other",
    },
    HopOnTheMap {
        number: 6,
        title: "An endpoint is chosen",
        happens: "Of the addresses connected, the less busy one is taken.",
        breaks: "a selector, a target port, everything pinned to one connection",
    },
    HopOnTheMap {
        number: 7,
        title: "From node to node",
        happens: "The packet crosses from node to node inside a VXLAN tunnel.",
        breaks: "a security group, a packet too large for the tunnel, a source check",
    },
    HopOnTheMap {
        number: 8,
        title: "Recommendations answers",
        happens: "The recommendations service ranks the books and answers.",
        breaks: "overload, a deadline missed",
    },
    HopOnTheMap {
        number: 9,
        title: "The page is made",
        happens: "Marketplace writes the page, with status 200, also when hops 4 to 8 failed.",
        breaks: "nothing may",
    },
];

/// `GET /hops`: this very request, hop by hop, as a picture and as a table with the same facts.
#[derive(Debug, Clone, Template)]
#[template(path = "hops.html")]
pub struct HopsPage<'a> {
    /// What every page has; its source is the source of the list asked for.
    pub frame: Frame<'a>,
    /// The node that runs this pod, when the process was told.
    pub node: Option<&'a str>,
    /// `host:port` that the call was for.
    pub target: &'a str,
    /// The deadline of the call, retry included.
    pub deadline: Duration,
    /// How the target's name was resolved.
    pub resolution: Resolution,
    /// The endpoints known, with their state when the call was made.
    pub endpoints: Vec<Endpoint>,
    /// What was tried for this request, in order; empty when no endpoint was ready.
    pub attempts: Vec<Attempt>,
    /// What the server said of itself, when it answered.
    pub server: Option<Server>,
}

/// The last answer to the question for the target's name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Resolution {
    /// The name asked.
    pub name: String,
    /// The addresses answered, or the last ones known when the question failed.
    pub addresses: Vec<IpAddr>,
    /// How long the last question took, answered or not; `None` when none was needed.
    pub took: Option<Duration>,
    /// How long ago it was asked.
    pub age: Option<Duration>,
    /// Why the last question failed.
    pub error: Option<String>,
}

/// A replica that the client knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// Its address.
    pub address: SocketAddr,
    /// Its state in a word or two, such as `ready` or `breaker open`.
    pub state: String,
    /// Whether calls may go there.
    pub usable: bool,
    /// Calls on their way.
    pub in_flight: usize,
}

/// One try at one endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// Where it went.
    pub endpoint: SocketAddr,
    /// When, counted from the start of the call.
    pub started_after: Duration,
    /// How long it took.
    pub took: Duration,
    /// How it ended, such as `OK` or `UNAVAILABLE`.
    pub outcome: String,
    /// Whether it brought an answer.
    pub answered: bool,
}

/// What recommendations said of itself in its answer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Server {
    /// Its pod or host name.
    pub name: Option<String>,
    /// The time that it took by its own clock.
    pub time: Option<Duration>,
    /// How the list was made.
    pub strategy: Option<String>,
}

impl HopsPage<'_> {
    /// The nine hops with what was seen of each.
    pub fn hops(&self) -> [Hop; 9] {
        sight::of(self)
    }

    fn source_name(&self) -> &'static str {
        self.frame.source.unwrap_or(Source::None).name()
    }

    fn chosen(&self) -> Option<SocketAddr> {
        self.attempts.last().map(|attempt| attempt.endpoint)
    }

    fn is_chosen(&self, endpoint: &Endpoint) -> bool {
        self.chosen() == Some(endpoint.address)
    }
}
