//! One call of `grpc.health.v1.Health/Check` over plain HTTP/2.

use std::net::SocketAddr;
use std::time::Duration;

use bytes::{BufMut, Bytes, BytesMut};
use http::header::{CONTENT_TYPE, TE};
use http::{HeaderMap, Request, StatusCode};
use prost::Message;
use tokio::net::TcpStream;
use tokio::time::Instant;

use crate::http::driven;
use crate::{Failure, FailureKind, tcp};

const METHOD: &str = "/grpc.health.v1.Health/Check";
/// gRPC's frame: one byte says whether the message is compressed, four its length.
const FRAME_HEAD: usize = 5;
const LARGEST_MESSAGE: usize = 4096;
const LONGEST_TEXT: usize = 200;
/// `grpc-timeout` has eight digits at most.
const LONGEST_TIMEOUT_MILLISECONDS: u128 = 99_999_999;

const OK: u16 = 0;
const NOT_FOUND: u16 = 5;
const UNIMPLEMENTED: u16 = 12;

const SERVING: i32 = 1;
const NOT_SERVING: i32 = 2;

#[derive(Message)]
struct HealthCheckRequest {
    #[prost(string, tag = "1")]
    service: String,
}

#[derive(Message)]
struct HealthCheckResponse {
    #[prost(int32, tag = "1")]
    status: i32,
}

/// What the peer says of itself.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Serving {
    /// SERVING.
    Serving,
    /// `NOT_SERVING`.
    NotServing,
    /// It speaks gRPC and says neither: no such service, or no health service at all.
    Unknown,
}

/// An answer.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Health {
    /// What it says.
    pub serving: Serving,
    /// From the first packet to the end of the answer.
    pub took: Duration,
}

/// Asks whether `service` serves; an empty name asks for the whole server.
///
/// # Errors
/// When there is no answer within `limit`, it is not gRPC, or its status tells of a failure.
pub async fn health(address: SocketAddr, service: &str, limit: Duration) -> Result<Health, Failure> {
    let began = Instant::now();
    let request = request(address, limit)?;
    let stream = tcp::open(address, began, limit).await?;
    let reply = tcp::by(began, limit, exchange(stream, request, framed(service))).await?;
    let took = began.elapsed();
    let serving = reply.map_err(|error| failure(&error, took)).and_then(|reply| reply.read(took))?;
    Ok(Health { serving, took })
}

fn request(address: SocketAddr, limit: Duration) -> Result<Request<()>, Failure> {
    let request = Request::post(format!("http://{address}{METHOD}"))
        .header(CONTENT_TYPE, "application/grpc")
        .header(TE, "trailers")
        .header("grpc-timeout", format!("{}m", limit.as_millis().min(LONGEST_TIMEOUT_MILLISECONDS)));
    let wrong = |error: http::Error| Failure::new(FailureKind::Local, Duration::ZERO, error.to_string());
    request.body(()).map_err(wrong)
}

/// `HealthCheckRequest` in gRPC's frame: not compressed, four bytes of length.
fn framed(service: &str) -> Bytes {
    let message = HealthCheckRequest { service: service.to_owned() }.encode_to_vec();
    let mut frame = BytesMut::with_capacity(FRAME_HEAD + message.len());
    frame.put_u8(0);
    frame.put_u32(u32::try_from(message.len()).unwrap_or(u32::MAX));
    frame.extend_from_slice(&message);
    frame.freeze()
}

async fn exchange(stream: TcpStream, request: Request<()>, frame: Bytes) -> Result<Reply, h2::Error> {
    let (sender, connection) = h2::client::handshake(stream).await?;
    driven(connection, async {
        let mut sender = sender.ready().await?;
        let (response, mut upload) = sender.send_request(request, false)?;
        upload.send_data(frame, true)?;
        let (head, mut body) = response.await?.into_parts();
        let mut message = BytesMut::new();
        while message.len() < LARGEST_MESSAGE
            && let Some(data) = body.data().await
        {
            let data = data?;
            body.flow_control().release_capacity(data.len())?;
            message.extend_from_slice(&data);
        }
        let trailers = body.trailers().await?.unwrap_or_default();
        Ok(Reply { http_status: head.status, headers: head.headers, message: message.freeze(), trailers })
    })
    .await
}

/// An answer as it came.
struct Reply {
    http_status: StatusCode,
    headers: HeaderMap,
    message: Bytes,
    trailers: HeaderMap,
}

impl Reply {
    fn read(&self, took: Duration) -> Result<Serving, Failure> {
        let failed = |kind, detail: String| Err(Failure::new(kind, took, detail));
        // A server without a message sends its status with the headers.
        let status = self.text("grpc-status");
        match (status.as_deref().map(str::parse::<u16>), self.http_status) {
            (Some(Ok(OK)), _) => self.serving(took),
            (Some(Ok(NOT_FOUND | UNIMPLEMENTED)), _) => Ok(Serving::Unknown),
            (Some(Ok(code)), _) => {
                let message = self.text("grpc-message").unwrap_or_default();
                failed(
                    FailureKind::ServerError,
                    format!("gRPC status {code} {message}").trim_end().to_owned(),
                )
            }
            (_, status) if status.is_server_error() => {
                failed(FailureKind::ServerError, format!("HTTP status {}", status.as_u16()))
            }
            _ => failed(FailureKind::Garbage, "HTTP/2, but not gRPC".to_owned()),
        }
    }

    fn serving(&self, took: Duration) -> Result<Serving, Failure> {
        let message = self.message.get(FRAME_HEAD..).unwrap_or_default();
        let garbage = |_| Failure::new(FailureKind::Garbage, took, "not a message of the health service");
        let response = HealthCheckResponse::decode(message).map_err(garbage)?;
        Ok(match response.status {
            SERVING => Serving::Serving,
            NOT_SERVING => Serving::NotServing,
            _ => Serving::Unknown,
        })
    }

    fn text(&self, name: &str) -> Option<String> {
        let value = self.trailers.get(name).or_else(|| self.headers.get(name))?;
        Some(String::from_utf8_lossy(value.as_bytes()).chars().take(LONGEST_TEXT).collect())
    }
}

fn failure(error: &h2::Error, took: Duration) -> Failure {
    if let Some(error) = error.get_io() {
        return Failure::of_io(error, took);
    }
    // What the library refuses is what the peer wrote; what is remote, the peer's own word.
    let kind = if error.is_remote() { FailureKind::Reset } else { FailureKind::Garbage };
    Failure::new(kind, took, error.to_string())
}

impl Health {
    /// Itself, unless it does not serve.
    ///
    /// # Errors
    /// [`FailureKind::NotServing`].
    pub fn accepted(self) -> Result<Self, Failure> {
        match self.serving {
            Serving::Serving | Serving::Unknown => Ok(self),
            Serving::NotServing => Err(Failure::new(FailureKind::NotServing, self.took, "")),
        }
    }
}
