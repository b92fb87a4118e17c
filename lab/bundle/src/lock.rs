//! One builder at a time in a directory.

use std::fs::{self, File, TryLockError};
use std::path::Path;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::error::BundleError;
use crate::event::{Event, Events};

const BETWEEN_LOOKS: Duration = Duration::from_millis(200);

/// Makes the directory and holds it until this is dropped, or the process ends in whatever way.
#[derive(Debug)]
pub(crate) struct Lock {
    _file: File,
}

impl Lock {
    /// Waits until no other process builds in `directory`.
    ///
    /// # Errors
    /// If the directory cannot be written, or the wait was cancelled.
    pub(crate) async fn take(
        directory: &Path,
        events: &Events<'_>,
        cancelled: &CancellationToken,
    ) -> Result<Self, BundleError> {
        fs::create_dir_all(directory).map_err(BundleError::directory(directory))?;
        let path = directory.join("lock");
        let file = File::options()
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(BundleError::directory(directory))?;
        let mut told = false;
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(Self { _file: file }),
                Err(TryLockError::Error(error)) => return Err(BundleError::file(&path)(error)),
                Err(TryLockError::WouldBlock) => {}
            }
            if !told {
                events(Event::Waiting { directory: directory.to_owned() });
                told = true;
            }
            tokio::select! {
                () = tokio::time::sleep(BETWEEN_LOOKS) => {}
                () = cancelled.cancelled() => return Err(BundleError::Cancelled),
            }
        }
    }
}
