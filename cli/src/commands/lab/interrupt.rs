//! Ctrl-C while something long is under way.

use shop_service::Signals;
use tokio_util::sync::CancellationToken;

use super::progress::Progress;
use crate::failure::Failure;

/// What a person who interrupts is told.
pub(super) struct Words<'a> {
    /// At the first signal: what is still to be done.
    pub(super) first: &'a str,
    /// At the second: what to do about what was not.
    pub(super) second: String,
}

/// Does work that can be cancelled, with its progress on the screen. The first SIGINT or SIGTERM cancels it; it then
/// ends by itself, and soon. The second leaves it as it is.
///
/// # Errors
/// At the second signal, or when signals cannot be handled.
pub(super) async fn cancellable<T, Work: Future<Output = T>>(
    progress: &Progress,
    words: Words<'_>,
    work: impl FnOnce(CancellationToken) -> Work,
) -> Result<T, Failure> {
    let mut signals = install()?;
    let cancelled = CancellationToken::new();
    let work = progress.beside(work(cancelled.clone()));
    tokio::pin!(work);
    loop {
        tokio::select! {
            result = &mut work => return Ok(result),
            _ = signals.recv() => {
                if cancelled.is_cancelled() {
                    progress.clear();
                    return Err(Failure::new("interrupted twice; not all is cleared away").with_hint(words.second));
                }
                progress.remark(words.first);
                cancelled.cancel();
            }
        }
    }
}

/// Does work that must not stop half-way, such as waiting for a program that gets the same Ctrl-C from the terminal.
///
/// # Errors
/// When signals cannot be handled.
pub(super) async fn patiently<T>(work: impl Future<Output = T>) -> Result<T, Failure> {
    let _signals = install()?;
    Ok(work.await)
}

/// # Errors
/// When the operating system refuses a handler.
pub(super) fn install() -> Result<Signals, Failure> {
    Signals::install().map_err(|error| Failure::new(format!("cannot handle signals: {error}")))
}
