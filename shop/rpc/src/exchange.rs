//! One request and its whole answer on one connection.

use std::fmt::Display;

use bytes::{Bytes, BytesMut};
use h2::{Reason, RecvStream, client::SendRequest};
use http::{HeaderMap, Response, request};
use tonic::{Code, Status};

use crate::Outcome;

/// A gRPC message starts with a flag and its length (gRPC over HTTP/2, "Length-Prefixed-Message").
const PREFIX: usize = 5;

/// A whole answer: with a message, or with the status of an error.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) head: Response<()>,
    pub(crate) message: Bytes,
    pub(crate) trailers: HeaderMap,
    pub(crate) code: Code,
}

/// No whole answer.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) outcome: Outcome,
    message: String,
}

impl Failure {
    pub(crate) fn new(outcome: Outcome, detail: impl Display) -> Self {
        Self { outcome, message: format!("{outcome}: {detail}") }
    }

    /// There was no attempt whose outcome the message could name.
    pub(crate) fn unsent(outcome: Outcome, message: String) -> Self {
        Self { outcome, message }
    }

    /// As the caller sees it.
    pub(crate) fn code(&self) -> Code {
        match self.outcome {
            Outcome::Silent => Code::DeadlineExceeded,
            Outcome::Malformed => Code::Internal,
            Outcome::TooLarge => Code::ResourceExhausted,
            Outcome::Answered(code) => code,
            Outcome::NotProcessed | Outcome::ConnectionLost => Code::Unavailable,
            Outcome::Overtaken => Code::Cancelled,
        }
    }

    pub(crate) fn into_status(self) -> Status {
        Status::new(self.code(), self.message)
    }
}

impl From<h2::Error> for Failure {
    fn from(error: h2::Error) -> Self {
        // A peer that goes away names the last stream that it looked at; ours came after it.
        let going_away = error.is_go_away() && error.is_remote();
        let refused = error.is_reset() && error.reason() == Some(Reason::REFUSED_STREAM);
        let broken = error.is_io() || error.is_go_away() || error.is_remote();
        let outcome = match error.reason() {
            Some(Reason::NO_ERROR) if going_away => Outcome::NotProcessed,
            _ if refused => Outcome::NotProcessed,
            _ if broken => Outcome::ConnectionLost,
            _ => Outcome::Malformed,
        };
        Self::new(outcome, error)
    }
}

/// Sends the request and reads the answer to its end.
pub(crate) async fn exchange(
    sender: SendRequest<Bytes>,
    head: request::Parts,
    message: Bytes,
    max_answer: usize,
) -> Result<Answer, Failure> {
    let not_sent = |error: h2::Error| Failure::new(Outcome::NotProcessed, error);
    let mut sender = sender.ready().await.map_err(not_sent)?;
    let request = http::Request::from_parts(head, ());
    let (response, mut stream) = sender.send_request(request, false).map_err(not_sent)?;
    stream.send_data(message, true)?;
    let (head, body) = response.await?.into_parts();
    let (message, trailers) = read_whole(body, max_answer).await?;
    let status = Status::from_header_map(&trailers).or_else(|| Status::from_header_map(&head.headers));
    let code = match status {
        Some(status) => status.code(),
        None => return Err(without_status(head.status)),
    };
    if code == Code::Ok {
        check_frame(&message)?;
    }
    Ok(Answer { head: Response::from_parts(head, ()), message, trailers, code })
}

async fn read_whole(mut body: RecvStream, max_answer: usize) -> Result<(Bytes, HeaderMap), Failure> {
    let mut first = Bytes::new();
    let mut whole = BytesMut::new();
    while let Some(piece) = body.data().await {
        let piece = piece?;
        body.flow_control().release_capacity(piece.len())?;
        // Most answers come in one piece, which then need not be copied.
        if first.is_empty() && whole.is_empty() {
            first = piece;
        } else {
            whole.extend_from_slice(&std::mem::take(&mut first));
            whole.extend_from_slice(&piece);
        }
        let received = if whole.is_empty() { &first[..] } else { &whole[..] };
        let announced = announced_length(received).unwrap_or(0);
        if received.len().max(announced) > max_answer {
            return Err(Failure::new(Outcome::TooLarge, format!("more than {max_answer} bytes")));
        }
    }
    let trailers = body.trailers().await?.unwrap_or_default();
    Ok((if whole.is_empty() { first } else { whole.freeze() }, trailers))
}

/// Length of the whole message with its prefix, once the prefix is there and makes sense.
fn announced_length(received: &[u8]) -> Option<usize> {
    let [0, a, b, c, d] = *received.first_chunk::<PREFIX>()? else { return None };
    usize::try_from(u32::from_be_bytes([a, b, c, d])).ok()?.checked_add(PREFIX)
}

/// The answer to a unary call is exactly one message, not compressed as we never offer that.
fn check_frame(message: &[u8]) -> Result<(), Failure> {
    let detail = match announced_length(message) {
        Some(announced) if announced == message.len() => return Ok(()),
        Some(announced) => format!("{} bytes came of {announced} announced", message.len()),
        None => format!("{} bytes are no message", message.len()),
    };
    Err(Failure::new(Outcome::Malformed, detail))
}

/// The peer, or a proxy in front of it, answered something else than gRPC (gRPC, "HTTP to gRPC Status
/// Code Mapping").
fn without_status(status: http::StatusCode) -> Failure {
    let outcome = match status.as_u16() {
        429 | 502..=504 => Outcome::Answered(Code::Unavailable),
        _ => Outcome::Malformed,
    };
    Failure::new(outcome, format!("HTTP status `{status}` without a gRPC status"))
}
