//! Requests to a registry and to whom it sends us: bounded in time and size, and never louder than their answers.

use std::error::Error;
use std::time::Duration;

use reqwest::header::{ACCEPT, AUTHORIZATION, HeaderMap, HeaderValue};
use reqwest::redirect::Policy;
use reqwest::{Client, Method, Response, StatusCode, Url};
use secrecy::{ExposeSecret, SecretString};

use crate::Trouble;
use crate::document::{is_html, refusal};

const AGENT: &str = concat!("ninehops/", env!("CARGO_PKG_VERSION"));
/// No registry keeps a longer manifest (OCI Distribution Specification, "Pushing Manifests").
const LARGEST_BODY: usize = 4 << 20;
const MOST_REDIRECTS: usize = 5;

/// Two clients: what is asked over plain HTTP is near, and no proxy is for it.
#[derive(Clone, Debug)]
pub(crate) struct Wire {
    secure: Client,
    plain: Client,
}

/// How to say who asks.
#[derive(Clone, Debug)]
pub(crate) enum Identity {
    Nobody,
    Bearer(SecretString),
    Basic(SecretString),
}

/// An answer, whatever its status.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Wire {
    pub(crate) fn new(limit: Duration) -> Result<Self, String> {
        let builder = || {
            Client::builder()
                .user_agent(AGENT)
                .timeout(limit)
                .redirect(Policy::limited(MOST_REDIRECTS))
                .referer(false)
        };
        let failed = |error: reqwest::Error| innermost(&error);
        let secure = builder().build().map_err(failed)?;
        Ok(Self { secure, plain: builder().no_proxy().build().map_err(failed)? })
    }

    pub(crate) async fn ask(
        &self,
        method: Method,
        url: &str,
        accept: &'static str,
        identity: &Identity,
    ) -> Result<Answer, Trouble> {
        let url: Url = url.parse().map_err(|_| Trouble::Unexpected(format!("`{url}` is no URL to ask")))?;
        let client = if url.scheme() == "http" { &self.plain } else { &self.secure };
        let host = url.host_str().unwrap_or_default().to_owned();
        let mut request = client.request(method, url).header(ACCEPT, accept);
        if let Some(value) = identity.header() {
            request = request.header(AUTHORIZATION, value);
        }
        let response = request.send().await.map_err(|error| not_reached(&host, &error))?;
        read(response).await.map_err(|error| match error {
            Broken::Connection(error) => not_reached(&host, &error),
            Broken::TooLong => Trouble::Unexpected(format!("{host} sends more than 4 MiB")),
        })
    }
}

enum Broken {
    Connection(reqwest::Error),
    TooLong,
}

async fn read(mut response: Response) -> Result<Answer, Broken> {
    let (status, headers) = (response.status(), std::mem::take(response.headers_mut()));
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(Broken::Connection)? {
        if body.len() + chunk.len() > LARGEST_BODY {
            return Err(Broken::TooLong);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Answer { status, headers, body })
}

impl Identity {
    fn header(&self) -> Option<HeaderValue> {
        let (scheme, secret) = match self {
            Self::Nobody => return None,
            Self::Bearer(token) => ("Bearer", token),
            Self::Basic(pair) => ("Basic", pair),
        };
        let mut value = HeaderValue::from_str(&format!("{scheme} {}", secret.expose_secret())).ok()?;
        value.set_sensitive(true);
        Some(value)
    }
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The body, if the status is a good one.
    pub(crate) fn accepted(self) -> Result<Vec<u8>, Trouble> {
        if self.status.is_success() { Ok(self.body) } else { Err(self.trouble()) }
    }

    /// What a status that is no good one says of the image.
    pub(crate) fn trouble(&self) -> Trouble {
        let told = self.told();
        match self.status {
            StatusCode::TOO_MANY_REQUESTS => Trouble::RateLimited(told),
            StatusCode::UNAUTHORIZED => Trouble::Denied(told),
            _ if is_html(&self.body) => Trouble::Unexpected(format!("answers {told}: is it a registry?")),
            StatusCode::FORBIDDEN => Trouble::Denied(told),
            StatusCode::NOT_FOUND if self.is_a_registrys() => Trouble::Missing(told),
            _ => Trouble::Unexpected(format!("answers {told}")),
        }
    }

    fn is_a_registrys(&self) -> bool {
        refusal(&self.body).is_some() || self.headers.contains_key("docker-distribution-api-version")
    }

    /// The status, and the registry's own words for it.
    pub(crate) fn told(&self) -> String {
        let status = self.status.as_u16();
        match refusal(&self.body) {
            Some(reason) => format!("{status} {reason}"),
            None if is_html(&self.body) => format!("{status} with HTML"),
            None => self.status.to_string(),
        }
    }
}

/// URLs are left out: a realm's query is none of a reader's business.
fn not_reached(host: &str, error: &reqwest::Error) -> Trouble {
    if error.is_timeout() {
        return Trouble::NotReached(format!("no answer from {host} in time"));
    }
    Trouble::NotReached(format!("cannot ask {host}: {}", innermost(error)))
}

fn innermost(error: &dyn Error) -> String {
    let mut error = error;
    while let Some(source) = error.source() {
        error = source;
    }
    error.to_string()
}
