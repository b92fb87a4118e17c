//! Plain HTTP to one registry.

use std::error::Error;
use std::io::{self, Read};
use std::net::SocketAddr;
use std::time::Duration;

use bytes::Bytes;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderValue, LOCATION};
use http::{Method, Request, Response, StatusCode, Uri};
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt as _, Empty, Full, Limited, StreamBody};
use hyper::body::Frame;
use hyper_util::client::legacy::Client as HttpClient;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use lab_oci::{Blob, Descriptor, Digest};
use serde::Deserialize;
use tokio::task::spawn_blocking;
use tokio::time::timeout;

use crate::PushError;

/// For a question; a registry of the same machine answers in milliseconds.
const ANSWER_TIME: Duration = Duration::from_secs(10);
/// What an upload may take at the least speed, on top of [`ANSWER_TIME`].
const LEAST_BYTES_PER_SECOND: u64 = 1 << 20;
const LARGEST_ANSWER_BYTES: usize = 64 * 1024;
const CHUNK_BYTES: usize = 256 * 1024;

type Body = UnsyncBoxBody<Bytes, io::Error>;

pub(crate) struct Client {
    registry: SocketAddr,
    http: HttpClient<HttpConnector, Body>,
}

impl Client {
    pub(crate) fn new(registry: SocketAddr) -> Self {
        // A connection for each request: a streamed body cannot be sent twice if a kept one turns out to be closed.
        let http = HttpClient::builder(TokioExecutor::new()).pool_max_idle_per_host(0).build_http();
        Self { registry, http }
    }

    /// Whether the repository has a blob already.
    pub(crate) async fn has_blob(&self, repository: &str, digest: &Digest) -> Result<bool, PushError> {
        let what = "look for a blob in";
        let request = self.request(Method::HEAD, &format!("/v2/{repository}/blobs/{digest}"));
        let answer = self.exchange(what, request.body(empty()).expect(VALID), ANSWER_TIME).await?;
        match answer.status() {
            StatusCode::OK => Ok(true),
            StatusCode::NOT_FOUND => Ok(false),
            _ => Err(self.refused(what, &answer)),
        }
    }

    /// Uploads a blob in one piece (`POST`, then `PUT`).
    pub(crate) async fn upload(
        &self,
        repository: &str,
        descriptor: &Descriptor,
        blob: Blob,
    ) -> Result<(), PushError> {
        let (what, digest) = ("send a blob to", descriptor.digest());
        let request = self.request(Method::POST, &format!("/v2/{repository}/blobs/uploads/"));
        let answer = self.exchange(what, request.body(empty()).expect(VALID), ANSWER_TIME).await?;
        if answer.status() != StatusCode::ACCEPTED {
            return Err(self.refused(what, &answer));
        }
        let target = self.upload_target(&answer, digest)?;
        let request = self
            .request(Method::PUT, &target)
            .header(CONTENT_TYPE, "application/octet-stream")
            .header(CONTENT_LENGTH, descriptor.size());
        let limit = ANSWER_TIME + Duration::from_secs(descriptor.size() / LEAST_BYTES_PER_SECOND);
        let answer = self.exchange(what, request.body(streamed(blob)).expect(VALID), limit).await?;
        if answer.status() == StatusCode::CREATED { Ok(()) } else { Err(self.refused(what, &answer)) }
    }

    /// Stores a manifest or index under a tag or its digest.
    pub(crate) async fn put_manifest(
        &self,
        repository: &str,
        reference: &str,
        descriptor: &Descriptor,
        content: Vec<u8>,
    ) -> Result<(), PushError> {
        let what = "store a manifest in";
        let request = self
            .request(Method::PUT, &format!("/v2/{repository}/manifests/{reference}"))
            .header(CONTENT_TYPE, descriptor.media_type().to_string());
        let body = Full::new(Bytes::from(content)).map_err(|never| match never {}).boxed_unsync();
        let answer = self.exchange(what, request.body(body).expect(VALID), ANSWER_TIME).await?;
        if answer.status() != StatusCode::CREATED {
            return Err(self.refused(what, &answer));
        }
        match answer.headers().get("docker-content-digest") {
            Some(found) if found.as_bytes() != descriptor.digest().as_ref().as_bytes() => {
                Err(PushError::Stored {
                    registry: self.registry,
                    wanted: descriptor.digest().clone(),
                    found: String::from_utf8_lossy(found.as_bytes()).into_owned(),
                })
            }
            _ => Ok(()),
        }
    }

    /// Only path and query of what the registry says are followed: it may know itself by another name.
    fn upload_target(&self, answer: &Response<Bytes>, digest: &Digest) -> Result<String, PushError> {
        let location = answer.headers().get(LOCATION).map(HeaderValue::as_bytes).unwrap_or_default();
        let location = String::from_utf8_lossy(location).into_owned();
        let target = location.parse::<Uri>().ok().and_then(|uri| uri.path_and_query().cloned());
        match target {
            Some(target) if target.path().starts_with('/') => {
                let joint = if target.query().is_some() { '&' } else { '?' };
                Ok(format!("{target}{joint}digest={digest}"))
            }
            _ => Err(PushError::Location { registry: self.registry, location }),
        }
    }

    fn request(&self, method: Method, target: &str) -> http::request::Builder {
        Request::builder().method(method).uri(format!("http://{}{target}", self.registry))
    }

    async fn exchange(
        &self,
        what: &str,
        request: Request<Body>,
        limit: Duration,
    ) -> Result<Response<Bytes>, PushError> {
        let broken =
            |reason: String| PushError::Connection { registry: self.registry, what: what.to_owned(), reason };
        let exchange = async {
            let response = self.http.request(request).await.map_err(|error| broken(innermost(&error)))?;
            let (parts, body) = response.into_parts();
            let body = Limited::new(body, LARGEST_ANSWER_BYTES).collect().await;
            let body = body.map_err(|error| broken(innermost(error.as_ref())))?;
            Ok(Response::from_parts(parts, body.to_bytes()))
        };
        let timed_out = |_| PushError::TimedOut { registry: self.registry, what: what.to_owned(), limit };
        timeout(limit, exchange).await.map_err(timed_out)?
    }

    fn refused(&self, what: &str, answer: &Response<Bytes>) -> PushError {
        PushError::Refused {
            registry: self.registry,
            what: what.to_owned(),
            status: answer.status().as_u16(),
            told: told(answer.body()),
        }
    }
}

const VALID: &str = "repositories, digests and tags are checked and need no escape in a URI";

/// The error body of the distribution specification.
#[derive(Deserialize)]
struct Refusal {
    errors: Vec<RefusalReason>,
}

#[derive(Deserialize)]
struct RefusalReason {
    code: String,
    #[serde(default)]
    message: String,
}

fn told(body: &[u8]) -> String {
    let refusal: Option<Refusal> = serde_json::from_slice(body).ok();
    match refusal.and_then(|refusal| refusal.errors.into_iter().next()) {
        Some(RefusalReason { code, message }) if message.is_empty() => format!(" {code}"),
        Some(RefusalReason { code, message }) => format!(" {code}: {message}"),
        None => String::new(),
    }
}

fn empty() -> Body {
    Empty::new().map_err(|never| match never {}).boxed_unsync()
}

/// Reads as the connection takes it, each chunk on a thread that may block.
fn streamed(blob: Blob) -> Body {
    let chunks = futures_util::stream::try_unfold(blob, |mut blob| async {
        let read = spawn_blocking(move || {
            let mut chunk = Vec::with_capacity(CHUNK_BYTES);
            let count = blob.by_ref().take(CHUNK_BYTES as u64).read_to_end(&mut chunk)?;
            Ok::<_, io::Error>((count > 0).then(|| (Frame::data(Bytes::from(chunk)), blob)))
        });
        read.await.map_err(io::Error::other)?
    });
    StreamBody::new(chunks).boxed_unsync()
}

fn innermost(error: &dyn Error) -> String {
    let mut error = error;
    while let Some(source) = error.source() {
        error = source;
    }
    error.to_string()
}
