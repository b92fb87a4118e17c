//! An API server that answers what a test says.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use hops_kube::{Cluster, ConnectOptions, KubeError};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::task::JoinSet;

/// What a request is answered with.
pub(crate) enum Reply {
    Json(Value),
    Status(u16, Value),
    Text(&'static str),
    /// JSON that ends in the middle, though the length says that it is whole.
    Truncated,
    /// Nothing, ever.
    Silence,
}

/// A request that came.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) query: String,
    pub(crate) content_type: String,
    pub(crate) body: String,
}

type Answer = dyn Fn(&Asked) -> Reply + Send + Sync;

/// Stops when it is dropped.
pub(crate) struct Api {
    pub(crate) address: SocketAddr,
    asked: Arc<Mutex<Vec<Asked>>>,
    directory: TempDir,
    _task: JoinSet<()>,
}

#[derive(Clone)]
struct Shared {
    answer: Arc<Answer>,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Api {
    /// Answers requests; those for `/version` by itself.
    pub(crate) async fn start(answer: impl Fn(&Asked) -> Reply + Send + Sync + 'static) -> Self {
        Self::raw(move |asked| match asked.path.as_str() {
            "/version" => Reply::Json(json!({ "major": "1", "minor": "36", "gitVersion": "v1.36.3" })),
            _ => answer(asked),
        })
        .await
    }

    /// Answers all requests.
    pub(crate) async fn raw(answer: impl Fn(&Asked) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let shared = Shared { answer: Arc::new(answer), asked: Arc::clone(&asked) };
        let router = Router::new().fallback(serve).with_state(shared);
        let mut task = JoinSet::new();
        task.spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { address, asked, directory: tempfile::tempdir().unwrap(), _task: task }
    }

    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }

    /// A kubeconfig that leads here.
    pub(crate) fn kubeconfig(&self) -> PathBuf {
        let path = self.directory.path().join("config");
        std::fs::write(&path, kubeconfig(&format!("http://{}", self.address), "")).unwrap();
        path
    }

    pub(crate) async fn connect(&self, timeout: Duration) -> Result<Cluster, KubeError> {
        Cluster::connect(&options(self.kubeconfig(), timeout)).await
    }

    /// With more time for a request than a test waits.
    pub(crate) async fn cluster(&self) -> Cluster {
        self.connect(Duration::from_mins(1)).await.unwrap()
    }
}

pub(crate) fn options(kubeconfig: PathBuf, request_timeout: Duration) -> ConnectOptions {
    ConnectOptions { kubeconfig: Some(kubeconfig), context: None, request_timeout }
}

/// One context, `here`; `more` is what the cluster says besides.
pub(crate) fn kubeconfig(server: &str, more: &str) -> String {
    format!(
        "apiVersion: v1\nkind: Config\ncurrent-context: here\n\
         contexts:\n- name: here\n  context: {{cluster: c, user: u}}\n\
         clusters:\n- name: c\n  cluster:\n    server: {server}\n{more}\
         users:\n- name: u\n  user: {{token: t}}\n"
    )
}

/// An empty list.
pub(crate) fn nothing() -> Reply {
    Reply::Json(json!({ "metadata": {}, "items": [] }))
}

/// As Kubernetes refuses.
pub(crate) fn refusal(code: u16, message: &str) -> Reply {
    Reply::Status(code, json!({ "kind": "Status", "status": "Failure", "message": message, "code": code }))
}

async fn serve(State(shared): State<Shared>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, 1 << 20).await.unwrap();
    let content_type = parts.headers.get("content-type").and_then(|value| value.to_str().ok());
    let asked = Asked {
        method: parts.method.to_string(),
        path: parts.uri.path().to_owned(),
        query: parts.uri.query().unwrap_or_default().to_owned(),
        content_type: content_type.unwrap_or_default().to_owned(),
        body: String::from_utf8_lossy(&body).into_owned(),
    };
    shared.asked.lock().unwrap().push(asked.clone());
    match (shared.answer)(&asked) {
        Reply::Json(value) => axum::Json(value).into_response(),
        Reply::Status(code, value) => {
            (StatusCode::from_u16(code).unwrap(), axum::Json(value)).into_response()
        }
        Reply::Text(text) => text.into_response(),
        Reply::Truncated => Body::from("{\"metadata\":{},\"items\":[{\"metadata\":{\"na").into_response(),
        Reply::Silence => std::future::pending().await,
    }
}
