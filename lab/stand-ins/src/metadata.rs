//! EC2's metadata service, version 2 ("Use the Instance Metadata Service", IMDSv2): no answer without a session.
//!
//! One request at a time and one a connection: a machine asks a few times an hour.

use std::fs::File;
use std::io::{self, Read as _, Write as _};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::time::{Duration, Instant};

use rtnetlink::LinkUnspec;

use crate::{Instance, Refusal};

const ADDRESS: Ipv4Addr = Ipv4Addr::new(169, 254, 169, 254);
const PORT: u16 = 80;
const LONGEST_REQUEST: usize = 8 << 10;
const PATIENCE: Duration = Duration::from_secs(2);
/// EC2's longest life of a session: six hours.
const LONGEST_SESSION_SECONDS: u64 = 21_600;
/// The oldest is forgotten.
const SESSIONS: usize = 64;
const ITEMS: &str = "/latest/meta-data/";

/// Answers until the machine ends.
pub(crate) fn serve() -> Result<(), Refusal> {
    let failed = |what: &str, error: &dyn std::fmt::Display| Refusal::new(format!("cannot {what}: {error}"));
    let instance = Instance::here()?;
    own_the_address().map_err(|error| failed("have the address of the metadata service", &error))?;
    let listener = TcpListener::bind((ADDRESS, PORT)).map_err(|error| failed("listen", &error))?;
    let mut sessions = Sessions::default();
    loop {
        let Ok((stream, peer)) = listener.accept() else { continue };
        // Who breaks off gets no answer.
        let _ = answer_one(stream, peer, &instance, &mut sessions);
    }
}

/// On the loopback interface of the machine, which is `lo` in every namespace.
fn own_the_address() -> io::Result<()> {
    const LOOPBACK: u32 = 1;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build()?;
    runtime.block_on(async {
        let (connection, handle, _messages) = rtnetlink::new_connection()?;
        let add = async {
            handle.link().change(LinkUnspec::new_with_index(LOOPBACK).up().build()).execute().await?;
            handle.address().add(LOOPBACK, IpAddr::V4(ADDRESS), 32).replace().execute().await
        };
        tokio::select! {
            result = add => result.map_err(io::Error::other),
            () = connection => Err(io::Error::other("the netlink connection ended")),
        }
    })
}

fn answer_one(
    mut stream: TcpStream,
    peer: SocketAddr,
    instance: &Instance,
    sessions: &mut Sessions,
) -> io::Result<()> {
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let request = read_head(&mut stream)?;
    // EC2's answers to a pod end at the machine, which is one hop too many for them.
    let answer = if peer.ip() == ADDRESS {
        answer(&request, instance, sessions, Instant::now())
    } else {
        return Ok(());
    };
    let (status, body) = answer;
    write!(stream, "HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len())
}

fn read_head(stream: &mut TcpStream) -> io::Result<String> {
    let mut head = Vec::new();
    let mut part = [0; 1024];
    while !head.windows(4).any(|bytes| bytes == b"\r\n\r\n") {
        let count = stream.read(&mut part)?;
        if count == 0 || head.len() + count > LONGEST_REQUEST {
            return Err(io::ErrorKind::InvalidData.into());
        }
        head.extend_from_slice(&part[..count]);
    }
    Ok(String::from_utf8_lossy(&head).into_owned())
}

fn answer(
    request: &str,
    instance: &Instance,
    sessions: &mut Sessions,
    now: Instant,
) -> (&'static str, String) {
    let mut lines = request.lines();
    let first: Vec<&str> = lines.next().unwrap_or_default().split(' ').collect();
    let header = |name: &str| {
        let mut headers = request.lines().skip(1).filter_map(|line| line.split_once(':'));
        headers.find(|(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
    };
    match first.as_slice() {
        ["PUT", "/latest/api/token", _] => {
            let seconds = header("X-aws-ec2-metadata-token-ttl-seconds").and_then(|it| it.parse().ok());
            match seconds
                .filter(|it| (1..=LONGEST_SESSION_SECONDS).contains(it))
                .and_then(random_hexadecimal_and)
            {
                Some((session, seconds)) => {
                    sessions.remember(session.clone(), now + Duration::from_secs(seconds));
                    ("200 OK", session)
                }
                None => ("400 Bad Request", String::new()),
            }
        }
        ["GET", path, _] => {
            if !header("X-aws-ec2-metadata-token").is_some_and(|session| sessions.knows(session, now)) {
                return ("401 Unauthorized", String::new());
            }
            match path.strip_prefix(ITEMS).and_then(|item| instance.metadata(item)) {
                Some(value) => ("200 OK", value),
                None => ("404 Not Found", String::new()),
            }
        }
        _ => ("405 Method Not Allowed", String::new()),
    }
}

fn random_hexadecimal_and(seconds: u64) -> Option<(String, u64)> {
    let mut bytes = [0; 16];
    File::open("/dev/urandom").and_then(|mut file| file.read_exact(&mut bytes)).ok()?;
    Some((format!("{:032x}", u128::from_ne_bytes(bytes)), seconds))
}

#[derive(Debug, Default)]
struct Sessions(Vec<(String, Instant)>);

impl Sessions {
    fn remember(&mut self, session: String, until: Instant) {
        if self.0.len() >= SESSIONS {
            self.0.remove(0);
        }
        self.0.push((session, until));
    }

    fn knows(&self, session: &str, now: Instant) -> bool {
        self.0.iter().any(|(known, until)| known == session && now < *until)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::instance::tests::instance;

    fn ask(request: &str, sessions: &mut Sessions, now: Instant) -> (&'static str, String) {
        answer(request, &instance(), sessions, now)
    }

    #[test]
    fn a_session_opens_every_item_until_it_runs_out() {
        let (mut sessions, now) = (Sessions::default(), Instant::now());
        let put = "PUT /latest/api/token HTTP/1.1\r\nX-aws-ec2-metadata-token-ttl-seconds: 60\r\n\r\n";
        let (status, session) = ask(put, &mut sessions, now);
        assert_eq!((status, session.len()), ("200 OK", 32));
        let get = |item: &str, session: &str| {
            format!("GET /latest/meta-data/{item} HTTP/1.1\r\nx-aws-ec2-metadata-token: {session}\r\n\r\n")
        };
        for (item, value) in [
            ("instance-id", "i-lab0"),
            ("local-hostname", "w1"),
            ("local-ipv4", "10.0.1.11"),
            ("placement/availability-zone", "lab-a"),
            ("placement/region", "lab"),
        ] {
            assert_eq!(ask(&get(item, &session), &mut sessions, now), ("200 OK", value.to_owned()));
        }
        assert_eq!(ask(&get("iam/security-credentials/", &session), &mut sessions, now).0, "404 Not Found");
        let later = now + Duration::from_secs(61);
        assert_eq!(ask(&get("instance-id", &session), &mut sessions, later).0, "401 Unauthorized");
        assert_eq!(ask(&get("instance-id", "guessed"), &mut sessions, now).0, "401 Unauthorized");
        assert_eq!(
            ask("GET /latest/meta-data/instance-id HTTP/1.1\r\n\r\n", &mut sessions, now).0,
            "401 Unauthorized"
        );
    }

    #[test]
    fn a_session_without_an_end_and_a_request_that_is_none_are_refused() {
        let (mut sessions, now) = (Sessions::default(), Instant::now());
        for (request, status) in [
            ("PUT /latest/api/token HTTP/1.1\r\n\r\n", "400 Bad Request"),
            (
                "PUT /latest/api/token HTTP/1.1\r\nX-aws-ec2-metadata-token-ttl-seconds: 21601\r\n\r\n",
                "400 Bad Request",
            ),
            ("POST / HTTP/1.1\r\n\r\n", "405 Method Not Allowed"),
            ("", "405 Method Not Allowed"),
        ] {
            assert_eq!(ask(request, &mut sessions, now).0, status);
        }
        for number in 0..=SESSIONS {
            sessions.remember(number.to_string(), now + PATIENCE);
        }
        assert!(!sessions.knows("0", now) && sessions.knows("64", now));
    }
}
