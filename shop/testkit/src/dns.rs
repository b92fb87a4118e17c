//! A name server that says what a test tells it to say.

use std::{
    collections::HashMap,
    io,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use hickory_proto::{
    op::{Message, MessageType, Metadata, ResponseCode},
    rr::{RData, Record, RecordType},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream, UdpSocket},
};

use crate::owned::Owned;

const BIND_ATTEMPTS: usize = 32;
/// Longer than any test, so that a client that caches is found out.
const TTL_SECONDS: u32 = 300;

/// A DNS server on 127.0.0.1, UDP and TCP on one port (RFC 1035 §4.2).
///
/// It knows the names given with [`set_addresses`](Self::set_addresses) and answers NXDOMAIN for all
/// others. Records carry a time to live of five minutes.
#[derive(Debug)]
pub struct DnsServer {
    address: SocketAddr,
    zone: Arc<Mutex<Zone>>,
    _tasks: Owned,
}

#[derive(Debug, Default)]
struct Zone {
    mood: Mood,
    addresses: HashMap<String, Vec<IpAddr>>,
    queries: u64,
}

#[derive(Debug, Default, Clone, Copy)]
enum Mood {
    #[default]
    Answer,
    NxDomain,
    ServFail,
    Silent,
}

impl DnsServer {
    /// Starts a server that knows no name yet.
    ///
    /// # Errors
    /// When no port is free for both UDP and TCP.
    pub async fn start() -> io::Result<Self> {
        let (udp, tcp) = bind_both().await?;
        let address = udp.local_addr()?;
        let zone = Arc::<Mutex<Zone>>::default();
        let tasks = Owned::default();
        tasks.spawn(serve_udp(udp, zone.clone()));
        tasks.spawn(serve_tcp(tcp, zone.clone()));
        Ok(Self { address, zone, _tasks: tasks })
    }

    /// Where it listens, UDP and TCP.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Answers `name` with these addresses from now on, and every name truthfully. An empty list is a
    /// name without records (NOERROR, no answer).
    pub fn set_addresses(&self, name: &str, addresses: impl IntoIterator<Item = IpAddr>) {
        let mut zone = lock(&self.zone);
        zone.mood = Mood::Answer;
        zone.addresses.insert(normalised(name), addresses.into_iter().collect());
    }

    /// Answers every query by the names known; undoes the three moods below.
    pub fn answer(&self) {
        lock(&self.zone).mood = Mood::Answer;
    }

    /// Answers every query that the name does not exist.
    pub fn answer_nxdomain(&self) {
        lock(&self.zone).mood = Mood::NxDomain;
    }

    /// Answers every query that the server failed.
    pub fn answer_servfail(&self) {
        lock(&self.zone).mood = Mood::ServFail;
    }

    /// Answers nothing, as a server behind a packet filter.
    pub fn stay_silent(&self) {
        lock(&self.zone).mood = Mood::Silent;
    }

    /// Queries received so far, answered or not.
    pub fn queries(&self) -> u64 {
        lock(&self.zone).queries
    }
}

async fn bind_both() -> io::Result<(UdpSocket, TcpListener)> {
    let mut last = None;
    for _ in 0..BIND_ATTEMPTS {
        let udp = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        match TcpListener::bind(udp.local_addr()?).await {
            Ok(tcp) => return Ok((udp, tcp)),
            Err(error) => last = Some(error),
        }
    }
    Err(last.unwrap_or_else(|| io::Error::other("no attempt was made")))
}

async fn serve_udp(socket: UdpSocket, zone: Arc<Mutex<Zone>>) {
    let mut buffer = vec![0; 4096];
    while let Ok((length, peer)) = socket.recv_from(&mut buffer).await {
        if let Some(answer) = respond(&zone, &buffer[..length]) {
            let _ = socket.send_to(&answer, peer).await;
        }
    }
}

async fn serve_tcp(listener: TcpListener, zone: Arc<Mutex<Zone>>) {
    let connections = Owned::default();
    while let Ok((stream, _)) = listener.accept().await {
        let zone = zone.clone();
        connections.spawn(async move {
            let _ = serve_stream(stream, &zone).await;
        });
    }
}

async fn serve_stream(mut stream: TcpStream, zone: &Mutex<Zone>) -> io::Result<()> {
    loop {
        let length = stream.read_u16().await?;
        let mut query = vec![0; usize::from(length)];
        stream.read_exact(&mut query).await?;
        if let Some(answer) = respond(zone, &query) {
            let length = u16::try_from(answer.len()).map_err(io::Error::other)?;
            stream.write_u16(length).await?;
            stream.write_all(&answer).await?;
        }
    }
}

/// The answer to one query; `None` says nothing, also to what is no query.
fn respond(zone: &Mutex<Zone>, query: &[u8]) -> Option<Vec<u8>> {
    let query = Message::from_vec(query).ok()?;
    let mut zone = lock(zone);
    zone.queries += 1;
    let mut answer = Message::new(query.metadata.id, MessageType::Response, query.metadata.op_code);
    answer.metadata = Metadata::response_from_request(&query.metadata);
    answer.metadata.authoritative = true;
    answer.metadata.recursion_available = true;
    answer.add_queries(query.queries.iter().cloned());
    match zone.mood {
        Mood::Silent => return None,
        Mood::NxDomain => answer.metadata.response_code = ResponseCode::NXDomain,
        Mood::ServFail => answer.metadata.response_code = ResponseCode::ServFail,
        Mood::Answer => look_up(&zone, &query, &mut answer),
    }
    answer.to_vec().ok()
}

fn look_up(zone: &Zone, query: &Message, answer: &mut Message) {
    for question in &query.queries {
        let Some(addresses) = zone.addresses.get(&normalised(&question.name().to_ascii())) else {
            answer.metadata.response_code = ResponseCode::NXDomain;
            return;
        };
        for address in addresses {
            let wanted = if address.is_ipv4() { RecordType::A } else { RecordType::AAAA };
            if question.query_type() == wanted {
                let data = RData::from(*address);
                answer.add_answer(Record::from_rdata(question.name().clone(), TTL_SECONDS, data));
            }
        }
    }
}

fn normalised(name: &str) -> String {
    name.trim_end_matches('.').to_ascii_lowercase()
}

fn lock(zone: &Mutex<Zone>) -> MutexGuard<'_, Zone> {
    zone.lock().unwrap_or_else(PoisonError::into_inner)
}
