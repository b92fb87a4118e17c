//! As much of a registry as a push meets, and one thing at a time that it does wrong.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse as _, Response};
use tokio::net::TcpListener;
use tokio::task::JoinSet;

/// What is wrong with the registry.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Fault {
    None,
    Denies,
    NeverAnswers,
    StoresSomethingElse,
    SaysNowhere,
}

#[derive(Default)]
pub(crate) struct Stored {
    /// By digest.
    pub(crate) blobs: BTreeMap<String, Vec<u8>>,
    /// By tag or digest, in the order of arrival.
    pub(crate) manifests: Vec<(String, Vec<u8>)>,
    pub(crate) uploads: usize,
}

pub(crate) struct Fake {
    pub(crate) address: SocketAddr,
    pub(crate) stored: Arc<Mutex<Stored>>,
    _server: JoinSet<()>,
}

impl Fake {
    pub(crate) async fn with(fault: Fault) -> Self {
        let stored = Arc::new(Mutex::new(Stored::default()));
        let app = Router::new().fallback(answer).with_state((fault, Arc::clone(&stored)));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let mut server = JoinSet::new();
        server.spawn(async move { axum::serve(listener, app).await.unwrap() });
        Self { address, stored, _server: server }
    }
}

type Shared = (Fault, Arc<Mutex<Stored>>);

async fn answer(State((fault, stored)): State<Shared>, request: Request) -> Response {
    if fault == Fault::NeverAnswers {
        std::future::pending::<()>().await;
    }
    let (parts, body) = request.into_parts();
    let body: Bytes = axum::body::to_bytes(body, 64 << 20).await.unwrap();
    let path = parts.uri.path().strip_prefix("/v2/library/shop/").expect("pushed to library/shop");
    let mut stored = stored.lock().unwrap();
    match (parts.method, path.split_once('/').unwrap()) {
        (Method::HEAD, ("blobs", digest)) if stored.blobs.contains_key(digest) => {
            StatusCode::OK.into_response()
        }
        (Method::HEAD, ("blobs", _)) => StatusCode::NOT_FOUND.into_response(),
        (Method::POST, ("blobs", "uploads/")) => begin(fault),
        (Method::PUT, ("blobs", "uploads/1")) => {
            let query = parts.uri.query().unwrap();
            let digest = query.strip_prefix("state=x&digest=").expect("the query is kept").to_owned();
            assert_eq!(parts.headers["content-length"], body.len().to_string());
            stored.uploads += 1;
            stored.blobs.insert(digest, body.to_vec());
            StatusCode::CREATED.into_response()
        }
        (Method::PUT, ("manifests", reference)) => {
            stored.manifests.push((reference.to_owned(), body.to_vec()));
            let other = format!("sha256:{}", "0".repeat(64));
            match fault {
                Fault::StoresSomethingElse => {
                    (StatusCode::CREATED, [("docker-content-digest", other)]).into_response()
                }
                _ => StatusCode::CREATED.into_response(),
            }
        }
        (method, _) => panic!("unexpected {method} {path}"),
    }
}

fn begin(fault: Fault) -> Response {
    let denied = r#"{"errors":[{"code":"DENIED","message":"requested access is denied"}]}"#;
    match fault {
        Fault::Denies => (StatusCode::FORBIDDEN, denied).into_response(),
        Fault::SaysNowhere => StatusCode::ACCEPTED.into_response(),
        // As behind a proxy: a host that nobody here knows, and a query to keep.
        _ => {
            let location = "http://registry.invalid/v2/library/shop/blobs/uploads/1?state=x";
            (StatusCode::ACCEPTED, [("location", location)]).into_response()
        }
    }
}
