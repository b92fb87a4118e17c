//! How long a packet may be: an echo server is sent more and more at once.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use hops_model::{Family, Outcome};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::Instant;

use crate::{Failure, FailureKind, tcp};

/// How far up the sizes came back.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Ladder {
    /// The largest size that came back; `None` when not even the first did.
    pub passed: Option<usize>,
    /// The first size that did not, and why. Nothing above it was tried.
    pub lost: Option<(usize, Failure)>,
}

/// Sends each of `sizes`, the smallest first, over a connection of its own, and waits `limit` for each to come back
/// whole from an [`echo`](crate::echo) server.
pub async fn largest(address: SocketAddr, sizes: &[usize], limit: Duration) -> Ladder {
    let mut sizes = sizes.to_vec();
    sizes.sort_unstable();
    let mut passed = None;
    for size in sizes {
        if let Err(failure) = rung(address, size, limit).await {
            return Ladder { passed, lost: Some((size, failure)) };
        }
        passed = Some(size);
    }
    Ladder { passed, lost: None }
}

/// Sends `size` bytes and waits for them to come back.
///
/// # Errors
/// When they do not within `limit`, or others come.
pub async fn rung(address: SocketAddr, size: usize, limit: Duration) -> Result<Duration, Failure> {
    let began = Instant::now();
    let stream = tcp::open(address, began, limit).await?;
    let came_back = tcp::by(began, limit, there_and_back(stream, size)).await?;
    let took = began.elapsed();
    match came_back {
        Ok(true) => Ok(took),
        Ok(false) => Err(Failure::new(FailureKind::Garbage, took, "other bytes than those sent")),
        Err(error) => Err(Failure::of_io(&error, took)),
    }
}

/// Both at once: a server that sends back while it reads would otherwise wait for us, and we for it.
async fn there_and_back(mut stream: TcpStream, size: usize) -> io::Result<bool> {
    let sent: Vec<u8> = (0..=u8::MAX).cycle().take(size).collect();
    let mut received = vec![0; size];
    let (mut reader, mut writer) = stream.split();
    tokio::try_join!(writer.write_all(&sent), reader.read_exact(&mut received))?;
    Ok(sent == received)
}

impl Ladder {
    /// In the words of [`Family::PodLarge`]; `None` when nothing was learned about the way.
    pub fn outcome(&self) -> Option<Outcome> {
        match &self.lost {
            None => Some(Outcome::Ok),
            Some((_, failure)) if failure.kind == FailureKind::Local => None,
            Some((_, failure)) if self.passed.is_some() && failure.kind == FailureKind::Timeout => {
                Some(Outcome::LargeLost)
            }
            Some((_, failure)) => failure.kind.outcome(Family::PodLarge),
        }
    }
}
