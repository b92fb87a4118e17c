//! One DNS query to one chosen server (RFC 1035).

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use crate::Failure;

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
/// form is [`FailureKind::Garbage`](crate::FailureKind::Garbage), once the time is up without a better one.
pub async fn query(
    server: SocketAddr,
    name: &str,
    record_type: RecordType,
    transport: Transport,
    limit: Duration,
) -> Result<Answer, Failure> {
    unimplemented!("{server} {name} {record_type:?} {transport:?} {limit:?}")
}

/// Asks for A and AAAA at once from one UDP socket, as glibc does, and once more after 5 s what was not answered.
pub async fn paired(server: SocketAddr, name: &str, limit: Duration) -> Paired {
    unimplemented!("{server} {name} {limit:?}")
}

impl Answer {
    /// Itself, if the server knows (NOERROR or NXDOMAIN).
    ///
    /// # Errors
    /// [`FailureKind::ServerFailure`](crate::FailureKind::ServerFailure), which another try may mend.
    pub fn accepted(self) -> Result<Self, Failure> {
        unimplemented!()
    }
}

impl Paired {
    /// In the words of [`Family::DnsPaired`](hops_model::Family::DnsPaired); `None` when nothing was learned about the server.
    pub fn outcome(&self) -> Option<hops_model::Outcome> {
        unimplemented!()
    }
}
