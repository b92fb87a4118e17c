//! One request and its answer. Everything that this crate sends goes through here.

use http::{Method, Request, Response, StatusCode, header};
use http_body_util::BodyExt as _;
use jiff::Timestamp;
use kube::client::Body;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::{Cluster, connect};
use crate::{Clock, Problem, requests};

/// Longer answers are cut off: one page of 500 large objects has some 10 MiB.
const LONGEST_ANSWER: usize = 64 << 20;
/// How much of an answer that is no JSON is shown.
const EXCERPT: usize = 80;

/// What is sent, and by which right.
pub(super) struct Call<'a> {
    pub(super) right: Right<'a>,
    pub(super) method: Method,
    pub(super) path: String,
    pub(super) content_type: Option<&'static str>,
    pub(super) body: Vec<u8>,
}

/// By which right something is asked.
pub(super) enum Right<'a> {
    /// One of the tables of [`requests`].
    Of { group: &'a str, resource: &'a str, verb: &'static str },
    /// What anybody may ask who can log in: version and kinds.
    Anybody,
    /// Whatever the caller has, to read one object that a plan names.
    Callers,
}

/// An answer of 200 or 201.
pub(super) struct Answer {
    pub(super) body: Vec<u8>,
    pub(super) clock: Option<Clock>,
}

impl<'a> Call<'a> {
    pub(super) fn get(right: Right<'a>, path: String) -> Self {
        Self { right, method: Method::GET, path, content_type: None, body: Vec::new() }
    }
}

impl Answer {
    pub(super) fn json<T: DeserializeOwned>(&self) -> Result<T, Problem> {
        serde_json::from_slice(&self.body).map_err(|error| self.not_json(&error))
    }

    fn not_json(&self, error: &serde_json::Error) -> Problem {
        let start = String::from_utf8_lossy(&self.body[..self.body.len().min(EXCERPT)]).into_owned();
        match start.trim_start().chars().next() {
            Some('{') if error.is_eof() => Problem::Malformed("it breaks off".to_owned()),
            Some('{') => Problem::Malformed(error.to_string()),
            Some(_) => Problem::NotKubernetes(format!("it begins with `{}`", one_line(&start))),
            None => Problem::NotKubernetes("it is empty".to_owned()),
        }
    }
}

impl Cluster {
    /// Asks once; again, if the server says that it is busy or the connection was cut, and nothing is written by it.
    pub(super) async fn call(&self, call: &Call<'_>) -> Result<Answer, Problem> {
        debug_assert!(
            match call.right {
                Right::Of { group, resource, verb } => requests::is_known(group, resource, verb),
                Right::Anybody | Right::Callers => call.method == Method::GET,
            },
            "{} {} is in no table of requests",
            call.method,
            call.path
        );
        let timeout = self.inner.request_timeout;
        let asked = async {
            match self.call_once(call).await {
                Err(problem) if call.method == Method::GET && is_worth_another_try(&problem) => {
                    self.call_once(call).await
                }
                answer => answer,
            }
        };
        tokio::time::timeout(timeout, asked).await.unwrap_or(Err(Problem::TimedOut(timeout)))
    }

    async fn call_once(&self, call: &Call<'_>) -> Result<Answer, Problem> {
        let mut request = Request::builder().method(&call.method).uri(&call.path);
        request = request.header(header::ACCEPT, "application/json");
        if let Some(content_type) = call.content_type {
            request = request.header(header::CONTENT_TYPE, content_type);
        }
        let request = request.body(Body::from(call.body.clone())).map_err(|_| bad_name(&call.path))?;
        let asked = Timestamp::now();
        let timeout = self.inner.request_timeout;
        let answered = self.inner.client.send(request).await;
        let response = answered.map_err(|error| connect::problem(&error, timeout))?;
        let clock = clock(&response, asked);
        let status = response.status();
        let body = bounded(response.into_body()).await?;
        if status.is_success() { Ok(Answer { body, clock }) } else { Err(refusal(status, &body)) }
    }

    /// Whether there is a Kubernetes API server, and its clock.
    pub(super) async fn version(&self) -> Result<Option<Clock>, Problem> {
        #[derive(Deserialize)]
        struct Version {
            #[serde(rename = "gitVersion")]
            _version: String,
        }
        let answer = self.call(&Call::get(Right::Anybody, "/version".to_owned())).await?;
        answer.json::<Version>()?;
        Ok(answer.clock)
    }
}

fn is_worth_another_try(problem: &Problem) -> bool {
    matches!(problem, Problem::Network(_) | Problem::Status(429 | 502..=504, _))
}

fn bad_name(path: &str) -> Problem {
    Problem::BadName(path.to_owned())
}

fn clock(response: &Response<Body>, asked: Timestamp) -> Option<Clock> {
    let date = response.headers().get(header::DATE)?.to_str().ok()?;
    let server = jiff::fmt::rfc2822::parse(date).ok()?.timestamp();
    Some(Clock { server, asked, answered: Timestamp::now() })
}

async fn bounded(mut body: Body) -> Result<Vec<u8>, Problem> {
    let mut whole = Vec::new();
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|error| Problem::Malformed(format!("it breaks off: {error}")))?;
        let Ok(data) = frame.into_data() else { continue };
        if whole.len() + data.len() > LONGEST_ANSWER {
            return Err(Problem::TooLong(LONGEST_ANSWER));
        }
        whole.extend_from_slice(&data);
    }
    Ok(whole)
}

/// What a status means; the words are those of the `Status` object that Kubernetes sends with it.
fn refusal(status: StatusCode, body: &[u8]) -> Problem {
    #[derive(Default, Deserialize)]
    #[serde(default)]
    struct Status {
        kind: String,
        message: String,
    }
    let said = serde_json::from_slice::<Status>(body).unwrap_or_default();
    if said.kind != "Status" && !matches!(status, StatusCode::UNAUTHORIZED | StatusCode::NOT_FOUND) {
        let start = String::from_utf8_lossy(&body[..body.len().min(EXCERPT)]);
        return match status.as_u16() {
            busy @ (429 | 500..=599) => Problem::Status(busy, one_line(&start)),
            other => Problem::NotKubernetes(format!("status {other}, `{}`", one_line(&start))),
        };
    }
    match status {
        StatusCode::UNAUTHORIZED => Problem::Unauthorized,
        StatusCode::FORBIDDEN => Problem::Forbidden(said.message),
        StatusCode::NOT_FOUND => Problem::NotFound,
        StatusCode::CONFLICT => Problem::Conflict(said.message),
        other => Problem::Status(other.as_u16(), said.message),
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A name as a part of a path, where no name of Kubernetes needs escaping.
pub(super) fn segment(name: &str) -> Result<&str, Problem> {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._:".contains(&byte);
    let is_name = !name.is_empty() && name != "." && name != ".." && name.bytes().all(is_plain);
    if is_name { Ok(name) } else { Err(bad_name(name)) }
}
