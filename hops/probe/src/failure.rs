//! In which way a question stayed without a good answer.

use std::fmt;
use std::io;
use std::time::Duration;

use hops_model::{Family, Outcome};

/// A question without a good answer.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Failure {
    /// In one word.
    pub kind: FailureKind,
    /// How long it took to find out.
    pub took: Duration,
    /// What the kernel or the peer said, or nothing.
    pub detail: String,
}

/// Kinds that want different cures are never one.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum FailureKind {
    /// Silence until the deadline.
    Timeout,
    /// RST to the first packet, or ICMP port unreachable.
    Refused,
    /// A connection that was open was cut before the answer was whole.
    Reset,
    /// ICMP administratively prohibited, host or network unreachable, or this machine's own rules say no.
    Prohibited,
    /// Bytes that are no answer to this question.
    Garbage,
    /// DNS: SERVFAIL, REFUSED or another rcode that is no answer.
    ServerFailure,
    /// HTTP 5xx, or a gRPC status that says so.
    ServerError,
    /// gRPC health: not serving.
    NotServing,
    /// TLS: a certificate that has expired, is for another name, or by an issuer nobody here knows.
    Certificate,
    /// This machine could not ask: out of sockets, no such device. Says nothing about the peer.
    Local,
}

impl FailureKind {
    /// The word that `family` has for this; `None` when nothing was learned about the peer.
    ///
    /// A family that does not tell a kind apart gets its nearest word: whatever brings no answer is a time-out to it.
    pub fn outcome(self, family: Family) -> Option<Outcome> {
        let words: &[Outcome] = match self {
            Self::Timeout => &[Outcome::Timeout],
            Self::Refused => &[Outcome::Refused],
            Self::Reset => &[Outcome::Reset],
            Self::Certificate => &[Outcome::Untrusted],
            Self::Prohibited => &[Outcome::Prohibited],
            Self::Garbage => &[Outcome::OtherAnswer, Outcome::ServerFailure, Outcome::ServerError],
            Self::ServerFailure => &[Outcome::ServerFailure],
            Self::ServerError => &[Outcome::ServerError],
            Self::NotServing => &[Outcome::NotServing],
            Self::Local => return None,
        };
        let row = family.row();
        let known = words.iter().copied().find(|word| row.outcomes.contains(word));
        known.or_else(|| row.outcomes.contains(&Outcome::Timeout).then_some(Outcome::Timeout))
    }
}

impl Failure {
    pub(crate) fn new(kind: FailureKind, took: Duration, detail: impl Into<String>) -> Self {
        Self { kind, took, detail: detail.into() }
    }

    pub(crate) fn of_io(error: &io::Error, took: Duration) -> Self {
        Self::new(kind_of(error), took, error.to_string())
    }
}

fn kind_of(error: &io::Error) -> FailureKind {
    match error.kind() {
        io::ErrorKind::TimedOut => FailureKind::Timeout,
        io::ErrorKind::ConnectionRefused => FailureKind::Refused,
        io::ErrorKind::ConnectionReset
        | io::ErrorKind::ConnectionAborted
        | io::ErrorKind::BrokenPipe
        | io::ErrorKind::UnexpectedEof => FailureKind::Reset,
        io::ErrorKind::HostUnreachable
        | io::ErrorKind::NetworkUnreachable
        | io::ErrorKind::PermissionDenied => FailureKind::Prohibited,
        _ => FailureKind::Local,
    }
}

/// As the rest of a sentence: `refused after 0.4 ms`.
impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let took = milliseconds(self.took);
        match self.kind {
            FailureKind::Timeout => return write!(formatter, "no answer within {took}"),
            FailureKind::Refused => write!(formatter, "refused after {took}"),
            FailureKind::Reset => write!(formatter, "cut off after {took}"),
            FailureKind::Prohibited => write!(formatter, "turned away after {took}"),
            FailureKind::Garbage => write!(formatter, "answered with what is no answer after {took}"),
            FailureKind::ServerFailure | FailureKind::ServerError => {
                write!(formatter, "answered with a failure of its own after {took}")
            }
            FailureKind::NotServing => write!(formatter, "answered that it does not serve after {took}"),
            FailureKind::Certificate => write!(formatter, "the certificate is not to be trusted"),
            FailureKind::Local => write!(formatter, "this machine could not ask"),
        }?;
        if self.detail.is_empty() || self.kind == FailureKind::Refused {
            return Ok(());
        }
        write!(formatter, " ({})", self.detail)
    }
}

impl std::error::Error for Failure {}

/// `0.4 ms`, `12 ms`, `2 s`.
pub(crate) fn milliseconds(took: Duration) -> String {
    let milliseconds = took.as_secs_f64() * 1e3;
    match milliseconds {
        under if under < 10.0 => format!("{under:.1} ms"),
        over if over >= 1e3 => format!("{:.1} s", over / 1e3),
        between => format!("{between:.0} ms"),
    }
}
