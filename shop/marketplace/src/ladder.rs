//! The degradation ladder: the first of these that works is what the visitor sees.
//!
//! 1. `live`: the answer of recommendations, inside the deadline. One retry on another endpoint is the
//!    business of `shop-rpc` and happens inside this rung.
//! 2. `stale`: the last good list for the same key, at most 15 minutes old, from memory.
//! 3. `default`: a curated list made from the catalogue when it was loaded.
//! 4. `none`: no list; the page says one sentence instead.
//!
//! A remembered list is never asked first, however fresh it is: the ladder goes down only on failure.
//! The ladder cannot fail, and it does not outlast its budget: a peer which sends headers and then
//! stops in the middle of its answer is cut off here.

pub mod curated;
pub mod key;
pub mod last_good;
pub mod list;

use std::{future::Future, sync::Arc, time::Duration};

use tokio::time::timeout;
use tonic::{Code, Status};

pub use self::{
    curated::Curated,
    key::{Key, Place},
    last_good::LastGood,
    list::{List, Reason, ReasonCode, Recommended},
};
pub use crate::views::Source;

/// What the transport's own deadline is given before the ladder cuts in. The transport answers first when
/// the peer is silent; the ladder only catches an answer that stops half way.
const GRACE: Duration = Duration::from_millis(30);

/// Why the ladder stopped at the rung it stopped at. A closed set, fit for a metric's label.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Why {
    /// Recommendations answered.
    Answered,
    /// It did not answer in time.
    DeadlineExceeded,
    /// No endpoint could be reached, or its breaker is open.
    Unavailable,
    /// It shed the call, or its answer was too large: gRPC has one code for both.
    ResourceExhausted,
    /// It does not know what was asked about: the two catalogues differ.
    NotFound,
    /// What came back was no answer: garbage, or cut off.
    BadAnswer,
    /// It answered with another error.
    Refused,
}

impl Why {
    /// Every reason.
    pub const ALL: [Self; 7] = [
        Self::Answered,
        Self::DeadlineExceeded,
        Self::Unavailable,
        Self::ResourceExhausted,
        Self::NotFound,
        Self::BadAnswer,
        Self::Refused,
    ];

    /// As in metrics and on `/hops`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Answered => "answered",
            Self::DeadlineExceeded => "deadline_exceeded",
            Self::Unavailable => "unavailable",
            Self::ResourceExhausted => "resource_exhausted",
            Self::NotFound => "not_found",
            Self::BadAnswer => "bad_answer",
            Self::Refused => "refused",
        }
    }
}

impl From<&Status> for Why {
    fn from(status: &Status) -> Self {
        match status.code() {
            Code::DeadlineExceeded | Code::Cancelled => Self::DeadlineExceeded,
            Code::Unavailable => Self::Unavailable,
            Code::ResourceExhausted => Self::ResourceExhausted,
            Code::NotFound => Self::NotFound,
            Code::Internal | Code::Unknown | Code::DataLoss | Code::OutOfRange => Self::BadAnswer,
            _ => Self::Refused,
        }
    }
}

/// A list and the rung that it came from.
#[derive(Debug, Clone)]
pub struct Answer {
    /// Empty when `source` is [`Source::None`]; an empty live list is live.
    pub list: Arc<List>,
    /// The rung.
    pub source: Source,
    /// Why it is this rung.
    pub why: Why,
}

/// The ladder with its memory.
#[derive(Debug)]
pub struct Ladder {
    last_good: LastGood,
    budget: Duration,
}

impl Ladder {
    /// `deadline` is the transport's, for the whole call.
    pub fn new(deadline: Duration) -> Self {
        Self { last_good: LastGood::default(), budget: deadline + GRACE }
    }

    /// Goes down the rungs. `curated` is only asked when there is nothing better.
    pub async fn answer(
        &self,
        key: Key,
        live: impl Future<Output = Result<List, Status>>,
        curated: impl FnOnce() -> Arc<List>,
    ) -> Answer {
        let failure = match timeout(self.budget, live).await {
            Ok(Ok(list)) => {
                let list = Arc::new(list);
                self.last_good.remember(key, Arc::clone(&list));
                return Answer { list, source: Source::Live, why: Why::Answered };
            }
            Ok(Err(status)) => Why::from(&status),
            Err(_elapsed) => Why::DeadlineExceeded,
        };
        if let Some(list) = self.last_good.recall(&key) {
            return Answer { list, source: Source::Stale, why: failure };
        }
        let list = curated();
        let source = if list.books.is_empty() { Source::None } else { Source::Default };
        Answer { list, source, why: failure }
    }
}

#[cfg(test)]
mod tests;
