//! One GET over HTTP/1.1.

use std::error::Error;
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::time::Duration;

use bytes::Bytes;
use http::Request;
use http::header::{HOST, HeaderValue, USER_AGENT};
use http_body_util::{BodyExt, Empty};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::time::Instant;

use crate::{Failure, FailureKind, tcp};

const AGENT: &str = concat!("ninehops/", env!("CARGO_PKG_VERSION"));
const LARGEST_BODY: usize = 4 << 20;
const LONGEST_SOURCE: usize = 64;
const SOURCE_HEADER: &str = "x-marketplace-source";

/// Whom to ask for what.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct HttpTarget {
    /// Where the connection goes.
    pub address: SocketAddr,
    /// For the `Host` header.
    pub host: String,
    /// Path and query, beginning with `/`.
    pub path: String,
}

/// An answer.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Page {
    /// Of the response.
    pub status: u16,
    /// `X-Marketplace-Source`: where the storefront had its recommendations from.
    pub source: Option<String>,
    /// Bytes of the body, as far as it was read.
    pub bytes: usize,
    /// Until the connection was open.
    pub connect: Duration,
    /// Until the head of the answer was there, from the beginning.
    pub first_byte: Duration,
    /// Until the whole answer was there.
    pub took: Duration,
}

/// Asks and reads the whole answer, of which no more than 4 MiB.
///
/// # Errors
/// When there is no whole answer within `limit`, or it is not HTTP. A status is never an error here.
pub async fn get(target: &HttpTarget, limit: Duration) -> Result<Page, Failure> {
    get_once_open(target, limit, limit).await?
}

/// Like [`get`], and tells what happens on an open connection (`Ok`) from one that does not open within `connect_limit`.
pub(crate) async fn get_once_open(
    target: &HttpTarget,
    connect_limit: Duration,
    limit: Duration,
) -> Result<Result<Page, Failure>, Failure> {
    let began = Instant::now();
    let request = request(target)?;
    let stream = tcp::open(target.address, began, connect_limit).await?;
    let connect = began.elapsed();
    let page = tcp::by(began, limit, exchange(stream, request, began)).await;
    let failed = |error| failure(&error, began.elapsed());
    Ok(page.and_then(|page| page.map(|page| Page { connect, ..page }).map_err(failed)))
}

/// Like [`get`], over TLS.
///
/// # Errors
/// As with [`get`], and [`FailureKind::Certificate`] when it cannot be known who answers.
#[cfg(feature = "tls")]
pub async fn get_over_tls(
    target: &HttpTarget,
    tls: &crate::tls::Tls,
    limit: Duration,
) -> Result<Page, Failure> {
    let began = Instant::now();
    let request = request(target)?;
    let stream = tcp::open(target.address, began, limit).await?;
    let connect = began.elapsed();
    let stream = tcp::by(began, limit, tls.shake_hands(stream)).await?;
    let stream = stream.map_err(|error| crate::tls::failure(&error, began.elapsed()))?;
    let page = tcp::by(began, limit, exchange(stream, request, began)).await?;
    let failed = |error| failure(&error, began.elapsed());
    page.map(|page| Page { connect, ..page }).map_err(failed)
}

fn request(target: &HttpTarget) -> Result<Request<Empty<Bytes>>, Failure> {
    let request = Request::get(&target.path).header(HOST, &target.host).header(USER_AGENT, AGENT);
    let wrong = |error: http::Error| Failure::new(FailureKind::Local, Duration::ZERO, error.to_string());
    request.body(Empty::new()).map_err(wrong)
}

async fn exchange(
    stream: impl AsyncRead + AsyncWrite + Unpin,
    request: Request<Empty<Bytes>>,
    began: Instant,
) -> Result<Page, hyper::Error> {
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    driven(connection, async {
        let response = sender.send_request(request).await?;
        let first_byte = began.elapsed();
        let (head, mut body) = response.into_parts();
        let mut bytes = 0;
        while bytes < LARGEST_BODY
            && let Some(frame) = body.frame().await
        {
            bytes += frame?.data_ref().map_or(0, Bytes::len);
        }
        let source = head.headers.get(SOURCE_HEADER).map(word);
        let connect = Duration::ZERO;
        Ok(Page { status: head.status.as_u16(), source, bytes, connect, first_byte, took: began.elapsed() })
    })
    .await
}

/// `work`, while the connection that it needs is driven.
pub(crate) async fn driven<T>(connection: impl Future, work: impl Future<Output = T>) -> T {
    let mut work = pin!(work);
    tokio::select! {
        biased;
        done = &mut work => return done,
        _ = connection => {}
    }
    work.await
}

fn word(value: &HeaderValue) -> String {
    String::from_utf8_lossy(value.as_bytes()).chars().take(LONGEST_SOURCE).collect()
}

fn failure(error: &hyper::Error, took: Duration) -> Failure {
    if let Some(error) = io_error(error) {
        return Failure::of_io(error, took);
    }
    let kind = match error {
        _ if error.is_parse() => FailureKind::Garbage,
        _ => FailureKind::Reset,
    };
    Failure::new(kind, took, error.to_string())
}

fn io_error<'a>(mut error: &'a (dyn Error + 'static)) -> Option<&'a io::Error> {
    loop {
        if let Some(found) = error.downcast_ref() {
            return Some(found);
        }
        error = error.source()?;
    }
}

impl Page {
    /// Itself, unless the status is a 5xx.
    ///
    /// # Errors
    /// [`FailureKind::ServerError`].
    pub fn accepted(self) -> Result<Self, Failure> {
        match self.status {
            500..=599 => {
                Err(Failure::new(FailureKind::ServerError, self.took, format!("status {}", self.status)))
            }
            _ => Ok(self),
        }
    }
}
