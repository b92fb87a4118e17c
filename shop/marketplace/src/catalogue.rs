//! Where the books come from: compiled in, or from a file that is read again when it changes.
//!
//! A file that is wrong anywhere is refused as a whole. At the start that is an error; later the catalogue in use
//! stays, and the log says so.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
};

use shop_catalog::{Catalog, ParseErrors};
use shop_service::file_watch::FileWatch;
use tokio::task::spawn_blocking;

use crate::{
    app::App,
    stock::{CuratedLists, Stock},
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

/// Reads the file, or takes the catalogue that is compiled in, and prepares it for pages. Blocks.
///
/// # Errors
///
/// The file cannot be read, or is wrong anywhere.
pub fn load(path: Option<&Path>, curated: CuratedLists) -> Result<Stock, CatalogueError> {
    let Some(path) = path else { return Ok(Stock::new(Arc::clone(Catalog::embedded()), curated)) };
    let text = fs::read_to_string(path)
        .map_err(|source| CatalogueError::Unreadable { path: path.to_owned(), source })?;
    let catalog =
        Catalog::parse(&text).map_err(|source| CatalogueError::Refused { path: path.to_owned(), source })?;
    Ok(Stock::new(Arc::new(catalog), curated))
}

/// Replaces the catalogue in use whenever the file changes to a good one. Ends with its task.
pub async fn follow(app: Arc<App>, path: PathBuf, mut watch: FileWatch) {
    loop {
        watch.changed().await;
        let (path, curated) = (path.clone(), app.config.curated);
        match spawn_blocking(move || load(Some(&path), curated)).await {
            Ok(Ok(stock)) => {
                let catalog = stock.catalog();
                let (version, books) = (catalog.version().to_owned(), catalog.books().len());
                app.restock(stock);
                tracing::info!(catalog_version = version, books, "the catalogue changed");
            }
            Ok(Err(error)) => tracing::error!(%error, "the catalogue in use stays"),
            Err(error) => tracing::error!(%error, "reading the catalogue did not end; the one in use stays"),
        }
    }
}
