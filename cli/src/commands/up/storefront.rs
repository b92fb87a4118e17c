//! The storefront, whose life is that of the process.

use marketplace::{Config, SETTINGS, Sockets, serve};
use shop_service::Lifecycle;
use shop_service::metrics::Registry;

use super::VERSION;
use super::progress::{Progress, closing};
use super::sockets::{Reach, address, url};
use crate::failure::Failure;

/// Opens the shop, says where it is, and serves until the lifecycle drains.
///
/// # Errors
/// A catalogue of no use; after the start only a listener that fails.
pub(super) async fn open(
    config: Config,
    sockets: Sockets,
    lifecycle: Lifecycle,
    mut progress: Progress,
) -> Result<(), Failure> {
    let listen = address(&sockets.http)?;
    let line = format!("on {listen}, asks {}", config.target);
    let registry = Registry::of_process(SETTINGS.program, VERSION);
    let serving = serve(config, sockets, registry, &lifecycle);
    let serving =
        async { serving.await.map_err(|error| Failure::new(&error).with_optional_hint(error.hint())) };
    let telling = async {
        lifecycle.readiness().changed_from(false).await;
        progress.step("storefront", &line);
        progress.open(&url(listen), Reach::of(listen));
        lifecycle.draining().await;
        closing();
        std::future::pending().await
    };
    // Words first: a shop without visitors closes in the moment in which it is told to.
    tokio::select! {
        biased;
        never = telling => never,
        ended = serving => ended,
    }
}
