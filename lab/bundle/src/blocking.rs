//! Work that reads or writes much, away from the runtime's own threads.

use tokio::task::spawn_blocking;

/// Does `work` on a thread that may block.
pub(crate) async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    spawn_blocking(work).await.expect("the work does not panic, and nothing aborts it")
}
