//! A stream that fails when a header takes too long to arrive.
//!
//! hyper has one clock for the header and for the rest before it, and none until it knows the protocol. Ours starts
//! with the connection and with the first byte after a rest, so that the rest may be long and the header not.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use http::Version;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep_until};

/// What the peer is to send next, as far as one can tell.
#[derive(Debug)]
pub(super) struct Expected(AtomicU8);

/// The rest of a header.
const HEADER: u8 = 0;
/// A body, or nothing while it is answered.
const BODY: u8 = 1;
/// Nothing; the next byte begins a header.
const REST: u8 = 2;
/// Frames of HTTP/2, which has its own ways to notice a peer that is gone.
const FRAMES: u8 = 3;

/// Wraps a connection's stream.
pub(super) struct HeaderDeadline<S> {
    stream: S,
    expected: Arc<Expected>,
    limit: Duration,
    deadline: Instant,
    /// Only there while a header is awaited: most arrive in one piece and need none.
    sleep: Option<Pin<Box<Sleep>>>,
}

impl Expected {
    /// A connection begins with a header.
    pub(super) fn header() -> Self {
        Self(AtomicU8::new(HEADER))
    }

    pub(super) fn began_request(&self, version: Version) {
        self.set(if version < Version::HTTP_2 { BODY } else { FRAMES });
    }

    pub(super) fn answered(&self, version: Version) {
        if version < Version::HTTP_2 {
            self.set(REST);
        }
    }

    // One task reads, serves and answers a connection of HTTP/1; the atomic only makes that plain to the compiler.
    fn set(&self, expected: u8) {
        self.0.store(expected, Ordering::Relaxed);
    }

    fn get(&self) -> u8 {
        self.0.load(Ordering::Relaxed)
    }
}

impl<S> HeaderDeadline<S> {
    pub(super) fn new(stream: S, expected: Arc<Expected>, limit: Duration) -> Self {
        Self { stream, expected, limit, deadline: Instant::now() + limit, sleep: None }
    }

    /// A byte came: if it is the first after a rest, the clock starts.
    fn note_arrival(&mut self) {
        if self.expected.get() == REST {
            self.expected.set(HEADER);
            self.deadline = Instant::now() + self.limit;
        }
        self.sleep = None;
    }

    /// Ready when a header is awaited and late.
    fn poll_late(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        if self.expected.get() != HEADER {
            return Poll::Pending;
        }
        let deadline = self.deadline;
        self.sleep.get_or_insert_with(|| Box::pin(sleep_until(deadline))).as_mut().poll(cx)
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for HeaderDeadline<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        if let Poll::Ready(result) = Pin::new(&mut self.stream).poll_read(cx, buffer) {
            if buffer.filled().len() > before {
                self.note_arrival();
            }
            return Poll::Ready(result);
        }
        ready!(self.poll_late(cx));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for HeaderDeadline<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(cx, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
