//! What a channel did for one call, for whoever asked to know.

use std::{
    fmt,
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use shop_service::metrics::code_name;
use tonic::Code;

/// Collects the attempts of a call. Put a clone into the extensions of the request and read the other
/// when the call has ended.
#[derive(Debug, Clone, Default)]
pub struct CallRecord(Arc<Mutex<Vec<Attempt>>>);

/// One exchange with one endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// Whom it was sent to.
    pub endpoint: SocketAddr,
    /// When it was sent, from the start of the call.
    pub started_after: Duration,
    /// How long it took until its outcome was known.
    pub took: Duration,
    /// How it ended.
    pub outcome: Outcome,
}

/// How an attempt ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The endpoint answered with this status.
    Answered(Code),
    /// The endpoint refused the stream or was going away, without having looked at the call.
    NotProcessed,
    /// The connection broke before the answer was whole.
    ConnectionLost,
    /// No whole answer came in time.
    Silent,
    /// What came was no gRPC answer.
    Malformed,
    /// The answer was larger than the channel's limit.
    TooLarge,
    /// The other attempt of the call had answered it first.
    Overtaken,
}

impl CallRecord {
    /// An empty record.
    pub fn new() -> Self {
        Self::default()
    }

    /// The attempts so far, in the order in which they were made.
    pub fn attempts(&self) -> Vec<Attempt> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Attempts may end in another order than they began.
    pub(crate) fn insert(&self, attempt: Attempt) {
        let mut attempts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let place = attempts.partition_point(|other| other.started_after <= attempt.started_after);
        attempts.insert(place, attempt);
    }
}

impl Outcome {
    /// Whether it speaks against the endpoint. An error that names the caller's fault does not, and neither
    /// does `RESOURCE_EXHAUSTED`: taking an overloaded endpoint out would overload the others.
    pub fn is_failure(self) -> bool {
        match self {
            Self::Answered(code) => matches!(
                code,
                Code::Unavailable | Code::Internal | Code::Unknown | Code::DataLoss | Code::DeadlineExceeded
            ),
            Self::NotProcessed | Self::Overtaken => false,
            Self::ConnectionLost | Self::Silent | Self::Malformed | Self::TooLarge => true,
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Answered(code) => code_name(*code),
            Self::NotProcessed => "not processed",
            Self::ConnectionLost => "connection lost",
            Self::Silent => "no answer in time",
            Self::Malformed => "malformed answer",
            Self::TooLarge => "answer too large",
            Self::Overtaken => "overtaken",
        })
    }
}
