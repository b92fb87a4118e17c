//! One DNS query to one chosen server (RFC 1035).

use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use hops_model::{Family, Outcome};

use crate::{Failure, FailureKind};

mod exchange;
mod message;

use message::Question;

/// Of two queries of one socket, an answer later than this came to the second try of 5 s later.
const LATE: Duration = Duration::from_millis(4500);

/// What is asked for.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum RecordType {
    /// IPv4 addresses.
    A,
    /// IPv6 addresses.
    Aaaa,
}

/// By which way.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Transport {
    /// One datagram each way.
    Udp,
    /// A connection of its own.
    Tcp,
}

/// What the server says of the name.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Rcode {
    /// NOERROR: the name exists, with or without addresses of this type.
    NoError,
    /// NXDOMAIN: it does not.
    NoSuchName,
    /// SERVFAIL.
    ServerFailure,
    /// REFUSED: not to you.
    Refused,
    /// Any other, by its number.
    Other(u16),
}

/// An answer to the question asked, whatever it says.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Answer {
    /// What the server says of the name.
    pub rcode: Rcode,
    /// The answer did not fit; over TCP it does.
    pub truncated: bool,
    /// The addresses of the type asked for, in the order sent.
    pub addresses: Vec<IpAddr>,
    /// From the query to the answer; over TCP with opening the connection.
    pub took: Duration,
}

/// Two queries of one socket.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Paired {
    /// To the query for IPv4 addresses.
    pub a: Result<Answer, Failure>,
    /// To the query for IPv6 addresses.
    pub aaaa: Result<Answer, Failure>,
}

/// Asks `server` for `name`, which is taken as it is, without search domains.
///
/// # Errors
/// When no answer to this very question comes within `limit`. What does come but has another id, another question or no
/// form is [`FailureKind::Garbage`], over UDP once the time is up without a better one.
pub async fn query(
    server: SocketAddr,
    name: &str,
    record_type: RecordType,
    transport: Transport,
    limit: Duration,
) -> Result<Answer, Failure> {
    let question = Question::new(name, record_type).map_err(not_asked)?;
    match transport {
        Transport::Udp => exchange::udp(server, &question, limit).await,
        Transport::Tcp => exchange::tcp(server, &question, limit).await,
    }
}

/// Asks for A and AAAA at once from one UDP socket, as glibc does, and again every 5 s for what was not answered.
pub async fn paired(server: SocketAddr, name: &str, limit: Duration) -> Paired {
    match (Question::new(name, RecordType::A), Question::new(name, RecordType::Aaaa)) {
        (Ok(a), Ok(aaaa)) => exchange::paired(server, &a, &aaaa, limit).await,
        (Err(reason), _) | (_, Err(reason)) => {
            let failure = not_asked(reason);
            Paired { a: Err(failure.clone()), aaaa: Err(failure) }
        }
    }
}

fn not_asked(reason: String) -> Failure {
    Failure::new(FailureKind::Local, Duration::ZERO, reason)
}

impl Answer {
    /// Itself, if the server knows (NOERROR or NXDOMAIN).
    ///
    /// # Errors
    /// [`FailureKind::ServerFailure`], which another try may mend.
    pub fn accepted(self) -> Result<Self, Failure> {
        match self.rcode {
            Rcode::NoError | Rcode::NoSuchName => Ok(self),
            rcode => Err(Failure::new(FailureKind::ServerFailure, self.took, rcode.to_string())),
        }
    }
}

impl Paired {
    /// In the words of [`Family::DnsPaired`]; `None` when nothing was learned about the server.
    pub fn outcome(&self) -> Option<Outcome> {
        match (&self.a, &self.aaaa) {
            (Ok(a), Ok(aaaa)) if a.took.max(aaaa.took) >= LATE => Some(Outcome::LateByFiveSeconds),
            (Ok(_), Ok(_)) => Some(Outcome::Ok),
            (Ok(_), Err(lost)) | (Err(lost), Ok(_)) => {
                (lost.kind != FailureKind::Local).then_some(Outcome::Partial)
            }
            (Err(lost), Err(_)) => lost.kind.outcome(Family::DnsPaired),
        }
    }
}

/// As DNS calls it.
impl fmt::Display for Rcode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoError => formatter.write_str("NOERROR"),
            Self::NoSuchName => formatter.write_str("NXDOMAIN"),
            Self::ServerFailure => formatter.write_str("SERVFAIL"),
            Self::Refused => formatter.write_str("REFUSED"),
            Self::Other(number) => write!(formatter, "rcode {number}"),
        }
    }
}
