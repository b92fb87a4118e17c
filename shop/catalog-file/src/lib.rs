//! The catalogue that a process uses: compiled in, or a file that is read again when it changes.
//!
//! This is the IO that `shop-catalog` does without, shared by both services. A file that is wrong anywhere is refused
//! as a whole; what that means for the process (no start, or the catalogue in use stays) is the caller's to say.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use shop_catalog::{Catalog, ParseErrors};
use shop_service::file_watch::FileWatch;
use tokio::task::spawn_blocking;

/// A catalogue that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum CatalogError {
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
    /// The thread that read it did not end.
    #[error("reading the catalogue did not end: {0}")]
    Unfinished(#[from] tokio::task::JoinError),
}

impl CatalogError {
    /// What to try next, as one line.
    pub fn hint(&self) -> &'static str {
        "hint: mend the file, or leave --catalog away for the built-in one"
    }
}

/// Where a process takes its catalogue from.
#[derive(Debug)]
pub struct CatalogSource {
    file: Option<FileWatch>,
}

impl CatalogSource {
    /// The file at `path`, looked at every `check`, or without one the catalogue that is compiled in. Reads nothing
    /// yet, but notices every change from now on.
    pub fn new(path: Option<PathBuf>, check: Duration) -> Self {
        Self { file: path.map(|path| FileWatch::new(path, check)) }
    }

    /// The catalogue as it is now.
    ///
    /// # Errors
    /// The file cannot be read, or is wrong anywhere.
    pub async fn load(&self) -> Result<Arc<Catalog>, CatalogError> {
        let Some(file) = &self.file else { return Ok(Arc::clone(Catalog::embedded())) };
        let path = file.path().to_owned();
        spawn_blocking(move || read(&path)).await?
    }

    /// The catalogue after the next change of its file; never, for the one that is compiled in. Cancel safe before
    /// the change.
    ///
    /// # Errors
    /// As [`load`](Self::load). The next change may be for the better.
    pub async fn changed(&mut self) -> Result<Arc<Catalog>, CatalogError> {
        match &mut self.file {
            Some(file) => file.changed().await,
            None => std::future::pending().await,
        }
        self.load().await
    }
}

fn read(path: &Path) -> Result<Arc<Catalog>, CatalogError> {
    let text = fs::read_to_string(path)
        .map_err(|source| CatalogError::Unreadable { path: path.to_owned(), source })?;
    match Catalog::parse(&text) {
        Ok(catalog) => Ok(Arc::new(catalog)),
        Err(source) => Err(CatalogError::Refused { path: path.to_owned(), source }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OFTEN: Duration = Duration::from_millis(5);
    const ONE_BOOK: &str = "ninehops-catalogue\t1\n\
        id\ttitle\tauthor\tborn\tdied\tcategory\tyear\tprice\tsubjects\tsentence\n\
        1\tEmma\tJane Austen\t1775\t1817\tclassics\t1815\t799\tEngland\t\n";

    #[tokio::test]
    async fn without_a_file_the_catalogue_is_the_one_compiled_in() {
        let catalog = CatalogSource::new(None, OFTEN).load().await.unwrap();
        assert!(Arc::ptr_eq(&catalog, Catalog::embedded()));
    }

    #[tokio::test]
    async fn a_file_that_is_not_there_is_named() {
        let source = CatalogSource::new(Some("/nowhere/books.tsv".into()), OFTEN);
        let error = source.load().await.unwrap_err();
        assert_eq!(error.to_string(), "cannot read the catalogue `/nowhere/books.tsv`: entity not found");
    }

    #[tokio::test]
    async fn a_change_for_the_worse_is_refused_and_one_for_the_better_is_taken() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("books.tsv");
        fs::write(&path, ONE_BOOK).unwrap();
        let mut source = CatalogSource::new(Some(path.clone()), OFTEN);
        assert_eq!(source.load().await.unwrap().books().len(), 1);

        replace(&path, "nonsense");
        assert!(matches!(source.changed().await, Err(CatalogError::Refused { .. })));

        replace(&path, &ONE_BOOK.replace("Emma", "Persuasion"));
        assert_eq!(source.changed().await.unwrap().books()[0].title, "Persuasion");
    }

    /// In one step, or the source could see half a file.
    fn replace(path: &Path, text: &str) {
        let new = path.with_extension("new");
        fs::write(&new, text).unwrap();
        fs::rename(new, path).unwrap();
    }
}
