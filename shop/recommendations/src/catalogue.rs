//! Follows the catalogue: a changed file becomes a new shelf and a new model, prepared aside.
//!
//! A file that is wrong anywhere is refused as a whole: the catalogue in use stays, and the log and a metric say so.

use std::sync::Arc;

use shop_catalog::Catalog;
use shop_catalog_file::CatalogSource;
use tokio::task::spawn_blocking;

use crate::{
    ingest::{Ingest, catch_up},
    metrics::Metrics,
    shop::{Served, Shop},
    store::Store,
};

/// Replaces the catalogue in use whenever its file changes to a good one.
pub(crate) struct Reload {
    pub(crate) source: CatalogSource,
    pub(crate) store: Arc<Store>,
    pub(crate) shop: Arc<Shop>,
    pub(crate) ingest: Ingest,
    pub(crate) metrics: Metrics,
}

impl Reload {
    /// Follows the file. Ends with the task.
    pub(crate) async fn run(mut self) {
        loop {
            let accepted = match self.source.changed().await {
                Ok(catalog) => self.adopt(catalog).await,
                Err(error) => {
                    tracing::error!(%error, "the catalogue in use stays");
                    false
                }
            };
            self.metrics.catalog_reloaded(accepted);
        }
    }

    /// Prepares the model aside, so that requests and events go on meanwhile; the writer only adds the latest events.
    async fn adopt(&self, catalog: Arc<Catalog>) -> bool {
        if catalog.version() == self.shop.served().shelf.version() {
            return true;
        }
        let (version, books) = (catalog.version().to_owned(), catalog.books().len());
        let store = Arc::clone(&self.store);
        let adopted = match spawn_blocking(move || catch_up(&store, Served::new(catalog))).await {
            Ok(Ok(served)) => self.ingest.adopt(served).await.is_ok(),
            Ok(Err(error)) => {
                tracing::error!(%error, "events cannot be read; the catalogue in use stays");
                false
            }
            Err(error) => {
                tracing::error!(%error, "preparing the catalogue did not end; the one in use stays");
                false
            }
        };
        if adopted {
            tracing::info!(catalog_version = version, books, "the catalogue changed");
        }
        adopted
    }
}
