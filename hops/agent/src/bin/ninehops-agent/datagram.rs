//! What agents say to each other in datagrams: whether one of this size comes there and back, and what time it is.
//!
//! An answer is as long as its question, so nobody can be flooded by way of an agent with more than was sent to it; and
//! an answer is never answered, so that two agents cannot be made to talk for ever.

use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::{Duration, SystemTime};

use hops_probe::{Failure, FailureKind};
use tokio::net::UdpSocket;
use tokio::time::{Instant, timeout};

/// A question: these bytes, a number that the answer repeats, room for a time; then nothing of meaning.
const QUESTION: [u8; 8] = *b"9 hops ?";
const ANSWER: [u8; 8] = *b"9 hops !";
/// The least that a question and its answer have.
pub(crate) const SHORT: usize = 24;
/// No device in a cluster takes longer packets.
const LARGEST: usize = 9216;
/// After the socket failed for want of memory.
const BREATH: Duration = Duration::from_millis(50);

/// A datagram that came back.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Echo {
    pub(crate) took: Duration,
    /// How far the peer's clock is ahead of ours, in milliseconds; as good as the way is even.
    pub(crate) ahead_ms: i64,
}

/// Answers until it is dropped.
pub(crate) async fn serve(socket: UdpSocket) {
    let mut buffer = vec![0; LARGEST];
    loop {
        match socket.recv_from(&mut buffer).await {
            Ok((length, from)) => {
                if answer(&mut buffer[..length], now()) {
                    let _ = socket.send_to(&buffer[..length], from).await;
                }
            }
            Err(_) => tokio::time::sleep(BREATH).await,
        }
    }
}

/// Makes an answer of a question; false for what is none.
fn answer(datagram: &mut [u8], now: u64) -> bool {
    if datagram.len() < SHORT || datagram[..8] != QUESTION {
        return false;
    }
    datagram[..8].copy_from_slice(&ANSWER);
    datagram[16..SHORT].copy_from_slice(&now.to_be_bytes());
    true
}

/// Sends `size` bytes and waits for as many, from a source port of its own.
///
/// The kernel sets "don't fragment": a datagram as long as the device takes goes in one piece or not at all.
pub(crate) async fn ask(peer: SocketAddr, size: usize, limit: Duration) -> Result<Echo, Failure> {
    let began = Instant::now();
    let number = fastrand::u64(..);
    match timeout(limit, there_and_back(peer, size.max(SHORT), number)).await {
        Err(_) => Err(Failure { kind: FailureKind::Timeout, took: limit, detail: String::new() }),
        Ok(Err(error)) => {
            Err(Failure { kind: kind(&error), took: began.elapsed(), detail: error.to_string() })
        }
        Ok(Ok((asked_at, answered_at))) => {
            let took = began.elapsed();
            let middle = i128::from(asked_at) + i128::try_from(took.as_millis() / 2).unwrap_or_default();
            let ahead_ms = i64::try_from(i128::from(answered_at) - middle).unwrap_or(i64::MAX);
            Ok(Echo { took, ahead_ms })
        }
    }
}

/// Returns what our clock said before, and the peer's at its answer.
async fn there_and_back(peer: SocketAddr, size: usize, number: u64) -> io::Result<(u64, u64)> {
    let socket = match peer {
        SocketAddr::V4(_) => UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).await?,
        SocketAddr::V6(_) => UdpSocket::bind((Ipv6Addr::UNSPECIFIED, 0)).await?,
    };
    socket.connect(peer).await?;
    let mut datagram = vec![0; size];
    datagram[..8].copy_from_slice(&QUESTION);
    datagram[8..16].copy_from_slice(&number.to_be_bytes());
    let asked_at = now();
    socket.send(&datagram).await?;
    loop {
        let length = socket.recv(&mut datagram).await?;
        if length == size && datagram[..8] == ANSWER && datagram[8..16] == number.to_be_bytes() {
            let time = datagram[16..SHORT].try_into().expect("eight bytes are eight bytes");
            return Ok((asked_at, u64::from_be_bytes(time)));
        }
    }
}

fn kind(error: &io::Error) -> FailureKind {
    match error.kind() {
        io::ErrorKind::ConnectionRefused => FailureKind::Refused,
        io::ErrorKind::HostUnreachable
        | io::ErrorKind::NetworkUnreachable
        | io::ErrorKind::PermissionDenied => FailureKind::Prohibited,
        _ => FailureKind::Local,
    }
}

/// Milliseconds since 1970; 0 for a clock that is before it.
fn now() -> u64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use tokio::select;

    use super::*;

    const LIMIT: Duration = Duration::from_secs(20);

    #[tokio::test]
    async fn a_datagram_comes_back_as_long_as_it_was_with_the_peers_time() {
        let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        let address = socket.local_addr().unwrap();
        let echo = select! {
            echo = ask(address, 8000, LIMIT) => echo.unwrap(),
            () = serve(socket) => unreachable!(),
        };
        assert!(echo.ahead_ms.abs() < 1000, "{echo:?}");
    }

    #[tokio::test]
    async fn a_port_where_nobody_listens_refuses() {
        let address = UdpSocket::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
        assert_eq!(ask(address, SHORT, LIMIT).await.unwrap_err().kind, FailureKind::Refused);
    }

    #[tokio::test(start_paused = true)]
    async fn silence_ends_with_the_time_given() {
        let silent = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        let failure = ask(silent.local_addr().unwrap(), SHORT, LIMIT).await.unwrap_err();
        assert_eq!((failure.kind, failure.took), (FailureKind::Timeout, LIMIT));
    }

    #[test]
    fn an_answer_is_not_answered() {
        let mut datagram = [0; SHORT];
        datagram[..8].copy_from_slice(&QUESTION);
        assert!(answer(&mut datagram, 7));
        assert_eq!(datagram[16..], 7_u64.to_be_bytes());
        assert!(!answer(&mut datagram, 7));
    }

    proptest! {
        #[test]
        fn no_bytes_are_too_strange_to_look_at(mut bytes in prop::collection::vec(any::<u8>(), 0..64)) {
            answer(&mut bytes, 0);
        }
    }
}
