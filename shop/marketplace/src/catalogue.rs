//! Follows the catalogue: a changed file becomes new stock.
//!
//! A file that is wrong anywhere is refused as a whole: the catalogue in use stays, and the log says so.

use std::sync::Arc;

use shop_catalog::Catalog;
use shop_catalog_file::CatalogSource;
use tokio::task::{JoinError, spawn_blocking};

use crate::{
    app::App,
    stock::{CuratedLists, Stock},
};

/// Prepares a catalogue for pages, which draws every cover and so keeps a core busy for some milliseconds.
///
/// # Errors
///
/// The thread that did it panicked, or the runtime is ending.
pub async fn prepare(catalog: Arc<Catalog>, curated: CuratedLists) -> Result<Stock, JoinError> {
    spawn_blocking(move || Stock::new(catalog, curated)).await
}

/// Replaces the catalogue in use whenever its file changes to a good one. Ends with its task.
pub async fn follow(app: Arc<App>, mut source: CatalogSource) {
    loop {
        let catalog = match source.changed().await {
            Ok(catalog) => catalog,
            Err(error) => {
                tracing::error!(%error, "the catalogue in use stays");
                continue;
            }
        };
        let (version, books) = (catalog.version().to_owned(), catalog.books().len());
        match prepare(catalog, app.config.curated).await {
            Ok(stock) => {
                app.restock(stock);
                tracing::info!(catalog_version = version, books, "the catalogue changed");
            }
            Err(error) => {
                tracing::error!(%error, "preparing the catalogue did not end; the one in use stays");
            }
        }
    }
}
