//! The owner of spawned tasks: each has a name, a span and a way to stop.
//!
//! A task that panics is reported by the panic hook that [`crate::telemetry::init`] installs; the others go on.

use std::future::Future;

use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::Instrument as _;

/// Spawns tasks and stops them together. Clones share the same set of tasks.
#[derive(Clone, Debug, Default)]
pub struct Tasks {
    tracker: TaskTracker,
    token: CancellationToken,
}

impl Tasks {
    /// An empty set. Services take theirs from [`crate::Lifecycle::tasks`]; tests make their own.
    pub fn new() -> Self {
        Self::default()
    }

    /// Spawns `task` in a span that carries `name`. It is dropped at its next await once the set is stopped.
    ///
    /// The span has no parent: a task outlives whoever started it, and is not a part of their work.
    ///
    /// A task that must finish its work first watches [`crate::Lifecycle::draining`] and returns by itself.
    pub fn spawn<F>(&self, name: &'static str, task: F) -> JoinHandle<()>
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let token = self.token.clone();
        let span = tracing::info_span!(parent: None, "task", task = name);
        self.tracker.spawn(
            async move {
                if token.run_until_cancelled(task).await.is_none() {
                    tracing::debug!("task stopped");
                }
            }
            .instrument(span),
        )
    }

    /// Cancelled when the set is stopped.
    pub fn token(&self) -> CancellationToken {
        self.token.clone()
    }

    /// How many tasks have not ended yet.
    pub fn running(&self) -> usize {
        self.tracker.len()
    }

    /// Cancels every task and waits until all have ended.
    pub async fn stop(&self) {
        self.token.cancel();
        self.tracker.close();
        self.tracker.wait().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn stopping_ends_a_task_that_would_never_end_by_itself() {
        let tasks = Tasks::new();
        let handle = tasks.spawn("endless", std::future::pending());
        assert_eq!(tasks.running(), 1);
        tasks.stop().await;
        assert_eq!(tasks.running(), 0);
        handle.await.unwrap();
    }

    #[tokio::test]
    async fn a_task_that_panics_does_not_keep_the_set_from_stopping() {
        let tasks = Tasks::new();
        let handle = tasks.spawn("broken", async { panic!("expected by the test") });
        assert!(handle.await.unwrap_err().is_panic());
        tasks.stop().await;
    }
}
