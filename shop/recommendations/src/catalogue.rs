//! Where the books come from: the built-in catalogue, or a file that is read again when it changes.
//!
//! A file that is wrong anywhere is refused as a whole. At the start that is an error; later the catalogue in use
//! stays, and the log and a metric say so.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
};

use shop_catalog::{Catalog, ParseErrors};
use shop_service::file_watch::FileWatch;
use tokio::task::spawn_blocking;

use crate::{
    ingest::{Ingest, catch_up},
    metrics::Metrics,
    shop::{Served, Shop},
    store::Store,
};

/// A catalogue file that was refused.
#[derive(Debug, thiserror::Error)]
pub enum CatalogueError {
    /// The file cannot be read.
    #[error("cannot read the catalogue `{}`: {}", .path.display(), .source.kind())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why the system refused.
        #[source]
        source: io::Error,
    },
    /// The file is not a catalogue; each mistake has its line and field.
    #[error("the catalogue `{}` is refused: {source}", .path.display())]
    Refused {
        /// The file.
        path: PathBuf,
        /// Every mistake.
        #[source]
        source: ParseErrors,
    },
}

/// Reads the file, or takes the built-in catalogue when there is none to read. Blocks.
pub(crate) fn load(path: Option<&Path>) -> Result<Arc<Catalog>, CatalogueError> {
    let Some(path) = path else { return Ok(Arc::clone(Catalog::embedded())) };
    let text = fs::read_to_string(path)
        .map_err(|source| CatalogueError::Unreadable { path: path.to_owned(), source })?;
    let catalog =
        Catalog::parse(&text).map_err(|source| CatalogueError::Refused { path: path.to_owned(), source })?;
    Ok(Arc::new(catalog))
}

/// Replaces the catalogue in use whenever the file changes to a good one.
pub(crate) struct Reload {
    pub(crate) path: PathBuf,
    pub(crate) store: Arc<Store>,
    pub(crate) shop: Arc<Shop>,
    pub(crate) ingest: Ingest,
    pub(crate) metrics: Metrics,
}

impl Reload {
    /// Follows the file. Ends with the task.
    pub(crate) async fn run(self, mut watch: FileWatch) {
        loop {
            watch.changed().await;
            let path = self.path.clone();
            let accepted = match spawn_blocking(move || load(Some(&path))).await {
                Ok(Ok(catalog)) => self.adopt(catalog).await,
                Ok(Err(error)) => {
                    tracing::error!(%error, "the catalogue in use stays");
                    false
                }
                Err(error) => {
                    tracing::error!(%error, "reading the catalogue did not end; the one in use stays");
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
