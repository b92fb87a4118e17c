//! From configuration and open sockets to a running server, and back.

use std::{future::Future, sync::Arc};

use http::{HeaderName, HeaderValue, Response};
use shop_catalog_file::{CatalogError, CatalogSource};
use shop_service::{
    Latch, Lifecycle, host_name,
    listeners::{self, BindError},
    metrics::{Registry, RpcServerMetrics},
    ops,
    request::RpcServerLayer,
};
use tokio::{net::TcpListener, task::spawn_blocking};
use tonic::{body::Body, service::Routes, transport::server::TcpIncoming};
use tower::util::MapResponseLayer;

use crate::{
    Config,
    catalogue::Reload,
    config::Limits,
    grpc::{Api, GuardLayer, HealthBoard, METHODS, routes},
    ingest::{catch_up, ingest},
    metrics::Metrics,
    shop::{Served, Shop},
    store::{OpenError, Store, StoreError},
};

/// How often a quiet connection is asked whether its peer is still there, and how long that may take.
const KEEPALIVE_INTERVAL: std::time::Duration = std::time::Duration::from_secs(10);
const KEEPALIVE_TIMEOUT: std::time::Duration = std::time::Duration::from_secs(10);
/// Enough for a trace context, a request id and a client's name.
const MAX_HEADER_BYTES: u32 = 8 * 1024;
/// The replica that answered, in the head of an answer, for callers who want to tell replicas apart.
const X_SERVED_BY: HeaderName = HeaderName::from_static("x-served-by");

/// The sockets of one server, bound before anything else starts.
#[derive(Debug)]
pub struct Sockets {
    /// gRPC.
    pub grpc: TcpListener,
    /// Probes and metrics.
    pub ops: TcpListener,
}

impl Sockets {
    /// Binds the addresses of the configuration.
    ///
    /// # Errors
    /// The first address that cannot be bound.
    pub async fn bind(config: &Config) -> Result<Self, BindError> {
        let grpc = listeners::bind(config.listen, "recommendations", "listen").await?;
        let ops = config.standard.ops_listen;
        let ops = listeners::bind(ops, "the operations port of recommendations", "ops-listen").await?;
        Ok(Self { grpc, ops })
    }
}

/// Why the server could not start, or ended.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The event log cannot be opened.
    #[error(transparent)]
    Store(#[from] OpenError),
    /// The event log cannot be read.
    #[error("cannot learn from the events stored: {0}")]
    Replay(#[from] StoreError),
    /// The catalogue is refused.
    #[error(transparent)]
    Catalogue(#[from] CatalogError),
    /// The contract that was compiled in is damaged.
    #[error("reflection cannot read the contract: {0}")]
    Reflection(#[from] tonic_reflection::server::Error),
    /// Opening the store did not end.
    #[error("the start was cut short: {0}")]
    Start(#[from] tokio::task::JoinError),
    /// The transport failed.
    #[error("cannot serve gRPC: {0}")]
    Transport(#[from] tonic::transport::Error),
}

impl ServeError {
    /// What to try next, as one line.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::Store(error) => Some(error.hint()),
            Self::Catalogue(error) => Some(error.hint()),
            _ => None,
        }
    }
}

/// Serves until the lifecycle drains and the calls in flight have ended.
///
/// From this call on, before the future is polled, readiness says no; it says yes when events are replayed and gRPC
/// is served. The ops port answers meanwhile. Nothing global is touched, so several servers may live in one process.
///
/// # Errors
/// See [`ServeError`]. After the start only the transport can fail.
pub fn serve(
    config: Config,
    sockets: Sockets,
    registry: Registry,
    lifecycle: &Lifecycle,
) -> impl Future<Output = Result<(), ServeError>> + Send + use<> {
    let ready = lifecycle.readiness().latch("recommendations");
    let lifecycle = lifecycle.clone();
    async move {
        ops::spawn(sockets.ops, registry.clone(), &lifecycle);
        let server = Server::open(config, &registry, &lifecycle).await?;
        server.serve(sockets.grpc, &registry, &lifecycle, &ready).await
    }
}

/// An opened store, a loaded catalogue and the tasks around them.
struct Server {
    limits: Limits,
    metrics: Metrics,
    routes: Routes,
    /// The pod's name, or the host's; absent when that is no header text.
    name: Option<HeaderValue>,
}

impl Server {
    async fn open(config: Config, registry: &Registry, lifecycle: &Lifecycle) -> Result<Self, ServeError> {
        let metrics = Metrics::new(registry);
        let source = CatalogSource::new(config.catalog, config.catalog_check);
        let catalog = source.load().await?;
        let name = config.standard.identity.pod_name.or_else(host_name);
        let name = name.and_then(|name| HeaderValue::try_from(name).ok());
        let data = config.data;
        let (store, served) = spawn_blocking(move || -> Result<_, ServeError> {
            let served = Served::new(catalog);
            let store = Store::open(&data)?;
            let served = catch_up(&store, served)?;
            Ok((store, served))
        })
        .await??;
        metrics.catalog_items(served.shelf.books().len());
        metrics.last_seq(served.ask(shop_recommender::Recommender::as_of_seq));

        let (store, shop) = (Arc::new(store), Arc::new(Shop::new(served)));
        let (ingest, ingest_loop) =
            ingest(config.limits.waiting_writes, Arc::clone(&store), Arc::clone(&shop), metrics.clone());
        let storing = ingest_loop.storing();
        lifecycle.tasks().spawn("ingest", ingest_loop.run());
        let (followed, feeding, counting) = (Arc::clone(&shop), ingest.clone(), metrics.clone());
        let reload = Reload { source, store, shop: followed, ingest: feeding, metrics: counting };
        lifecycle.tasks().spawn("catalogue", reload.run());
        let health = HealthBoard::new().await;
        let api = Api { shop, ingest, metrics: metrics.clone() };
        let routes = routes(&api, config.limits.request_bytes, config.reflection, &health)?;
        lifecycle.tasks().spawn("health", health.follow(lifecycle.clone(), storing));
        Ok(Self { limits: config.limits, metrics, routes, name })
    }

    async fn serve(
        self,
        listener: TcpListener,
        registry: &Registry,
        lifecycle: &Lifecycle,
        ready: &Latch,
    ) -> Result<(), ServeError> {
        let limits = self.limits;
        let guard = GuardLayer::new(limits.deadline, limits.in_flight, self.metrics);
        let serving = tonic::transport::Server::builder()
            .layer(RpcServerLayer::new(RpcServerMetrics::new(registry), METHODS))
            .layer(MapResponseLayer::new(signature(self.name)))
            .layer(guard)
            .max_concurrent_streams(limits.streams_per_connection)
            .http2_max_header_list_size(MAX_HEADER_BYTES)
            .http2_keepalive_interval(Some(KEEPALIVE_INTERVAL))
            .http2_keepalive_timeout(Some(KEEPALIVE_TIMEOUT))
            .max_connection_age(limits.connection_age)
            .max_connection_age_grace(limits.connection_grace)
            .add_routes(self.routes)
            .serve_with_incoming_shutdown(
                TcpIncoming::from(listener).with_nodelay(Some(true)),
                lifecycle.draining(),
            );
        ready.release();
        Ok(serving.await?)
    }
}

/// Puts the name of this replica on every answer, also on those of the guard.
fn signature(name: Option<HeaderValue>) -> impl Fn(Response<Body>) -> Response<Body> + Clone {
    move |mut response| {
        if let Some(name) = &name {
            response.headers_mut().insert(X_SERVED_BY, name.clone());
        }
        response
    }
}
