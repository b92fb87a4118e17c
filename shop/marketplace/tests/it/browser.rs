//! A visitor: keeps cookies, follows no redirect by itself, and reads what it gets.

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    sync::{Mutex, MutexGuard},
    time::{Duration, Instant},
};

use http::{HeaderMap, Request, StatusCode, header, request::Builder};
use http_body_util::{BodyExt, Full};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};

type Body = Full<bytes::Bytes>;

/// A client with a cookie jar.
pub(crate) struct Browser {
    shop: SocketAddr,
    client: Client<HttpConnector, Body>,
    cookies: Mutex<BTreeMap<String, String>>,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
    pub(crate) took: Duration,
}

impl Browser {
    pub(crate) fn new(shop: SocketAddr) -> Self {
        let client = Client::builder(TokioExecutor::new()).build_http();
        Self { shop, client, cookies: Mutex::default() }
    }

    pub(crate) fn request(&self, method: &str, path: &str) -> Builder {
        let request = Request::builder().method(method).uri(format!("http://{}{path}", self.shop));
        let cookies = self.cookies();
        if cookies.is_empty() {
            return request;
        }
        let pairs: Vec<String> = cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        request.header(header::COOKIE, pairs.join("; "))
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(self.request("GET", path), "").await
    }

    /// Sends a form.
    pub(crate) async fn post(&self, path: &str, form: &str) -> Answer {
        let urlencoded = "application/x-www-form-urlencoded";
        self.send(self.request("POST", path).header(header::CONTENT_TYPE, urlencoded), form).await
    }

    pub(crate) async fn send(&self, request: Builder, body: &str) -> Answer {
        let begun = Instant::now();
        let request = request.body(Body::from(body.to_owned())).unwrap();
        let (head, body) = self.client.request(request).await.unwrap().into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        self.keep_cookies(&head.headers);
        Answer {
            status: head.status,
            headers: head.headers,
            body: String::from_utf8_lossy(&body).into_owned(),
            took: begun.elapsed(),
        }
    }

    pub(crate) fn cookies(&self) -> MutexGuard<'_, BTreeMap<String, String>> {
        self.cookies.lock().unwrap()
    }

    fn keep_cookies(&self, headers: &HeaderMap) {
        for cookie in headers.get_all(header::SET_COOKIE) {
            let (pair, attributes) = cookie.to_str().unwrap().split_once(';').unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            if attributes.contains("Max-Age=0") {
                self.cookies().remove(name);
            } else {
                self.cookies().insert(name.to_owned(), value.to_owned());
            }
        }
    }
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The rung of the ladder; empty without the header.
    pub(crate) fn source(&self) -> &str {
        self.header("x-marketplace-source")
    }

    /// The value of the hidden field with the token.
    pub(crate) fn csrf(&self) -> String {
        let value = self.between("name=\"csrf\" value=\"", "\"");
        // Base64 in an attribute: only these three are ever escaped.
        value.replace("&#43;", "+").replace("&#47;", "/").replace("&#61;", "=")
    }

    /// What stands between two pieces of text, the first time.
    pub(crate) fn between(&self, before: &str, after: &str) -> &str {
        let start = self.body.find(before).unwrap_or_else(|| panic!("no `{before}` in {}", self.body));
        let rest = &self.body[start + before.len()..];
        &rest[..rest.find(after).unwrap()]
    }
}
