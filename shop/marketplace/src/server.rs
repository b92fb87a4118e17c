//! From configuration and open sockets to a running shop, and back.

use std::{future::Future, io, sync::Arc};

use shop_catalog_file::{CatalogError, CatalogSource};
use shop_rpc::{Channel, ChannelConfig, ChannelMetrics};
use shop_service::{
    Lifecycle,
    http::{self, HttpLimits},
    listeners::{self, BindError},
    metrics::{HttpServerMetrics, Registry},
    ops,
};
use tokio::net::TcpListener;

use crate::{
    app::App,
    backend::{Backend, LARGEST_ANSWER},
    catalogue,
    config::Config,
    metrics::{Responses, UnknownBooks},
    outbox::{self, Outbox},
    router::router,
};

/// The largest form: the one of `/for-you` with every box ticked takes less than 1 KiB.
const LARGEST_FORM: usize = 16 * 1024;

/// The sockets of one storefront, bound before anything else starts.
#[derive(Debug)]
pub struct Sockets {
    /// The shop.
    pub http: TcpListener,
    /// Probes and metrics.
    pub ops: TcpListener,
}

impl Sockets {
    /// Binds the addresses of the configuration.
    ///
    /// # Errors
    ///
    /// The first address that cannot be bound.
    pub async fn bind(config: &Config) -> Result<Self, BindError> {
        let http = listeners::bind(config.listen, "the storefront", "listen").await?;
        let ops = config.standard.ops_listen;
        let ops = listeners::bind(ops, "the operations port of the storefront", "ops-listen").await?;
        Ok(Self { http, ops })
    }
}

/// Why the shop could not open, or ended.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The catalogue is refused.
    #[error(transparent)]
    Catalogue(#[from] CatalogError),
    /// Preparing the catalogue did not end.
    #[error("the start was cut short: {0}")]
    Start(#[from] tokio::task::JoinError),
    /// The listener failed.
    #[error("cannot serve HTTP: {0}")]
    Listener(#[from] io::Error),
}

impl ServeError {
    /// What to try next, as one line.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::Catalogue(error) => Some(error.hint()),
            Self::Start(_) | Self::Listener(_) => None,
        }
    }
}

/// Serves until the lifecycle drains and the requests in flight have ended.
///
/// From this call on, before the future is polled, readiness says no; it says yes when the catalogue is loaded and
/// the shop is open, whether or not recommendations answers. The ops port answers meanwhile. Nothing global is
/// touched, so several storefronts may live in one process.
///
/// # Errors
///
/// See [`ServeError`].
pub fn serve(
    config: Config,
    sockets: Sockets,
    registry: Registry,
    lifecycle: &Lifecycle,
) -> impl Future<Output = Result<(), ServeError>> + Send + use<> {
    let ready = lifecycle.readiness().latch("storefront");
    let lifecycle = lifecycle.clone();
    async move {
        ops::spawn(sockets.ops, registry.clone(), &lifecycle);
        let limits =
            HttpLimits { connections: config.max_connections, body: LARGEST_FORM, ..HttpLimits::default() };
        let (app, outbox) = open(config, &registry, &lifecycle).await?;
        let router = router(app, HttpServerMetrics::new(&registry));
        ready.release();
        let served = http::serve(sockets.http, router, limits, &lifecycle).await;
        outbox.finish().await;
        Ok(served?)
    }
}

/// Loads the catalogue and starts the channel, the outbox and the watch of the catalogue's file.
pub(crate) async fn open(
    config: Config,
    registry: &Registry,
    lifecycle: &Lifecycle,
) -> Result<(Arc<App>, outbox::Closing), ServeError> {
    // Connecting takes about as long as drawing the covers: let them happen at the same time.
    let channel = channel(&config, registry, lifecycle);
    let source = CatalogSource::new(config.catalog.clone(), config.catalog_check);
    let stock = catalogue::prepare(source.load().await?, config.curated).await?;
    if config.keyring.is_none() {
        tracing::warn!(
            "cookies are signed with a key that ends with this process; set MARKETPLACE_COOKIE_KEY"
        );
    }
    let backend = Backend::new(channel.clone(), UnknownBooks::new(registry));
    let (outbox, closing) = Outbox::start(channel, config.event_deadline, &lifecycle.tasks(), registry);
    let app = Arc::new(App::new(config, backend, outbox, Responses::new(registry), stock));
    lifecycle.tasks().spawn("catalogue", catalogue::follow(Arc::clone(&app), source));
    Ok((app, closing))
}

fn channel(config: &Config, registry: &Registry, lifecycle: &Lifecycle) -> Channel {
    let settings = ChannelConfig {
        deadline: config.rpc_deadline,
        resolve_every: config.resolve_every,
        nameserver: config.nameserver,
        max_answer: LARGEST_ANSWER,
        ..ChannelConfig::new(config.target.clone())
    };
    Channel::spawn(settings, &lifecycle.tasks(), ChannelMetrics::new(registry, "marketplace"))
}
