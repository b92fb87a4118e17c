//! Questions onto the wire, and answers from it.

use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpStream, UdpSocket};
use tokio::time::{Instant, timeout_at};

use super::message::{NoAnswer, Question, Reading};
use super::{Answer, Paired};
use crate::{Failure, FailureKind, tcp};

/// More than anybody sends without being told that it may.
const LARGEST_DATAGRAM: usize = 4096;
/// After which glibc asks again (resolv.conf(5), `timeout`).
const PATIENCE: Duration = Duration::from_secs(5);

/// Connected, so that the kernel lets only the server's datagrams in and tells of ICMP errors.
async fn socket(server: SocketAddr) -> io::Result<UdpSocket> {
    let socket = match server {
        SocketAddr::V4(_) => UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).await?,
        SocketAddr::V6(_) => UdpSocket::bind((Ipv6Addr::UNSPECIFIED, 0)).await?,
    };
    socket.connect(server).await?;
    Ok(socket)
}

pub(super) async fn udp(server: SocketAddr, question: &Question, limit: Duration) -> Result<Answer, Failure> {
    let began = Instant::now();
    let mut wrong = None;
    let exchange = async {
        let socket = socket(server).await?;
        socket.send(question.bytes()).await?;
        let mut buffer = [0; LARGEST_DATAGRAM];
        loop {
            let length = socket.recv(&mut buffer).await?;
            match question.read(&buffer[..length]) {
                Ok(reading) => return Ok::<_, io::Error>(reading),
                // The right answer may still come: from a server that lies, or late to a query of before.
                Err(reason) => wrong = Some(reason),
            }
        }
    };
    let outcome = timeout_at(began + limit, exchange).await;
    let took = began.elapsed();
    match outcome {
        Ok(Ok(reading)) => Ok(answer(reading, took)),
        Ok(Err(error)) => Err(Failure::of_io(&error, took)),
        Err(_) => Err(unanswered(limit, wrong)),
    }
}

pub(super) async fn tcp(server: SocketAddr, question: &Question, limit: Duration) -> Result<Answer, Failure> {
    let began = Instant::now();
    let mut stream = tcp::open(server, began, limit).await?;
    let bytes = tcp::by(began, limit, over_stream(&mut stream, question.bytes())).await?;
    let took = began.elapsed();
    let bytes = bytes.map_err(|error| Failure::of_io(&error, took))?;
    let reading = question.read(&bytes);
    let reading = reading.map_err(|reason| Failure::new(FailureKind::Garbage, took, reason.to_string()))?;
    Ok(answer(reading, took))
}

async fn over_stream(stream: &mut TcpStream, query: &[u8]) -> io::Result<Vec<u8>> {
    let length = u16::try_from(query.len()).map_err(io::Error::other)?;
    stream.write_all(&[&length.to_be_bytes(), query].concat()).await?;
    let length = stream.read_u16().await?;
    let mut bytes = vec![0; usize::from(length)];
    stream.read_exact(&mut bytes).await?;
    Ok(bytes)
}

/// The state of one of the two questions of a socket.
struct Half<'a> {
    question: &'a Question,
    answer: Option<Answer>,
    wrong: Option<NoAnswer>,
}

pub(super) async fn paired(server: SocketAddr, a: &Question, aaaa: &Question, limit: Duration) -> Paired {
    let began = Instant::now();
    let mut halves = [a, aaaa].map(|question| Half { question, answer: None, wrong: None });
    let outcome = match socket(server).await {
        Ok(socket) => timeout_at(began + limit, both(&socket, &mut halves, began)).await,
        Err(error) => Ok(Err(error)),
    };
    let [a, aaaa] = halves.map(|half| match (half.answer, &outcome) {
        (Some(answer), _) => Ok(answer),
        (None, Ok(Err(error))) => Err(Failure::of_io(error, began.elapsed())),
        (None, _) => Err(unanswered(limit, half.wrong)),
    });
    Paired { a, aaaa }
}

async fn both(socket: &UdpSocket, halves: &mut [Half<'_>; 2], began: Instant) -> io::Result<()> {
    let mut buffer = [0; LARGEST_DATAGRAM];
    let mut patience_ends = began;
    while halves.iter().any(|half| half.answer.is_none()) {
        if let Ok(length) = timeout_at(patience_ends, socket.recv(&mut buffer)).await {
            take(halves, &buffer[..length?], began.elapsed());
            continue;
        }
        for half in halves.iter().filter(|half| half.answer.is_none()) {
            socket.send(half.question.bytes()).await?;
        }
        patience_ends += PATIENCE;
    }
    Ok(())
}

fn take(halves: &mut [Half<'_>; 2], bytes: &[u8], took: Duration) {
    for half in halves {
        match half.question.read(bytes) {
            Ok(reading) => {
                half.answer.get_or_insert_with(|| answer(reading, took));
            }
            // The other half's.
            Err(NoAnswer::OtherId) => {}
            Err(reason) => half.wrong = Some(reason),
        }
    }
}

fn answer(reading: Reading, took: Duration) -> Answer {
    let Reading { rcode, truncated, addresses } = reading;
    Answer { rcode, truncated, addresses, took }
}

fn unanswered(limit: Duration, wrong: Option<NoAnswer>) -> Failure {
    match wrong {
        Some(reason) => Failure::new(FailureKind::Garbage, limit, reason.to_string()),
        None => Failure::new(FailureKind::Timeout, limit, ""),
    }
}
