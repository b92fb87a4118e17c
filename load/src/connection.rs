//! One kept-alive HTTP/1.1 connection, driven by the task that uses it.

use std::future::poll_fn;
use std::io;
use std::net::SocketAddr;
use std::pin::{Pin, pin};
use std::task::Poll;

use bytes::Bytes;
use http::{HeaderValue, Request, StatusCode};
use http_body_util::{BodyExt, Empty};
use hyper::body::Incoming;
use hyper::client::conn::http1::{self, SendRequest};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

use crate::ErrorKind;

/// The header in which the storefront says where a list came from.
const SOURCE: &str = "x-marketplace-source";

type Driver = http1::Connection<TokioIo<TcpStream>, Empty<Bytes>>;

/// A connection without a request in flight.
#[derive(Debug)]
pub(crate) struct Connection {
    sender: SendRequest<Empty<Bytes>>,
    driver: Option<Pin<Box<Driver>>>,
    used: bool,
}

/// What is kept of a response.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) source: Option<HeaderValue>,
    pub(crate) body_bytes: u64,
}

/// A request without an answer.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) kind: ErrorKind,
    /// The peer closed a connection that had been used before and answered nothing: RFC 9110 §9.2.2 lets a
    /// client send an idempotent request again, and browsers do.
    pub(crate) may_resend: bool,
}

impl Connection {
    /// Connects to the first address that accepts.
    pub(crate) async fn open(addresses: &[SocketAddr]) -> Result<Self, ErrorKind> {
        let mut kind = ErrorKind::Unreachable;
        for address in addresses {
            match Self::open_one(*address).await {
                Ok(connection) => return Ok(connection),
                Err(failed) => kind = failed,
            }
        }
        Err(kind)
    }

    async fn open_one(address: SocketAddr) -> Result<Self, ErrorKind> {
        let stream = TcpStream::connect(address).await.map_err(|error| of_connect(&error))?;
        stream.set_nodelay(true).map_err(|error| of_connect(&error))?;
        let (sender, driver) =
            http1::handshake(TokioIo::new(stream)).await.map_err(|error| of_exchange(&error))?;
        Ok(Self { sender, driver: Some(Box::pin(driver)), used: false })
    }

    /// False once the peer has closed.
    pub(crate) fn is_open(&self) -> bool {
        self.driver.is_some() && !self.sender.is_closed()
    }

    /// Waits for `future` while the connection notices what its peer does.
    pub(crate) async fn drive<F: Future>(&mut self, future: F) -> F::Output {
        drive(&mut self.driver, future).await
    }

    /// Sends one request and drains the answer. After a failure the connection is of no more use.
    pub(crate) async fn exchange(&mut self, request: Request<Empty<Bytes>>) -> Result<Answer, Failure> {
        let reused = std::mem::replace(&mut self.used, true);
        let answered = drive(&mut self.driver, self.sender.send_request(request)).await;
        let response = answered.map_err(|error| Failure {
            kind: of_exchange(&error),
            may_resend: error.is_canceled() || (reused && was_closed(&error)),
        })?;
        let (parts, body) = response.into_parts();
        let body_bytes = self
            .drive(drain(body))
            .await
            .map_err(|error| Failure { kind: of_exchange(&error), may_resend: false })?;
        Ok(Answer { status: parts.status, source: parts.headers.get(SOURCE).cloned(), body_bytes })
    }
}

/// The future goes first, so that an answer that arrived together with the end of the connection is an answer.
async fn drive<F: Future>(driver: &mut Option<Pin<Box<Driver>>>, future: F) -> F::Output {
    let mut future = pin!(future);
    poll_fn(|context| {
        if let Poll::Ready(output) = future.as_mut().poll(context) {
            return Poll::Ready(output);
        }
        let Some(running) = driver else { return Poll::Pending };
        if running.as_mut().poll(context).is_ready() {
            *driver = None;
        }
        future.as_mut().poll(context)
    })
    .await
}

async fn drain(mut body: Incoming) -> Result<u64, hyper::Error> {
    let mut length = 0;
    while let Some(frame) = body.frame().await {
        length += frame?.data_ref().map_or(0, |data| data.len() as u64);
    }
    Ok(length)
}

fn of_connect(error: &io::Error) -> ErrorKind {
    match error.kind() {
        io::ErrorKind::ConnectionRefused => ErrorKind::Refused,
        io::ErrorKind::ConnectionReset => ErrorKind::Reset,
        _ => ErrorKind::Unreachable,
    }
}

fn of_exchange(error: &hyper::Error) -> ErrorKind {
    if error.is_parse() {
        return ErrorKind::Malformed;
    }
    match io_kind(error) {
        Some(io::ErrorKind::ConnectionReset | io::ErrorKind::BrokenPipe) => ErrorKind::Reset,
        Some(io::ErrorKind::UnexpectedEof) => ErrorKind::ClosedEarly,
        None if error.is_incomplete_message() || error.is_canceled() => ErrorKind::ClosedEarly,
        Some(_) | None => ErrorKind::Other,
    }
}

/// Closed or reset before the first byte of an answer.
fn was_closed(error: &hyper::Error) -> bool {
    matches!(of_exchange(error), ErrorKind::ClosedEarly | ErrorKind::Reset)
}

fn io_kind(error: &hyper::Error) -> Option<io::ErrorKind> {
    let source = std::error::Error::source(error)?;
    source.downcast_ref::<io::Error>().map(io::Error::kind)
}
