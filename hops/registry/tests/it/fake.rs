//! A registry that says what a test tells it to say.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;
use hops_registry::{Inspection, Options, Platform, Reference, Registry, StepKind};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use tokio::net::TcpListener;
use tokio::task::JoinSet;

pub(crate) const INDEX: &str = "application/vnd.oci.image.index.v1+json";
pub(crate) const MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";
pub(crate) const CONFIG: &str = "application/vnd.oci.image.config.v1+json";

/// What is asked.
pub(crate) struct Asked {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) query: String,
    pub(crate) authorization: Option<String>,
}

/// What is answered.
#[derive(Clone)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Vec<u8>,
    pub(crate) after: Duration,
}

impl Reply {
    pub(crate) fn new(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self { status, headers: Vec::new(), body: body.into(), after: Duration::ZERO }
    }

    pub(crate) fn error(status: u16, code: &str, message: &str) -> Self {
        let body = serde_json::json!({"errors": [{"code": code, "message": message}]});
        Self::new(status, body.to_string()).with("content-type", "application/json")
    }

    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    pub(crate) fn after(mut self, after: Duration) -> Self {
        self.after = after;
        self
    }
}

/// Gone with its listener when it is dropped.
pub(crate) struct Fake {
    pub(crate) base: String,
    asked: Arc<Mutex<Vec<Asked>>>,
    _tasks: JoinSet<()>,
}

impl Fake {
    pub(crate) async fn answering(answer: impl Fn(&Asked) -> Reply + Clone + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let asked = Arc::<Mutex<Vec<Asked>>>::default();
        let notes = asked.clone();
        let router = Router::new().fallback(async move |request: Request| {
            let asked = read(&request);
            let reply = answer(&asked);
            notes.lock().unwrap().push(asked);
            tokio::time::sleep(reply.after).await;
            write(reply)
        });
        let mut tasks = JoinSet::new();
        tasks.spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { base, asked, _tasks: tasks }
    }

    /// What was asked so far, as `METHOD path`.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.asked.lock().unwrap().iter().map(|asked| format!("{} {}", asked.method, asked.path)).collect()
    }

    /// Asks it, as Docker Hub, for `shop/market:1`.
    pub(crate) async fn inspect(&self, nodes: &[&str]) -> Inspection {
        self.inspect_as("shop/market:1", nodes, Options::default()).await
    }

    pub(crate) async fn inspect_as(&self, image: &str, nodes: &[&str], options: Options) -> Inspection {
        let mirrors = vec![format!("docker.io={}", self.base).parse().unwrap()];
        let reference: Reference = image.parse().unwrap();
        let nodes: Vec<Platform> = nodes.iter().map(|node| node.parse().unwrap()).collect();
        Registry::new(Options { mirrors, ..options }).inspect(&reference, &nodes).await
    }
}

/// The contents of one repository, by tag and digest.
#[derive(Clone, Default)]
pub(crate) struct Repository(BTreeMap<String, (String, Vec<u8>)>);

impl Repository {
    /// Keeps a document and returns its digest.
    pub(crate) fn keep(&mut self, kind: &str, document: &Value) -> String {
        let body = document.to_string().into_bytes();
        let digest = digest(&body);
        self.0.insert(digest.clone(), (kind.to_owned(), body));
        digest
    }

    pub(crate) fn tag(&mut self, tag: &str, digest: &str) {
        self.0.insert(tag.to_owned(), self.0[digest].clone());
    }

    /// A manifest with its configuration; returns its digest.
    pub(crate) fn keep_image(&mut self, configuration: &Value) -> String {
        let config = self.keep(CONFIG, configuration);
        let manifest = serde_json::json!({"schemaVersion": 2, "mediaType": MANIFEST,
            "config": {"mediaType": CONFIG, "digest": config, "size": 1}, "layers": []});
        self.keep(MANIFEST, &manifest)
    }

    /// As a registry without a lock answers.
    pub(crate) fn reply(&self, asked: &Asked) -> Reply {
        if asked.path == "/v2/" {
            return Reply::new(200, "{}");
        }
        let name = asked.path.rsplit('/').next().unwrap();
        match self.0.get(name) {
            Some((kind, body)) => Reply::new(200, body.clone())
                .with("content-type", kind.clone())
                .with("docker-content-digest", digest(body)),
            None => Reply::error(404, "MANIFEST_UNKNOWN", "manifest unknown"),
        }
    }

    pub(crate) async fn served(self) -> Fake {
        Fake::answering(move |asked| self.reply(asked)).await
    }
}

pub(crate) fn digest(body: &[u8]) -> String {
    let hash = Sha256::digest(body);
    hash.iter().fold("sha256:".to_owned(), |text, byte| format!("{text}{byte:02x}"))
}

pub(crate) fn kinds(inspection: &Inspection) -> Vec<StepKind> {
    inspection.steps.iter().map(|step| step.kind).collect()
}

fn read(request: &Request) -> Asked {
    let header = |name: &str| request.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
    Asked {
        method: request.method().to_string(),
        path: request.uri().path().to_owned(),
        query: request.uri().query().unwrap_or_default().to_owned(),
        authorization: header("authorization"),
    }
}

fn write(reply: Reply) -> Response {
    let mut response = Response::builder().status(reply.status);
    for (name, value) in reply.headers {
        response = response.header(name, value);
    }
    response.body(Body::from(reply.body)).unwrap()
}
