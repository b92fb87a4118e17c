//! The state of the shop as this process sees it.

use std::time::Duration;

use askama::Template;

use super::hops::{Endpoint, Resolution};
use super::words::{Milliseconds, Span};
use super::{Frame, Source};

/// `GET /status`: versions, replicas seen, endpoints, how often which rung of the ladder answered. No secrets.
#[derive(Debug, Clone, Template)]
#[template(path = "status.html")]
pub struct StatusPage<'a> {
    /// What every page has.
    pub frame: Frame<'a>,
    /// Version of this program.
    pub version: &'a str,
    /// How long this process has been running.
    pub uptime: Duration,
    /// The node that runs this pod, when the process was told.
    pub node: Option<&'a str>,
    /// Version of the catalogue: a hash of its content.
    pub catalog_version: &'a str,
    /// Books in the catalogue.
    pub books: usize,
    /// The deadline of a call to recommendations.
    pub deadline: Duration,
    /// How recommendations' name was last resolved.
    pub resolution: Resolution,
    /// The endpoints known, with their state.
    pub endpoints: Vec<Endpoint>,
    /// Replicas of recommendations that answered since the start.
    pub replicas: Vec<ReplicaSeen>,
    /// The strategy that made the last live list.
    pub strategy: Option<&'a str>,
    /// The version of the model that made the last live list.
    pub model_version: Option<&'a str>,
    /// Where the last list shown came from; `None` before the first one.
    pub last_source: Option<Source>,
    /// Lists shown since the start, by source.
    pub answers: Answers,
}

/// A replica of recommendations, by the name it gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReplicaSeen {
    /// Its name, or its address when it gave none.
    pub name: String,
    /// Calls that it answered.
    pub calls: u64,
    /// How long ago it answered last.
    pub last_seen: Duration,
}

/// How many lists came from which rung of the ladder.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Answers {
    /// From the service.
    pub live: u64,
    /// From the last good answer.
    pub stale: u64,
    /// From a curated list.
    pub default: u64,
    /// Without a list.
    pub none: u64,
}

impl StatusPage<'_> {
    /// The page itself asks for no list: it tells of the page that did so last.
    const fn suggestions(&self) -> &'static str {
        match self.last_source {
            None => "no page has asked for suggestions yet",
            Some(Source::Live) => "the last suggestions shown were fresh",
            Some(Source::Stale) => "the last suggestions shown were a few minutes old",
            Some(Source::Default) => "the last suggestions shown were books from the front of our shelves",
            Some(Source::None) => "the last page did without suggestions",
        }
    }
}

impl Answers {
    fn total(self) -> u64 {
        self.live + self.stale + self.default + self.none
    }

    /// Name, meaning, count and share of each rung.
    fn rows(self) -> [(&'static str, &'static str, u64, String); 4] {
        let row = |name, meaning, count| (name, meaning, count, self.share(count));
        [
            row("live", "answered by recommendations", self.live),
            row("stale", "the last good list, at most 15 minutes old", self.stale),
            row("default", "books from the front of the shelves", self.default),
            row("none", "one sentence instead of a list", self.none),
        ]
    }

    fn share(self, part: u64) -> String {
        let total = self.total();
        if total == 0 { "–".to_owned() } else { format!("{:.1} %", part as f64 * 100.0 / total as f64) }
    }
}
